/* LEAKY_RELU over int8 tensors, each with its own scale. */
#ifndef MCUB_LEAKY_RELU_S8_H
#define MCUB_LEAKY_RELU_S8_H

#include <stdint.h>

typedef struct {
    int32_t count;               /* >= 0; elements */
    int32_t input_zero_point;    /* [-128, 127] */
    int32_t output_zero_point;   /* [-128, 127] */
    int32_t positive_multiplier; /* >= 0; input scale / output scale */
    int32_t positive_shift;      /* [-31, 22]; positive shifts left */
    int32_t negative_multiplier; /* >= 0; input scale * slope / output scale */
    int32_t negative_shift;      /* [-31, 22]; positive shifts left */
} mcub_leaky_relu_s8_params;

/**
 * Multiplies negative elements by a slope and moves all to the output's scale.
 *   input   [count]  int8
 *   output  [count]  int8, the input's own memory or apart from it
 *
 * Bit-exact with TensorFlow Lite's reference kernel (double rounding).
 */
typedef void mcub_leaky_relu_s8_fn(const mcub_leaky_relu_s8_params *params, const int8_t *input,
                                   int8_t *output);
mcub_leaky_relu_s8_fn mcub_leaky_relu_s8_ref;

#endif
