/* Product of two int8 tensors for Armv6-M. */
#ifndef MCUB_MUL_S8_M0_H
#define MCUB_MUL_S8_M0_H

#include <stdint.h>

enum { MCUB_MUL_M0_FRACTION = 14 }; /* bits of the lower part of the scale */

typedef struct {
    int32_t extents[6];        /* of the output, outermost first, leading ones for lower ranks */
    int32_t input1_strides[6]; /* in elements; 0 along dimensions where the input is repeated ... */
    int32_t input2_strides[6]; /* ... and 1 along the last dimension of both */
    int32_t input1_zero_point; /* [-128, 127] */
    int32_t input2_zero_point; /* [-128, 127] */
    int32_t low_scale;         /* what a product and its bias are multiplied by, in two parts */
    int32_t high_scale;
    int32_t addend;
    int32_t range; /* into [0, range], less than 2^18, a product and its bias are brought */
    int32_t bias;
    int32_t zero; /* results of places below it ... */
    int32_t less; /* ... are so much less */
} mcub_mul_s8_m0_params;

/**
 * As mcub_mul_s8_ref: see mcub_gemm_s8_m0_short for the scale.
 *   input1  int8, at the strides of input1_strides
 *   input2  int8, at the strides of input2_strides
 *   output  [extents]  int8; an input's own memory where that input is not repeated, or apart
 */
typedef void mcub_mul_s8_m0_fn(const mcub_mul_s8_m0_params *params, const int8_t *input1,
                               const int8_t *input2, int8_t *output);
mcub_mul_s8_m0_fn mcub_mul_s8_m0;

#endif
