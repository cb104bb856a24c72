/* RESIZE_BILINEAR of NHWC int8 tensors. */
#ifndef MCUB_RESIZE_BILINEAR_S8_H
#define MCUB_RESIZE_BILINEAR_S8_H

#include <stdint.h>

typedef struct {
    int32_t batch_count;   /* >= 1 */
    int32_t channel_count; /* >= 1 */
    int32_t input_height;  /* >= 1 */
    int32_t input_width;   /* >= 1 */
    int32_t output_height; /* >= 1; output_height * row_step < 2^31 */
    int32_t output_width;  /* >= 1; output_width * column_step < 2^31 */
    int32_t row_step;      /* >= 0; input rows from one output row to the next, times 1024 */
    int32_t column_step;   /* >= 0; the same for columns */
    int32_t row_start;     /* input row of the first output row, times 1024; may be negative */
    int32_t column_start;  /* the same for columns */
} mcub_resize_bilinear_s8_params;

/**
 * Interpolates between the four nearest input pixels with weights of 1/1024, halves rounded away
 * from zero.
 *   input   [batch_count][input_height][input_width][channel_count]    int8
 *   output  [batch_count][output_height][output_width][channel_count]  int8, apart from the input,
 *                                                                      of the input's quantization
 *
 * Bit-exact with TensorFlow Lite's reference kernel, which reads past the last row or column where
 * rounding of the step carries a position beyond it; here that position is the last one.
 */
typedef void mcub_resize_bilinear_s8_fn(const mcub_resize_bilinear_s8_params *params,
                                        const int8_t *input, int8_t *output);
mcub_resize_bilinear_s8_fn mcub_resize_bilinear_s8_ref;

#endif
