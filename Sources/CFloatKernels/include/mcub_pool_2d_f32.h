/* Pooling over float32 tensors. */
#ifndef MCUB_POOL_2D_F32_H
#define MCUB_POOL_2D_F32_H

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
    int32_t pad_top;      /* rows of padding above the input */
    int32_t pad_left;     /* columns of padding left of the input */
    float activation_min; /* -INFINITY for none */
    float activation_max; /* INFINITY for none */
} mcub_pool_2d_f32_params;

/**
 * The mean or the largest value of each window, over the taps inside the input.
 *   input   [batches][input_height][input_width][channels]
 *   output  [batches][output_height][output_width][channels]
 *
 * Every window has at least one tap inside the input.
 */
typedef void mcub_pool_2d_f32_fn(const mcub_pool_2d_f32_params *params, const float *input,
                                 float *output);
mcub_pool_2d_f32_fn mcub_average_pool_2d_f32;
mcub_pool_2d_f32_fn mcub_max_pool_2d_f32;

#endif
