#include "mcub_max_pool_2d_s8.h"

#include "mcub_clamp_s8.h"
#include "mcub_window.h"
#include "mcub_window_sums.h"

void mcub_max_pool_2d_s8_dsp(const mcub_max_pool_2d_s8_params *params, const int8_t *input,
                             int8_t *output) {
    const int32_t channels = params->channels;
    const int32_t image = params->output_height * params->output_width * channels;
    mcub_pixels pixels = {.row_step = params->input_width * channels, .pixel_step = channels};

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t oy = 0; oy < params->output_height; oy++) {
            const mcub_taps rows = mcub_taps_inside(oy * params->stride_height - params->pad_top,
                                                    params->input_height, params->kernel_height, 1);
            for (int32_t ox = 0; ox < params->output_width; ox++) {
                const mcub_taps columns =
                    mcub_taps_inside(ox * params->stride_width - params->pad_left,
                                     params->input_width, params->kernel_width, 1);
                pixels.first = input + (rows.origin + rows.first) * pixels.row_step +
                               (columns.origin + columns.first) * channels;
                pixels.rows = rows.end - rows.first;
                pixels.columns = columns.end - columns.first;
                for (int32_t channel = 0; channel < channels; channel += MCUB_WINDOW_MAXIMA) {
                    const int32_t left = channels - channel;
                    const int32_t count = left < MCUB_WINDOW_MAXIMA ? left : MCUB_WINDOW_MAXIMA;
                    mcub_window_maxima(&pixels, channel, count, output + channel);
                }
                output += channels;
            }
        }
        mcub_clamp_s8(output - image, image, params->activation_min, params->activation_max);
        input += params->input_height * pixels.row_step;
    }
}
