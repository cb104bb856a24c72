/* Depthwise convolution over narrow int8 images, for cores with the DSP extension. */
#ifndef MCUB_DEPTHWISE_CONV_2D_S8_DSP_NARROW_H
#define MCUB_DEPTHWISE_CONV_2D_S8_DSP_NARROW_H

#include <stdint.h>
#include <string.h>

#include "mcub_clamp_s8.h"
#include "mcub_depthwise_narrow_s8.h"

typedef struct {
    int32_t batches;
    int32_t height;
    int32_t channels;
    int32_t input_zero_point; /* [-128, 127] */
    int32_t activation_min;   /* [-128, 127], at most activation_max */
    int32_t activation_max;   /* [-128, 127] */
} mcub_depthwise_conv_2d_s8_dsp_narrow_params;

/**
 * As mcub_depthwise_conv_2d_s8_ref with 3x3 taps, a stride of 1 and a pixel of padding on each
 * side, where sums below zero do not show or are rounded once; images are five or six pixels wide.
 *   input    [batches][height][5 or 6][channels]  int8
 *   words    int32, of each channel as mcub_depthwise_nine_s8.h says
 *   output   [batches][height][5 or 6][channels]  int8
 *   scratch  height + 2 rows of MCUB_DEPTHWISE_NARROW_ROW_BYTES, aligned to 4
 *
 * An activation other than [-128, 127] costs a pass over the output.
 */
typedef void
mcub_depthwise_conv_2d_s8_dsp_narrow_fn(const mcub_depthwise_conv_2d_s8_dsp_narrow_params *params,
                                        const int8_t *input, const int32_t *words, int8_t *output,
                                        void *scratch);
mcub_depthwise_conv_2d_s8_dsp_narrow_fn mcub_depthwise_conv_2d_s8_dsp_five;
mcub_depthwise_conv_2d_s8_dsp_narrow_fn mcub_depthwise_conv_2d_s8_dsp_six;

/** What both widths have in common. */
static inline void
mcub_depthwise_narrow_images(const mcub_depthwise_conv_2d_s8_dsp_narrow_params *params,
                             mcub_depthwise_narrow_s8_fn *make, int32_t width, const int8_t *input,
                             const int32_t *words, int8_t *output, void *scratch) {
    const int32_t image = params->height * width * params->channels;
    const uint32_t zero = (uint32_t)params->input_zero_point;
    const mcub_depthwise_narrow_place place = {
        .channels = params->channels,
        .height = params->height,
        .zero = (zero & 0xffffu) | zero << 16,
        .plane = scratch,
    };
    const int32_t last = (params->height + 1) * MCUB_DEPTHWISE_NARROW_ROW_BYTES;

    memset(scratch, 0, MCUB_DEPTHWISE_NARROW_ROW_BYTES);
    memset((int8_t *)scratch + last, 0, MCUB_DEPTHWISE_NARROW_ROW_BYTES);
    for (int32_t batch = 0; batch < params->batches; batch++, input += image, output += image) {
        make(&place, input, words, output);
        mcub_clamp_s8(output, image, params->activation_min, params->activation_max);
    }
}

#endif
