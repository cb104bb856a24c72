/* Product of two int8 tensors, for cores with the DSP extension. */
#ifndef MCUB_MUL_S8_DSP_H
#define MCUB_MUL_S8_DSP_H

#include <stdint.h>

typedef struct {
    int32_t extents[6];        /* of the output, outermost first, leading ones for lower ranks */
    int32_t input1_strides[6]; /* in elements; 0 along dimensions where the input is repeated ... */
    int32_t input2_strides[6]; /* ... and 1 along the last dimension of both */
    int32_t input1_zero_point; /* [-128, 127] */
    int32_t input2_zero_point; /* [-128, 127] */
    int32_t multiplier;        /* these four as mcub_mul_elements_s8.h says */
    int32_t addend;
    int32_t shift;
    int32_t product_shift;
    int32_t rounds_negatives; /* whether values below zero can show: they round half away from it */
    int32_t activation_min;   /* [-128, 127], at most activation_max */
    int32_t activation_max;   /* [-128, 127] */
} mcub_mul_s8_dsp_params;

/**
 * As mcub_mul_s8_ref, of inputs that lie side by side along the last dimension.
 *   input1  int8, at the strides of input1_strides
 *   input2  int8, at the strides of input2_strides
 *   output  [extents]  int8; an input's own memory where that input is not repeated, or apart
 */
typedef void mcub_mul_s8_dsp_fn(const mcub_mul_s8_dsp_params *params, const int8_t *input1,
                                const int8_t *input2, int8_t *output);
mcub_mul_s8_dsp_fn mcub_mul_s8_dsp;

#endif
