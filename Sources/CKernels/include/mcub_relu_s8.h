/* RELU, RELU6 and RELU_N1_TO_1 over int8 tensors, each with its own scale. */
#ifndef MCUB_RELU_S8_H
#define MCUB_RELU_S8_H

#include <stdint.h>

typedef struct {
    int32_t count;             /* >= 0; elements */
    int32_t input_zero_point;  /* [-128, 127] */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t multiplier;        /* >= 0; input scale / output scale */
    int32_t shift;             /* [-31, 22]; positive shifts left */
    int32_t output_minimum;    /* [-128, 127] */
    int32_t output_maximum;    /* [output_minimum, 127] */
} mcub_relu_s8_params;

/**
 * Moves every element to the output's scale and clamps it.
 *   input   [count]  int8
 *   output  [count]  int8, the input's own memory or apart from it
 *
 * Follows TensorFlow Lite's reference (double rounding). TensorFlow Lite for Microcontrollers
 * clamps a RELU6 of its own without moving it to the output's scale, which is not the float
 * computation's result; this kernel does not follow it there.
 */
typedef void mcub_relu_s8_fn(const mcub_relu_s8_params *params, const int8_t *input,
                             int8_t *output);
mcub_relu_s8_fn mcub_relu_s8_ref;

#endif
