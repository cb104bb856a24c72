/* Average pooling over int8 tensors. */
#ifndef MCUB_AVERAGE_POOL_2D_S8_H
#define MCUB_AVERAGE_POOL_2D_S8_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t channels;
    int32_t output_height;
    int32_t output_width;
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t stride_height;
    int32_t stride_width;
    int32_t pad_top;        /* rows of padding above the input */
    int32_t pad_left;       /* columns of padding left of the input */
    int32_t activation_min; /* [-128, 127], at most activation_max */
    int32_t activation_max; /* [-128, 127] */
} mcub_average_pool_2d_s8_params;

/**
 * The mean of each window, over the taps inside the input.
 *   input   [batches][input_height][input_width][channels]    int8
 *   output  [batches][output_height][output_width][channels]  int8, of the input's scale and zero
 *           point
 *
 * Every window has 1 to 2^24 - 1 taps inside the input. The mean of the stored values is rounded
 * half away from zero, with an integer half. Bit-exact with TensorFlow Lite's reference kernel.
 */
typedef void mcub_average_pool_2d_s8_fn(const mcub_average_pool_2d_s8_params *params,
                                        const int8_t *input, int8_t *output);
mcub_average_pool_2d_s8_fn mcub_average_pool_2d_s8_ref; /* portable C, the definition */
mcub_average_pool_2d_s8_fn
    mcub_average_pool_2d_s8_dsp; /* eight channels at a time, for the DSP extension */
mcub_average_pool_2d_s8_fn
    mcub_average_pool_2d_s8_words; /* four channels a word, for cores without such instructions */
mcub_average_pool_2d_s8_fn mcub_average_pool_2d_s8_lx6; /* the same by the LX6's loops */

#endif
