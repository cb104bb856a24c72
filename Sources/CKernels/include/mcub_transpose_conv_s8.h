/* Transposed two-dimensional convolution over int8 tensors. */
#ifndef MCUB_TRANSPOSE_CONV_S8_H
#define MCUB_TRANSPOSE_CONV_S8_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t output_height;
    int32_t output_width;
    int32_t output_channels;
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t stride_height;
    int32_t stride_width;
    int32_t pad_top;           /* rows cut off above the output */
    int32_t pad_left;          /* columns cut off left of the output */
    int32_t input_zero_point;  /* [-128, 127] */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t activation_min;    /* [-128, 127], at most activation_max */
    int32_t activation_max;    /* [-128, 127] */
} mcub_transpose_conv_s8_params;

/**
 * Transposed convolution with int32 accumulation: input (y, x) reaches the outputs
 * (y * stride_height - pad_top + ky, x * stride_width - pad_left + kx) that exist.
 *   input        [batches][input_height][input_width][input_channels]             int8
 *   weights      [output_channels][kernel_height][kernel_width][input_channels]   int8, zero point
 * 0 bias         [output_channels]  int32, or NULL for none multipliers  [output_channels]  int32,
 * >= 0 shifts       [output_channels]  int32, [-31, 30]; positive shifts left output
 * [batches][output_height][output_width][output_channels]          int8
 *
 * Gathers each output from the inputs that reach it, so it needs no scratch; the sum is the same in
 * any order. Sums wrap at 32 bits. Bit-exact with TensorFlow Lite's reference kernel (double
 * rounding).
 */
typedef void mcub_transpose_conv_s8_fn(const mcub_transpose_conv_s8_params *params,
                                       const int8_t *input, const int8_t *weights,
                                       const int32_t *bias, const int32_t *multipliers,
                                       const int32_t *shifts, int8_t *output);
mcub_transpose_conv_s8_fn mcub_transpose_conv_s8_ref; /* portable C, the definition */

#endif
