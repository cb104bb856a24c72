/* QUANTIZE from float32 to int8: the converter in front of an int8 network. */
#ifndef MCUB_QUANTIZE_F32_S8_H
#define MCUB_QUANTIZE_F32_S8_H

#include <stdint.h>

typedef struct {
    int32_t count;      /* >= 0; elements */
    int32_t scale_bits; /* the bits of a positive, finite float32 */
    int32_t zero_point; /* [-128, 127] */
} mcub_quantize_f32_s8_params;

/**
 * Gives the nearest int8 value of every element, halves away from zero, clamped.
 *   input   [count]  float32; what is not a number becomes the zero point
 *   output  [count]  int8, apart from the input
 *
 * Divides by the scale in single precision, as TensorFlow Lite's reference kernel does.
 */
typedef void mcub_quantize_f32_s8_fn(const mcub_quantize_f32_s8_params *params, const float *input,
                                     int8_t *output);
mcub_quantize_f32_s8_fn mcub_quantize_f32_s8_ref;

#endif
