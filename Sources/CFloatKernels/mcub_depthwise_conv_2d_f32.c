#include "mcub_depthwise_conv_2d_f32.h"

#include <stddef.h>

/* Output channels whose sums are kept while the taps are walked. */
#define CHANNELS 16

/* Adds one tap of `count` channels; each output channel reads the input channel of its number. */
static inline void add_tap(const float *restrict input, const float *restrict weights,
                           float *restrict sums, int32_t count) {
    if (count == CHANNELS) {
        for (int32_t lane = 0; lane < CHANNELS; lane++) {
            sums[lane] += input[lane] * weights[lane];
        }
        return;
    }
    for (int32_t lane = 0; lane < count; lane++) {
        sums[lane] += input[lane] * weights[lane];
    }
}

/* The same where each input channel has several output channels. */
static inline void add_wide_tap(const mcub_depthwise_conv_2d_f32_params *params,
                                const float *restrict input, const float *restrict weights,
                                float *restrict sums, int32_t first, int32_t count) {
    for (int32_t lane = 0; lane < count; lane++) {
        sums[lane] += input[(first + lane) / params->multiplier] * weights[lane];
    }
}

/* `count` output channels from `first` on at one position. */
static void convolve(const mcub_depthwise_conv_2d_f32_params *params, const float *image,
                     const float *weights, const float *bias, int32_t row, int32_t column,
                     int32_t first, int32_t count, float *output) {
    const int32_t channels = params->input_channels * params->multiplier;
    float sums[CHANNELS];
    for (int32_t lane = 0; lane < count; lane++) {
        sums[lane] = bias ? bias[first + lane] : 0.0f;
    }
    for (int32_t y = 0; y < params->kernel_height; y++) {
        const int32_t from_row =
            row * params->stride_height - params->pad_top + y * params->dilation_height;
        if (from_row < 0 || from_row >= params->input_height)
            continue;
        for (int32_t x = 0; x < params->kernel_width; x++) {
            const int32_t from_column =
                column * params->stride_width - params->pad_left + x * params->dilation_width;
            if (from_column < 0 || from_column >= params->input_width)
                continue;
            const float *from = image + ((ptrdiff_t)from_row * params->input_width + from_column) *
                                            params->input_channels;
            const float *tap =
                weights + ((ptrdiff_t)y * params->kernel_width + x) * channels + first;
            if (params->multiplier == 1) {
                add_tap(from + first, tap, sums, count);
            } else {
                add_wide_tap(params, from, tap, sums, first, count);
            }
        }
    }
    for (int32_t lane = 0; lane < count; lane++) {
        float value = sums[lane];
        value = value < params->activation_min ? params->activation_min : value;
        output[lane] = value > params->activation_max ? params->activation_max : value;
    }
}

void mcub_depthwise_conv_2d_f32(const mcub_depthwise_conv_2d_f32_params *params, const float *input,
                                const float *weights, const float *bias, float *output) {
    const int32_t channels = params->input_channels * params->multiplier;
    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t row = 0; row < params->output_height; row++) {
            for (int32_t column = 0; column < params->output_width; column++) {
                for (int32_t first = 0; first < channels; first += CHANNELS) {
                    const int32_t left = channels - first;
                    convolve(params, input, weights, bias, row, column, first,
                             left < CHANNELS ? left : CHANNELS, output + first);
                }
                output += channels;
            }
        }
        input += (ptrdiff_t)params->input_height * params->input_width * params->input_channels;
    }
}
