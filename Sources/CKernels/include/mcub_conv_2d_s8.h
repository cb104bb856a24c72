/* Two-dimensional convolution over int8 tensors. */
#ifndef MCUB_CONV_2D_S8_H
#define MCUB_CONV_2D_S8_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t output_height;
    int32_t output_width;
    int32_t output_channels;
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t filter_channels; /* input_channels / groups; output_channels is a multiple of groups */
    int32_t stride_height;
    int32_t stride_width;
    int32_t dilation_height;
    int32_t dilation_width;
    int32_t pad_top;           /* rows of padding above the input */
    int32_t pad_left;          /* columns of padding left of the input */
    int32_t input_zero_point;  /* [-128, 127] */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t activation_min;    /* [-128, 127], at most activation_max */
    int32_t activation_max;    /* [-128, 127] */
} mcub_conv_2d_s8_params;

/**
 * Convolution with int32 accumulation; taps in the padding add nothing.
 *   input        [batches][input_height][input_width][input_channels]                    int8
 *   weights      [output_channels][kernel_height][kernel_width][filter_channels]         int8,
 *                zero point 0
 *   bias         [output_channels]  int32, or NULL for none
 *   multipliers  [output_channels]  int32, >= 0
 *   shifts       [output_channels]  int32, [-31, 30]; positive shifts left
 *   output       [batches][output_height][output_width][output_channels]                 int8
 *
 * Group g of the output channels reads group g of the input channels. Costs kernel_height *
 * kernel_width * filter_channels MACs an output. Sums wrap at 32 bits. Bit-exact with TensorFlow
 * Lite's reference kernel (double rounding).
 */
typedef void mcub_conv_2d_s8_fn(const mcub_conv_2d_s8_params *params, const int8_t *input,
                                const int8_t *weights, const int32_t *bias,
                                const int32_t *multipliers, const int32_t *shifts, int8_t *output);
mcub_conv_2d_s8_fn mcub_conv_2d_s8_ref; /* portable C, the definition */

#endif
