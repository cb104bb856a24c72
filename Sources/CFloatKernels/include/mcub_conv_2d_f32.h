/* 2-D convolution, grouped or not, over float32 tensors. */
#ifndef MCUB_CONV_2D_F32_H
#define MCUB_CONV_2D_F32_H

#include <stdint.h>

/* Output channels that the packed weights keep side by side. */
#define MCUB_CONV_2D_F32_PANEL 8

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels; /* a multiple of groups */
    int32_t output_height;
    int32_t output_width;
    int32_t output_channels; /* a multiple of groups */
    int32_t groups;
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
} mcub_conv_2d_f32_params;

/** Elements of the packed weights. */
int64_t mcub_conv_2d_f32_packed_count(const mcub_conv_2d_f32_params *params);

/**
 * Lays weights out as the convolution reads them.
 *   weights [output_channels][kernel_height][kernel_width][input_channels / groups]
 *   packed  [groups][panels][kernel_height][kernel_width][input_channels / groups][PANEL], channels
 *           beyond the group's last are 0
 */
void mcub_conv_2d_f32_pack(const mcub_conv_2d_f32_params *params, const float *weights,
                           float *packed);

/**
 * Every output is its bias and then the products of its taps, added in the order row, column, input
 * channel: the same on every host, with no product fused into a sum.
 *   input   [batches][input_height][input_width][input_channels]
 *   packed  as mcub_conv_2d_f32_pack makes it
 *   bias    [output_channels], or NULL for none
 *   zeros   [input_channels] zeros, which stand for positions outside the input
 *   output  [batches][output_height][output_width][output_channels]
 *
 * A fully connected layer is one of 1 x 1 whose batches are its rows.
 */
void mcub_conv_2d_f32(const mcub_conv_2d_f32_params *params, const float *input,
                      const float *packed, const float *bias, const float *zeros, float *output);

#endif
