/* The taps of outputs side by side in int16 lanes, for the LX6's kernels. */
#ifndef MCUB_GATHER_LX6_H
#define MCUB_GATHER_LX6_H

#include <stdint.h>

typedef struct {
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t filter_channels; /* of a tap, side by side */
    int32_t stride_height;
    int32_t stride_width;
    int32_t dilation_height;
    int32_t dilation_width;
    int32_t pad_top;
    int32_t pad_left;
    int32_t input_zero_point;
    int32_t output_width;
    int32_t pixel_bytes; /* of lanes, from one output's to the next one's */
} mcub_gather_lx6;

/**
 * The taps of a row of outputs, each x + 128; the input's zero point in the padding.
 *   image  [input_height][input_width][input_channels] int8, from the group's first channel on
 *   lanes  [output_width] outputs pixel_bytes apart: [kernel_height][kernel_width]
 *          [filter_channels] int16, at a multiple of 2; what is behind stays as it was
 */
void mcub_gather_row_lx6(const mcub_gather_lx6 *gather, const int8_t *image, int32_t row,
                         int8_t *lanes);

#endif
