/* Mean over some dimensions of an int8 tensor. */
#ifndef MCUB_MEAN_S8_H
#define MCUB_MEAN_S8_H

#include <stdint.h>

typedef struct {
    int32_t kept_extents[4];    /* outermost first, leading ones; row-major they are the output */
    int32_t kept_strides[4];    /* in elements of the input */
    int32_t reduced_extents[4]; /* what each output sums over, at most 2^23 elements */
    int32_t reduced_strides[4];
    int32_t input_zero_point;  /* [-128, 127] */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t multiplier;        /* >= 0; input scale over output scale and count */
    int32_t shift;             /* [-31, 30]; positive shifts left */
} mcub_mean_s8_params;

/**
 * The mean of each output's elements.
 *   input   int8, at the strides
 *   output  [kept_extents]  int8
 *
 * The count is part of the multiplier, so that this rounds otherwise than average pooling.
 * Bit-exact with TensorFlow Lite's reference kernel (double rounding).
 */
typedef void mcub_mean_s8_fn(const mcub_mean_s8_params *params, const int8_t *input,
                             int8_t *output);
mcub_mean_s8_fn mcub_mean_s8_ref; /* portable C, the definition */

#endif
