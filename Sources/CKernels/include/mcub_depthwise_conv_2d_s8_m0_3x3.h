/* Depthwise two-dimensional 3x3 convolution over int8 tensors for Armv6-M. */
#ifndef MCUB_DEPTHWISE_CONV_2D_S8_M0_3X3_H
#define MCUB_DEPTHWISE_CONV_2D_S8_M0_3X3_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t output_height;
    int32_t output_width; /* at least 3 */
    int32_t depth_multiplier;
    int32_t stride; /* of rows and columns, 1 or 2 */
    int32_t pad_top;
    int32_t pad_left;
    int32_t input_zero_point; /* [-128, 127] */
    int32_t rounds_negatives; /* whether a stream is the signed form's */
    int32_t strip_rows;       /* output rows of a strip, at least 1 */
} mcub_depthwise_conv_2d_s8_m0_3x3_params;

/**
 * As mcub_depthwise_conv_2d_s8_ref with a filter of 3x3 and no dilation.
 *   input    [batches][input_height][input_width][input_channels]     int8
 *   stream   channel after channel as mcub_depthwise_3x3_s8_m0 reads it: groups of three where a
 *            row has three outputs, and of six else. A plane's row is
 *            stride * (output_width - 1) + 3 words: the columns with their padding
 *   output   [batches][output_height][output_width][input_channels * depth_multiplier]   int8
 *   scratch  stride * (strip_rows - 1) + 3 rows of a plane; 8 bytes for each group of strip_rows
 *            output rows, and 8 more
 */
typedef void
mcub_depthwise_conv_2d_s8_m0_3x3_fn(const mcub_depthwise_conv_2d_s8_m0_3x3_params *params,
                                    const int8_t *input, const int32_t *stream, int8_t *output,
                                    void *scratch);
mcub_depthwise_conv_2d_s8_m0_3x3_fn mcub_depthwise_conv_2d_s8_m0_3x3;

#endif
