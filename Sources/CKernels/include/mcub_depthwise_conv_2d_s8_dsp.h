/* Depthwise convolution over int8 tensors, for cores with the DSP extension. */
#ifndef MCUB_DEPTHWISE_CONV_2D_S8_DSP_H
#define MCUB_DEPTHWISE_CONV_2D_S8_DSP_H

#include <stdint.h>

/**
 * What rounds_negatives says beside 0 and 1, whether sums below zero can show and round half away
 * from it: in those channels whose shift is not 0.
 */
#define MCUB_ROUNDS_SHIFTED 2

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t output_height;
    int32_t output_width;
    int32_t depth_multiplier; /* outputs an input channel */
    int32_t stride;           /* 1 or 2, down and across */
    int32_t pad_top;          /* rows of padding above the input */
    int32_t pad_left;         /* columns of padding left of the input */
    int32_t input_zero_point; /* [-128, 127] */
    int32_t activation_min;   /* [-128, 127], at most activation_max */
    int32_t activation_max;   /* [-128, 127] */
    int32_t strip_rows;       /* even: output rows made before the next input rows are read */
    int32_t planes;           /* 4, or 1 where four rows are wider than MCUB_DEPTHWISE_ROW_BYTES */
    int32_t rounds_negatives; /* 0, 1 or MCUB_ROUNDS_SHIFTED */
} mcub_depthwise_conv_2d_s8_dsp_params;

/**
 * As mcub_depthwise_conv_2d_s8_ref, for filters that have at most so many rows and columns with
 * their dilation; the channels' words are filled up with zeros.
 *   input     [batches][input_height][input_width][input_channels]  int8
 *   channels  int32, for each output channel as mcub_depthwise_3x3_rows.h or
 *             mcub_depthwise_5x5_rows.h says
 *   output    [batches][output_height][output_width][input_channels * depth_multiplier]  int8
 *   scratch   as mcub_depthwise_strips.h says, with 3 or 5 taps
 */
typedef void mcub_depthwise_conv_2d_s8_dsp_fn(const mcub_depthwise_conv_2d_s8_dsp_params *params,
                                              const int8_t *input, const int32_t *channels,
                                              int8_t *output, void *scratch);
mcub_depthwise_conv_2d_s8_dsp_fn mcub_depthwise_conv_2d_s8_dsp_3x3;
mcub_depthwise_conv_2d_s8_dsp_fn mcub_depthwise_conv_2d_s8_dsp_5x5;

#endif
