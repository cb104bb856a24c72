#include "mcub_average_pool_2d_s8.h"

#include "mcub_requantize.h"
#include "mcub_window.h"

/* The mean of one channel's taps; input starts at that channel. */
static int32_t mean(const mcub_average_pool_2d_s8_params *params, const int8_t *input,
                    mcub_taps rows, mcub_taps columns) {
    const int32_t count = (rows.end - rows.first) * (columns.end - columns.first);
    int32_t sum = 0;

    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        const int32_t row = (rows.origin + ky) * params->input_width + columns.origin;
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            sum += input[(row + kx) * params->channels];
        }
    }
    return (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
}

void mcub_average_pool_2d_s8_ref(const mcub_average_pool_2d_s8_params *params, const int8_t *input,
                                 int8_t *output) {
    const int32_t image_size = params->input_height * params->input_width * params->channels;

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t oy = 0; oy < params->output_height; oy++) {
            const mcub_taps rows = mcub_taps_inside(oy * params->stride_height - params->pad_top,
                                                    params->input_height, params->kernel_height, 1);
            for (int32_t ox = 0; ox < params->output_width; ox++) {
                const mcub_taps columns =
                    mcub_taps_inside(ox * params->stride_width - params->pad_left,
                                     params->input_width, params->kernel_width, 1);
                for (int32_t channel = 0; channel < params->channels; channel++) {
                    const int32_t value = mean(params, input + channel, rows, columns);
                    *output++ =
                        (int8_t)mcub_clamp(value, params->activation_min, params->activation_max);
                }
            }
        }
        input += image_size;
    }
}
