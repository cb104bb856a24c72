/* Sum over some dimensions of an int8 tensor. */
#ifndef MCUB_SUM_S8_H
#define MCUB_SUM_S8_H

#include <stdint.h>

typedef struct {
    int32_t kept_extents[4];    /* outermost first, leading ones; row-major they are the output */
    int32_t kept_strides[4];    /* in elements of the input */
    int32_t reduced_extents[4]; /* what each output sums over, at most 2^23 elements */
    int32_t reduced_strides[4];
    int32_t input_zero_point;  /* [-128, 127] */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t multiplier;        /* >= 0; input scale over output scale */
    int32_t shift;             /* [-31, 30]; positive shifts left */
} mcub_sum_s8_params;

/**
 * The sum of each output's elements.
 *   input   int8, at the strides
 *   output  [kept_extents]  int8
 *
 * Equals the computation in real numbers, rounded once, half away from zero, to the output's scale.
 * That is on purpose neither of TensorFlow Lite's kernels: its reference gives a constant here, and
 * the one for microcontrollers rounds twice and can be one step off.
 */
typedef void mcub_sum_s8_fn(const mcub_sum_s8_params *params, const int8_t *input, int8_t *output);
mcub_sum_s8_fn mcub_sum_s8_ref; /* portable C, the definition */

#endif
