/* Difference of two int8 tensors. */
#ifndef MCUB_SUB_S8_H
#define MCUB_SUB_S8_H

#include <stdint.h>

typedef struct {
    int32_t extents[6];        /* of the output, outermost first, leading ones for lower ranks */
    int32_t input1_strides[6]; /* in elements; 0 along dimensions where the input is repeated */
    int32_t input2_strides[6];
    int32_t input1_zero_point; /* [-128, 127] */
    int32_t input1_multiplier; /* >= 0; input 1's scale over twice the larger input scale */
    int32_t input1_shift;      /* [-31, 0] */
    int32_t input2_zero_point; /* [-128, 127] */
    int32_t input2_multiplier; /* >= 0; input 2's scale over twice the larger input scale */
    int32_t input2_shift;      /* [-31, 0] */
    int32_t output_multiplier; /* >= 0; twice the larger input scale over 2^20 output scales */
    int32_t output_shift;      /* [-31, 30]; positive shifts left */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t activation_min;    /* [-128, 127], at most activation_max */
    int32_t activation_max;    /* [-128, 127] */
} mcub_sub_s8_params;

/**
 * Subtracts input 2 from input 1 element by element, either input broadcast over the output's
 * shape. input1  int8, at the strides of input1_strides input2  int8, at the strides of
 * input2_strides output  [extents]  int8; an input's own memory where that input is not repeated,
 * or apart
 *
 * Both inputs are shifted left by 20 and brought to the larger one's scale, halved, before they
 * meet. Bit-exact with TensorFlow Lite's reference kernel (double rounding).
 */
typedef void mcub_sub_s8_fn(const mcub_sub_s8_params *params, const int8_t *input1,
                            const int8_t *input2, int8_t *output);
mcub_sub_s8_fn mcub_sub_s8_ref; /* portable C, the definition */

#endif
