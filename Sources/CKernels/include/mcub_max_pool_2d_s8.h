/* Max pooling over int8 tensors. */
#ifndef MCUB_MAX_POOL_2D_S8_H
#define MCUB_MAX_POOL_2D_S8_H

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
} mcub_max_pool_2d_s8_params;

/**
 * The largest value of each window, over the taps inside the input.
 *   input   [batches][input_height][input_width][channels]    int8
 *   output  [batches][output_height][output_width][channels]  int8, of the input's scale and zero
 *           point
 *
 * Every window has at least one tap inside the input. Bit-exact with TensorFlow Lite's reference
 * kernel.
 */
typedef void mcub_max_pool_2d_s8_fn(const mcub_max_pool_2d_s8_params *params, const int8_t *input,
                                    int8_t *output);
mcub_max_pool_2d_s8_fn mcub_max_pool_2d_s8_ref; /* portable C, the definition */
mcub_max_pool_2d_s8_fn mcub_max_pool_2d_s8_dsp; /* four channels at a time, for the DSP extension */
mcub_max_pool_2d_s8_fn
    mcub_max_pool_2d_s8_words; /* four channels a word, for cores without such instructions */
mcub_max_pool_2d_s8_fn mcub_max_pool_2d_s8_lx6; /* the same by the LX6's MAX and loops */

#endif
