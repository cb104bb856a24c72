/* PRELU over int8 tensors: a slope for negative elements that broadcasts over the input. */
#ifndef MCUB_PRELU_S8_H
#define MCUB_PRELU_S8_H

#include <stdint.h>

typedef struct {
    int32_t extents[6];          /* of the output, outermost first, leading ones for lower ranks */
    int32_t alpha_strides[6];    /* in elements; 0 along dimensions where alpha is repeated */
    int32_t input_zero_point;    /* [-128, 127] */
    int32_t alpha_zero_point;    /* [-128, 127] */
    int32_t output_zero_point;   /* [-128, 127] */
    int32_t positive_multiplier; /* >= 0; input scale / output scale */
    int32_t positive_shift;      /* [-31, 22]; positive shifts left */
    int32_t negative_multiplier; /* >= 0; input scale * alpha scale / output scale */
    int32_t negative_shift;      /* [-31, 14]; positive shifts left */
} mcub_prelu_s8_params;

/**
 * Multiplies negative elements by their slope and moves all to the output's scale.
 *   input   [extents]  int8
 *   alpha   int8, at the strides of alpha_strides
 *   output  [extents]  int8, the input's own memory or apart from it; apart from alpha
 *
 * Bit-exact with TensorFlow Lite's reference kernel (double rounding).
 */
typedef void mcub_prelu_s8_fn(const mcub_prelu_s8_params *params, const int8_t *input,
                              const int8_t *alpha, int8_t *output);
mcub_prelu_s8_fn mcub_prelu_s8_ref;

#endif
