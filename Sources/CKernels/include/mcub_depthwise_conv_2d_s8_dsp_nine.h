/* Depthwise convolution to int8 images of 3x3 pixels, for cores with the DSP extension. */
#ifndef MCUB_DEPTHWISE_CONV_2D_S8_DSP_NINE_H
#define MCUB_DEPTHWISE_CONV_2D_S8_DSP_NINE_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t channels;
    int32_t input_zero_point; /* [-128, 127] */
    int32_t activation_min;   /* [-128, 127], at most activation_max */
    int32_t activation_max;   /* [-128, 127] */
} mcub_depthwise_conv_2d_s8_dsp_nine_params;

/**
 * As mcub_depthwise_conv_2d_s8_ref with 3x3 taps, where sums below zero do not show or are rounded
 * once: images of 3x3 pixels, padded by one on each side, with a stride of 1; those of the _s2 are
 * 6x6, padded below and on the right, with a stride of 2. The _5x5 has 5x5 taps over images of 3x3
 * pixels, padded by two on each side, with a stride of 1; its sums are rounded by a shift.
 *   input   [batches][3][3][channels] or [batches][6][6][channels]  int8
 *   words   int32, of each channel as mcub_depthwise_nine_s8.h says
 *   output  [batches][3][3][channels]  int8
 *
 * An activation other than [-128, 127] costs a pass over the output.
 */
typedef void
mcub_depthwise_conv_2d_s8_dsp_nine_fn(const mcub_depthwise_conv_2d_s8_dsp_nine_params *params,
                                      const int8_t *input, const int32_t *words, int8_t *output);
mcub_depthwise_conv_2d_s8_dsp_nine_fn mcub_depthwise_conv_2d_s8_dsp_nine;
mcub_depthwise_conv_2d_s8_dsp_nine_fn mcub_depthwise_conv_2d_s8_dsp_nine_s2;
mcub_depthwise_conv_2d_s8_dsp_nine_fn mcub_depthwise_conv_2d_s8_dsp_nine_5x5;

#endif
