/* Two-dimensional convolution over int8 tensors for the LX6. */
#ifndef MCUB_CONV_2D_S8_LX6_H
#define MCUB_CONV_2D_S8_LX6_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t output_height;
    int32_t output_width;
    int32_t output_channels;
    int32_t groups;          /* divides the channels of input and output */
    int32_t filter_channels; /* input_channels / groups */
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t stride_height;
    int32_t stride_width;
    int32_t dilation_height;
    int32_t dilation_width;
    int32_t pad_top;          /* rows of padding above the input */
    int32_t pad_left;         /* columns of padding left of the input */
    int32_t input_zero_point; /* [-128, 127] */
    int32_t activation_min;   /* [-128, 127], at most activation_max */
    int32_t activation_max;   /* [-128, 127] */
    int32_t is_gathered;      /* whether each output's taps are copied together */
    int32_t segments;         /* kernel_height, or 1 where taps are gathered */
    int32_t steps;            /* of four weights, a segment */
    int32_t band_rows;        /* rows of outputs that are made of one widened band; at least 1 */
} mcub_conv_2d_s8_lx6_params;

/**
 * As mcub_conv_2d_s8_ref.
 *   input    [batches][input_height][input_width][input_channels]      int8, at a multiple of 4
 *   stream   a channel after the other: mcub_requantize_lx6 for sums over activations x + 128,
 *            then [1 + segments * steps][4] bytes, weights w as w + 128 of which each four give
 *            the lanes 0, 2, 1 and 3: one lane that is not read, then the weights of the lanes
 *            that they meet, and zeros
 *   output   [batches][output_height][output_width][output_channels]   int8
 *   scratch  at a multiple of 4: mcub_conv_2d_s8_lx6_scratch_bytes
 *
 * Not gathered: groups and dilation_width are 1, input_channels a multiple of 4, steps are
 * kernel_width * input_channels / 4; the lanes of a segment are [kernel_width][input_channels],
 * of each four the elements 0, 2, 1 and 3. Gathered: steps are the taps of a group / 4, rounded
 * up, the lanes [kernel_height][kernel_width][filter_channels].
 *
 * Weights are read once a band.
 */
typedef void mcub_conv_2d_s8_lx6_fn(const mcub_conv_2d_s8_lx6_params *params, const int8_t *input,
                                    const int8_t *stream, int8_t *output, void *scratch);
mcub_conv_2d_s8_lx6_fn mcub_conv_2d_s8_lx6;

/** Bytes of scratch: a channel's widened weights, and a band of widened activations. */
int32_t mcub_conv_2d_s8_lx6_scratch_bytes(const mcub_conv_2d_s8_lx6_params *params);

#endif
