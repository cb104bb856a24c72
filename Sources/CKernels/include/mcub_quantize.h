/* QUANTIZE between 8-bit tensors: another scale, zero point or signedness. */
#ifndef MCUB_QUANTIZE_H
#define MCUB_QUANTIZE_H

#include <stdint.h>

typedef struct {
    int32_t count;             /* >= 0; elements */
    int32_t input_zero_point;  /* in the input type's range */
    int32_t output_zero_point; /* in the output type's range */
    int32_t multiplier;        /* >= 0; input scale / output scale */
    int32_t shift;             /* [-31, 22]; positive shifts left */
} mcub_quantize_params;

/**
 * Moves every element to the output's scale and zero point, and clamps it to the output's type.
 *   input   [count]  int8 or uint8, as the name says
 *   output  [count]  int8 or uint8, the input's own memory or apart from it
 *
 * Bit-exact with TensorFlow Lite's reference kernel (double rounding).
 */
typedef void mcub_quantize_s8_s8_fn(const mcub_quantize_params *params, const int8_t *input,
                                    int8_t *output);
typedef void mcub_quantize_u8_s8_fn(const mcub_quantize_params *params, const uint8_t *input,
                                    int8_t *output);
typedef void mcub_quantize_s8_u8_fn(const mcub_quantize_params *params, const int8_t *input,
                                    uint8_t *output);
mcub_quantize_s8_s8_fn mcub_quantize_s8_s8_ref;
mcub_quantize_u8_s8_fn mcub_quantize_u8_s8_ref;
mcub_quantize_s8_u8_fn mcub_quantize_s8_u8_ref;

#endif
