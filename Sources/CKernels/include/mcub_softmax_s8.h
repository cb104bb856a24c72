/* Softmax over rows of an int8 tensor. */
#ifndef MCUB_SOFTMAX_S8_H
#define MCUB_SOFTMAX_S8_H

#include <stdint.h>

typedef struct {
    int32_t rows;
    int32_t depth;               /* elements of a row, at least 1 */
    int32_t input_multiplier;    /* beta * input scale * 2^26, >= 1, as a multiplier ... */
    int32_t input_shift;         /* ... and its shift, [0, 31] */
    int32_t smallest_difference; /* <= 0: elements further below their row's largest count as 0 */
} mcub_softmax_s8_params;

/**
 * Softmax of each row.
 *   input   [rows][depth]  int8
 *   output  [rows][depth]  int8, scale 1/256 and zero point -128; the input's own memory or apart
 *
 * Exponentials in Q0.31 (gemmlowp's method), their sum in Q12.19, the reciprocal by three Newton
 * steps. Bit-exact with TensorFlow Lite's reference kernel wherever that is defined. A row whose
 * exponentials add up to 512 and more (512 elements at the largest value) stops that kernel at a
 * check; here, as its formula gives, every output of such a row is -128: no probability exceeds
 * half a step of 1/256.
 */
typedef void mcub_softmax_s8_fn(const mcub_softmax_s8_params *params, const int8_t *input,
                                int8_t *output);
mcub_softmax_s8_fn mcub_softmax_s8_ref; /* portable C, the definition */

#endif
