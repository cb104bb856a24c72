/* Depthwise two-dimensional convolution over int8 tensors for Armv6-M. */
#ifndef MCUB_DEPTHWISE_CONV_2D_S8_M0_H
#define MCUB_DEPTHWISE_CONV_2D_S8_M0_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t output_height;
    int32_t output_width; /* at least 3 */
    int32_t depth_multiplier;
    int32_t stride_height;
    int32_t stride_width;
    int32_t pad_top;
    int32_t pad_left;
    int32_t input_zero_point; /* [-128, 127] */
    int32_t rounds_negatives; /* whether constants are the signed form's */
    int32_t strip_rows;       /* output rows of a strip, at least 1 */
    int32_t reach_rows;       /* rows that a filter covers */
    int32_t phase_words;      /* columns of a plane's row for each place in a stride */
} mcub_depthwise_conv_2d_s8_m0_params;

/**
 * As mcub_depthwise_conv_2d_s8_ref.
 *   input    [batches][input_height][input_width][input_channels]     int8
 *   stream   channel after channel as mcub_depthwise_s8_m0 reads it. A plane's row is
 *            [stride_width][phase_words] words: column x, its padding counted, is word
 *            x / stride_width of phase x % stride_width
 *   output   [batches][output_height][output_width][input_channels * depth_multiplier]   int8
 *   scratch  (stride_height * (h - 1) + reach_rows) rows, h half of strip_rows, rounded up; and
 *            8 bytes for each three columns of h output rows
 */
typedef void mcub_depthwise_conv_2d_s8_m0_fn(const mcub_depthwise_conv_2d_s8_m0_params *params,
                                             const int8_t *input, const int32_t *stream,
                                             int8_t *output, void *scratch);
mcub_depthwise_conv_2d_s8_m0_fn mcub_depthwise_conv_2d_s8_m0;

#endif
