/* RESIZE_NEAREST_NEIGHBOR of NHWC tensors, any element type. */
#ifndef MCUB_RESIZE_NEAREST_H
#define MCUB_RESIZE_NEAREST_H

#include <stdint.h>

typedef struct {
    int32_t batch_count;   /* >= 1 */
    int32_t input_height;  /* >= 1 */
    int32_t input_width;   /* >= 1 */
    int32_t output_height; /* >= 1 */
    int32_t output_width;  /* >= 1 */
    int32_t pixel_bytes;   /* >= 1; channels times the element's bytes */
} mcub_resize_nearest_params;

/**
 * Copies to every output pixel the input pixel that rows and columns name.
 *   input    [batch_count][input_height][input_width][pixel_bytes]    bytes
 *   rows     [output_height]  int32, input rows in [0, input_height)
 *   columns  [output_width]   int32, input columns in [0, input_width)
 *   output   [batch_count][output_height][output_width][pixel_bytes]  bytes, apart from the input
 */
typedef void mcub_resize_nearest_fn(const mcub_resize_nearest_params *params, const void *input,
                                    const int32_t *rows, const int32_t *columns, void *output);
mcub_resize_nearest_fn mcub_resize_nearest_ref;

#endif
