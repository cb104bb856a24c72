#include "mcub_depthwise_conv_2d_s8.h"

#include <stddef.h>

#include "mcub_requantize.h"
#include "mcub_window.h"

/* The sum of one output's taps; input and filter start at the output's own channel. */
static int32_t accumulate(const mcub_depthwise_conv_2d_s8_params *params, const int8_t *input,
                          const int8_t *filter, mcub_taps rows, mcub_taps columns, int32_t bias) {
    const int32_t channels = params->input_channels;
    const int32_t filter_step = channels * params->depth_multiplier;
    const int32_t zero_point = params->input_zero_point;
    uint32_t sum = (uint32_t)bias;

    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        const int32_t row =
            (rows.origin + ky * params->dilation_height) * params->input_width + columns.origin;
        const int32_t filter_row = ky * params->kernel_width;
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            const int32_t tap = input[(row + kx * params->dilation_width) * channels];
            sum += (uint32_t)((tap - zero_point) * filter[(filter_row + kx) * filter_step]);
        }
    }
    return (int32_t)sum;
}

void mcub_depthwise_conv_2d_s8_ref(const mcub_depthwise_conv_2d_s8_params *params,
                                   const int8_t *input, const int8_t *weights, const int32_t *bias,
                                   const int32_t *multipliers, const int32_t *shifts,
                                   int8_t *output) {
    const int32_t image_size = params->input_height * params->input_width * params->input_channels;

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t oy = 0; oy < params->output_height; oy++) {
            const mcub_taps rows =
                mcub_taps_inside(oy * params->stride_height - params->pad_top, params->input_height,
                                 params->kernel_height, params->dilation_height);
            for (int32_t ox = 0; ox < params->output_width; ox++) {
                const mcub_taps columns = mcub_taps_inside(
                    ox * params->stride_width - params->pad_left, params->input_width,
                    params->kernel_width, params->dilation_width);
                int32_t channel = 0;
                for (int32_t source = 0; source < params->input_channels; source++) {
                    for (int32_t copy = 0; copy < params->depth_multiplier; copy++, channel++) {
                        const int32_t sum =
                            accumulate(params, input + source, weights + channel, rows, columns,
                                       bias != NULL ? bias[channel] : 0);
                        *output++ = mcub_requantize_to_s8(
                            sum, multipliers[channel], shifts[channel], params->output_zero_point,
                            params->activation_min, params->activation_max);
                    }
                }
            }
        }
        input += image_size;
    }
}
