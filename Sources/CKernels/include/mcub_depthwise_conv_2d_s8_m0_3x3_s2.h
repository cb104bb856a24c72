/* Depthwise two-dimensional 3x3 convolution of stride 2 over int8 tensors for Armv6-M. */
#ifndef MCUB_DEPTHWISE_CONV_2D_S8_M0_3X3_S2_H
#define MCUB_DEPTHWISE_CONV_2D_S8_M0_3X3_S2_H

#include <stdint.h>

/** Padding is right of the image and below it alone: a column and a row at most. */
typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t output_height;
    int32_t output_width; /* 3, or 6 or more */
    int32_t depth_multiplier;
    int32_t input_zero_point; /* [-128, 127] */
    int32_t rounds_negatives; /* whether a stream is the signed form's */
} mcub_depthwise_conv_2d_s8_m0_3x3_s2_params;

/**
 * As mcub_depthwise_conv_2d_s8_ref with a filter of 3x3, a stride of 2 and no dilation.
 *   input    [batches][input_height][input_width][input_channels]     int8
 *   stream   channel after channel as mcub_depthwise_3x3_s8_m0_direct reads it
 *   output   [batches][output_height][output_width][input_channels * depth_multiplier]   int8
 *   scratch  12 bytes for each six columns, begun, of every output row, and 12 more
 */
typedef void
mcub_depthwise_conv_2d_s8_m0_3x3_s2_fn(const mcub_depthwise_conv_2d_s8_m0_3x3_s2_params *params,
                                       const int8_t *input, const int32_t *stream, int8_t *output,
                                       void *scratch);
mcub_depthwise_conv_2d_s8_m0_3x3_s2_fn mcub_depthwise_conv_2d_s8_m0_3x3_s2;

#endif
