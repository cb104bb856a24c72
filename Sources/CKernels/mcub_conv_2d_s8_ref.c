#include "mcub_conv_2d_s8.h"

#include <stddef.h>

#include "mcub_requantize.h"
#include "mcub_window.h"

/* The sum of one output channel's taps; input starts at the image's and the group's first element.
 */
static int32_t accumulate(const mcub_conv_2d_s8_params *params, const int8_t *input,
                          const int8_t *filter, mcub_taps rows, mcub_taps columns, int32_t bias) {
    const int32_t channels = params->filter_channels;
    const int32_t zero_point = params->input_zero_point;
    uint32_t sum = (uint32_t)bias;

    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        const int32_t row =
            (rows.origin + ky * params->dilation_height) * params->input_width + columns.origin;
        const int8_t *weights = filter + (ky * params->kernel_width + columns.first) * channels;
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            const int8_t *pixel =
                input + (row + kx * params->dilation_width) * params->input_channels;
            for (int32_t channel = 0; channel < channels; channel++) {
                sum += (uint32_t)((pixel[channel] - zero_point) * weights[channel]);
            }
            weights += channels;
        }
    }
    return (int32_t)sum;
}

void mcub_conv_2d_s8_ref(const mcub_conv_2d_s8_params *params, const int8_t *input,
                         const int8_t *weights, const int32_t *bias, const int32_t *multipliers,
                         const int32_t *shifts, int8_t *output) {
    const int32_t groups = params->input_channels / params->filter_channels;
    const int32_t group_outputs = params->output_channels / groups;
    const int32_t filter_size =
        params->kernel_height * params->kernel_width * params->filter_channels;
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
                for (int32_t channel = 0; channel < params->output_channels; channel++) {
                    const int32_t group = channel / group_outputs;
                    const int32_t sum = accumulate(params, input + group * params->filter_channels,
                                                   weights + channel * filter_size, rows, columns,
                                                   bias != NULL ? bias[channel] : 0);
                    *output++ = mcub_requantize_to_s8(
                        sum, multipliers[channel], shifts[channel], params->output_zero_point,
                        params->activation_min, params->activation_max);
                }
            }
        }
        input += image_size;
    }
}
