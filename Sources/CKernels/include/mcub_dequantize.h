/* DEQUANTIZE from 8-bit tensors to float32: the converter behind an int8 network. */
#ifndef MCUB_DEQUANTIZE_H
#define MCUB_DEQUANTIZE_H

#include <stdint.h>

typedef struct {
    int32_t count;      /* >= 0; elements */
    int32_t scale_bits; /* the bits of a positive, finite float32 */
    int32_t zero_point; /* in the input type's range */
} mcub_dequantize_params;

/**
 * Gives the real value of every element: scale * (input - zero_point), rounded once to float32.
 *   input   [count]  int8 or uint8, as the name says
 *   output  [count]  float32, apart from the input
 */
typedef void mcub_dequantize_s8_f32_fn(const mcub_dequantize_params *params, const int8_t *input,
                                       float *output);
typedef void mcub_dequantize_u8_f32_fn(const mcub_dequantize_params *params, const uint8_t *input,
                                       float *output);
mcub_dequantize_s8_f32_fn mcub_dequantize_s8_f32_ref;
mcub_dequantize_u8_f32_fn mcub_dequantize_u8_f32_ref;

#endif
