#include "mcub_transpose_conv_s8.h"

#include <stddef.h>

#include "mcub_requantize.h"

/* The sum over the inputs that reach the output that lies at (y, x) before anything is cut off. */
static int32_t accumulate(const mcub_transpose_conv_s8_params *params, const int8_t *input,
                          const int8_t *filter, int32_t y, int32_t x, int32_t bias) {
    const int32_t channels = params->input_channels;
    uint32_t sum = (uint32_t)bias;

    for (int32_t ky = y % params->stride_height; ky < params->kernel_height && ky <= y;
         ky += params->stride_height) {
        const int32_t iy = (y - ky) / params->stride_height;
        if (iy >= params->input_height) {
            continue;
        }
        for (int32_t kx = x % params->stride_width; kx < params->kernel_width && kx <= x;
             kx += params->stride_width) {
            const int32_t ix = (x - kx) / params->stride_width;
            const int8_t *pixel = input + (iy * params->input_width + ix) * channels;
            const int8_t *weights = filter + (ky * params->kernel_width + kx) * channels;
            if (ix >= params->input_width) {
                continue;
            }
            for (int32_t channel = 0; channel < channels; channel++) {
                sum += (uint32_t)((pixel[channel] - params->input_zero_point) * weights[channel]);
            }
        }
    }
    return (int32_t)sum;
}

void mcub_transpose_conv_s8_ref(const mcub_transpose_conv_s8_params *params, const int8_t *input,
                                const int8_t *weights, const int32_t *bias,
                                const int32_t *multipliers, const int32_t *shifts, int8_t *output) {
    const int32_t filter_size =
        params->kernel_height * params->kernel_width * params->input_channels;

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t oy = 0; oy < params->output_height; oy++) {
            for (int32_t ox = 0; ox < params->output_width; ox++) {
                for (int32_t channel = 0; channel < params->output_channels; channel++) {
                    const int32_t sum = accumulate(params, input, weights + channel * filter_size,
                                                   oy + params->pad_top, ox + params->pad_left,
                                                   bias != NULL ? bias[channel] : 0);
                    *output++ = mcub_requantize_to_s8(
                        sum, multipliers[channel], shifts[channel], params->output_zero_point,
                        params->activation_min, params->activation_max);
                }
            }
        }
        input += params->input_height * params->input_width * params->input_channels;
    }
}
