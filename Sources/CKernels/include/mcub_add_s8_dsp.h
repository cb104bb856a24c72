/* Sum or difference of two int8 tensors, for cores with the DSP extension. */
#ifndef MCUB_ADD_S8_DSP_H
#define MCUB_ADD_S8_DSP_H

#include <stdint.h>

typedef struct {
    int32_t extents[6];        /* of the output, outermost first, leading ones for lower ranks */
    int32_t input1_strides[6]; /* in elements; 0 along dimensions where the input is repeated ... */
    int32_t input2_strides[6]; /* ... and 1 along the last dimension of both */
    int32_t rounds_negatives;  /* whether sums below zero can show: they round half away from it */
    int32_t activation_min;    /* [-128, 127], at most activation_max */
    int32_t activation_max;    /* [-128, 127] */
} mcub_add_s8_dsp_params;

/**
 * As mcub_add_s8_ref, or mcub_sub_s8_ref by another table, of inputs that lie side by side along
 * the last dimension. input1  int8, at the strides of input1_strides input2  int8, at the strides
 * of input2_strides words   [MCUB_ADD_WORDS]  int32, as mcub_add_elements_s8.h says output
 * [extents]  int8; an input's own memory where that input is not repeated, or apart
 */
typedef void mcub_add_s8_dsp_fn(const mcub_add_s8_dsp_params *params, const int8_t *input1,
                                const int8_t *input2, const int32_t *words, int8_t *output);
mcub_add_s8_dsp_fn mcub_add_s8_dsp;

#endif
