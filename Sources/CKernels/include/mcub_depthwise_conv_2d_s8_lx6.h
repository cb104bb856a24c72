/* Depthwise two-dimensional convolution over int8 tensors for the LX6. */
#ifndef MCUB_DEPTHWISE_CONV_2D_S8_LX6_H
#define MCUB_DEPTHWISE_CONV_2D_S8_LX6_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t output_height;
    int32_t output_width;
    int32_t depth_multiplier; /* outputs an input channel; output channels are their product */
    int32_t kernel_height;    /* without dilation: the taps between are zeros */
    int32_t kernel_width;
    int32_t stride_height;
    int32_t stride_width;
    int32_t pad_top;          /* rows of padding above the input */
    int32_t pad_left;         /* columns of padding left of the input */
    int32_t input_zero_point; /* [-128, 127] */
    int32_t activation_min;   /* [-128, 127], at most activation_max */
    int32_t activation_max;   /* [-128, 127] */
    int32_t band_rows;        /* rows of outputs that are made of one widened band; at least 1 */
} mcub_depthwise_conv_2d_s8_lx6_params;

/**
 * As mcub_depthwise_conv_2d_s8_ref.
 *   input     [batches][input_height][input_width][input_channels]     int8
 *   channels  [input_channels * depth_multiplier] of words             int32, see below
 *   output    [batches][output_height][output_width][input_channels * depth_multiplier]  int8
 *   scratch   a band of one channel's rows, see below; at a multiple of 4
 *
 * A band has (band_rows - 1) * stride_height + kernel_height rows.
 */
typedef void mcub_depthwise_conv_2d_s8_lx6_fn(const mcub_depthwise_conv_2d_s8_lx6_params *params,
                                              const int8_t *input, const int32_t *channels,
                                              int8_t *output, void *scratch);

/**
 * 3x3 taps; strides are both 1 or both 2, and stride * output_width + 2 is at most 128.
 * A channel's words are those of mcub_depthwise_3x3_lx6, a band's row is 256 bytes.
 */
mcub_depthwise_conv_2d_s8_lx6_fn mcub_depthwise_conv_2d_s8_lx6_3x3;

/**
 * Any taps and strides.
 *
 * A row has P = (output_width - 1) * stride_width + kernel_width lanes of 2 bytes, rounded up to a
 * multiple of 2; behind the band there are 8 * steps + 8 bytes. A channel's words are
 * mcub_requantize_lx6 and the weights as mcub_dot_s8_lx6 reads them, kernel_height segments of
 * 4 * steps lanes: 2 + 2 * kernel_height * steps words. With an odd stride_width they come twice,
 * the second time one lane on. steps are the taps of a row, and one more with an odd stride, / 4,
 * rounded up.
 */
mcub_depthwise_conv_2d_s8_lx6_fn mcub_depthwise_conv_2d_s8_lx6_any;

#endif
