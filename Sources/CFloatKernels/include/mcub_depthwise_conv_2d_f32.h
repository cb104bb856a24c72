/* Depthwise 2-D convolution over float32 tensors. */
#ifndef MCUB_DEPTHWISE_CONV_2D_F32_H
#define MCUB_DEPTHWISE_CONV_2D_F32_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t multiplier; /* output channels an input channel */
    int32_t output_height;
    int32_t output_width;
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t stride_height;
    int32_t stride_width;
    int32_t dilation_height;
    int32_t dilation_width;
    int32_t pad_top;      /* rows of zeros above the input */
    int32_t pad_left;     /* columns of zeros left of the input */
    float activation_min; /* -INFINITY for none */
    float activation_max; /* INFINITY for none */
} mcub_depthwise_conv_2d_f32_params;

/**
 * Output channel c reads input channel c / multiplier.
 *   input   [batches][input_height][input_width][input_channels]
 *   weights [kernel_height][kernel_width][input_channels * multiplier]
 *   bias    [input_channels * multiplier], or NULL for none
 *   output  [batches][output_height][output_width][input_channels * multiplier]
 */
void mcub_depthwise_conv_2d_f32(const mcub_depthwise_conv_2d_f32_params *params, const float *input,
                                const float *weights, const float *bias, float *output);

#endif
