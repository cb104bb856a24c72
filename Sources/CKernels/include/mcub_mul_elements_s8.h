/* Products of int8 elements. */
#ifndef MCUB_MUL_ELEMENTS_S8_H
#define MCUB_MUL_ELEMENTS_S8_H

#include <stdint.h>

typedef struct {
    int32_t multiplier;
    int32_t addend;
    int32_t shift; /* to the right, at the end */
    int32_t input1_zero_point;
    int32_t input2_zero_point;
    int32_t product_shift; /* to the left, of the product */
} mcub_mul_scaling;

/**
 * Multiplies `count` elements, at least 1, less their zero points.
 *
 * With the shifted product P: (high word of (P * multiplier + 2^31) + addend) >> shift, saturated
 * to int8. The _signed one adds -1 before the shift where P is negative. Whoever makes the scaling
 * holds P within int32.
 */
typedef void mcub_mul_elements_s8_fn(const int8_t *input1, const int8_t *input2, int8_t *output,
                                     int32_t count, const mcub_mul_scaling *scaling);
mcub_mul_elements_s8_fn mcub_mul_elements_s8;
mcub_mul_elements_s8_fn mcub_mul_elements_s8_signed;

#endif
