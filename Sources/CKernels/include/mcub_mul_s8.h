/* Product of two int8 tensors. */
#ifndef MCUB_MUL_S8_H
#define MCUB_MUL_S8_H

#include <stdint.h>

typedef struct {
    int32_t extents[6];        /* of the output, outermost first, leading ones for lower ranks */
    int32_t input1_strides[6]; /* in elements; 0 along dimensions where the input is repeated */
    int32_t input2_strides[6];
    int32_t input1_zero_point; /* [-128, 127] */
    int32_t input2_zero_point; /* [-128, 127] */
    int32_t multiplier;        /* >= 0; the input scales' product over the output scale */
    int32_t shift;             /* [-31, 30]; positive shifts left */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t activation_min;    /* [-128, 127], at most activation_max */
    int32_t activation_max;    /* [-128, 127] */
} mcub_mul_s8_params;

/**
 * Multiplies element by element, either input broadcast over the output's shape.
 *   input1  int8, at the strides of input1_strides
 *   input2  int8, at the strides of input2_strides
 *   output  [extents]  int8; an input's own memory where that input is not repeated, or apart
 *
 * Bit-exact with TensorFlow Lite's reference kernel (double rounding).
 */
typedef void mcub_mul_s8_fn(const mcub_mul_s8_params *params, const int8_t *input1,
                            const int8_t *input2, int8_t *output);
mcub_mul_s8_fn mcub_mul_s8_ref; /* portable C, the definition */

#endif
