/* Two-dimensional convolution over int8 tensors for Armv6-M. */
#ifndef MCUB_CONV_2D_S8_M0_H
#define MCUB_CONV_2D_S8_M0_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t output_height;
    int32_t output_width;
    int32_t output_channels;
    int32_t groups;          /* 1 */
    int32_t filter_channels; /* input_channels */
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t stride_height;
    int32_t stride_width;
    int32_t dilation_height;
    int32_t dilation_width;
    int32_t pad_top;          /* rows of padding above the input */
    int32_t pad_left;         /* columns of padding left of the input */
    int32_t input_zero_point; /* [-128, 127] */
    int32_t rounds_negatives; /* whether constants are the signed form's */
    int32_t has_short_scales; /* whether they are a short form's */
    int32_t tiles;            /* of six columns, in a pass; at least 1 */
} mcub_conv_2d_s8_m0_params;

/**
 * As mcub_conv_2d_s8_ref.
 *   input      [batches][input_height][input_width][input_channels]     int8
 *   weights, runs, constants  as mcub_gemm_s8_m0 reads them; a row is
 *              [kernel_height][kernel_width][input_channels]
 *   output     [batches][output_height][output_width][output_channels]  int8
 *   scratch    tiles times (12 * row + 4) bytes; 6 * kernel_width * input_channels; and
 *              6 * output_channels where an image has less than six outputs; each rounded up to a
 *              multiple of 4
 */
typedef void mcub_conv_2d_s8_m0_fn(const mcub_conv_2d_s8_m0_params *params, const int8_t *input,
                                   const int8_t *weights, const int8_t *runs,
                                   const int32_t *constants, int8_t *output, void *scratch);
mcub_conv_2d_s8_m0_fn mcub_conv_2d_s8_m0;

#endif
