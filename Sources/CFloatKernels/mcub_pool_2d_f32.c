#include "mcub_pool_2d_f32.h"

#include <stddef.h>

static int32_t larger(int32_t left, int32_t right) {
    return left > right ? left : right;
}

static int32_t smaller(int32_t left, int32_t right) {
    return left < right ? left : right;
}

/* One output position, all channels; the output holds the sums or the largest values meanwhile. */
static void pool(const mcub_pool_2d_f32_params *params, const float *image, int32_t row,
                 int32_t column, int is_mean, float *restrict output) {
    const int32_t top = row * params->stride_height - params->pad_top;
    const int32_t left = column * params->stride_width - params->pad_left;
    const int32_t first_row = larger(top, 0);
    const int32_t last_row = smaller(top + params->kernel_height, params->input_height);
    const int32_t first_column = larger(left, 0);
    const int32_t last_column = smaller(left + params->kernel_width, params->input_width);
    int is_first = 1;
    for (int32_t y = first_row; y < last_row; y++) {
        for (int32_t x = first_column; x < last_column; x++) {
            const float *restrict from =
                image + ((ptrdiff_t)y * params->input_width + x) * params->channels;
            for (int32_t channel = 0; channel < params->channels; channel++) {
                const float value = from[channel];
                const float before = output[channel];
                const float folded = is_mean ? before + value : (before > value ? before : value);
                output[channel] = is_first ? value : folded;
            }
            is_first = 0;
        }
    }
    const float taps = (float)((last_row - first_row) * (last_column - first_column));
    for (int32_t channel = 0; channel < params->channels; channel++) {
        float value = is_mean ? output[channel] / taps : output[channel];
        value = value < params->activation_min ? params->activation_min : value;
        output[channel] = value > params->activation_max ? params->activation_max : value;
    }
}

static void pool_all(const mcub_pool_2d_f32_params *params, const float *input, int is_mean,
                     float *output) {
    for (int64_t index = 0; index < (int64_t)params->batches * params->output_height *
                                        params->output_width * params->channels;
         index++) {
        output[index] = 0.0f;
    }
    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t row = 0; row < params->output_height; row++) {
            for (int32_t column = 0; column < params->output_width; column++) {
                pool(params, input, row, column, is_mean, output);
                output += params->channels;
            }
        }
        input += (ptrdiff_t)params->input_height * params->input_width * params->channels;
    }
}

void mcub_average_pool_2d_f32(const mcub_pool_2d_f32_params *params, const float *input,
                              float *output) {
    pool_all(params, input, 1, output);
}

void mcub_max_pool_2d_f32(const mcub_pool_2d_f32_params *params, const float *input,
                          float *output) {
    pool_all(params, input, 0, output);
}
