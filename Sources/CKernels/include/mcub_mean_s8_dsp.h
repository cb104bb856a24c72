/* Mean over the pixels of int8 images, for cores with the DSP extension. */
#ifndef MCUB_MEAN_S8_DSP_H
#define MCUB_MEAN_S8_DSP_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t pixels;            /* of an image, each batch's side by side, at most 2^23 */
    int32_t channels;          /* of a pixel */
    int32_t input_zero_point;  /* [-128, 127] */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t multiplier;        /* >= 0; input scale over output scale and count */
    int32_t shift;             /* [-31, 30]; positive shifts left */
} mcub_mean_s8_dsp_params;

/**
 * As mcub_mean_s8_ref, over all pixels of each image.
 *   input   [batches][pixels][channels]  int8
 *   output  [batches][channels]          int8
 */
typedef void mcub_mean_s8_dsp_fn(const mcub_mean_s8_dsp_params *params, const int8_t *input,
                                 int8_t *output);
mcub_mean_s8_dsp_fn mcub_mean_s8_dsp;

#endif
