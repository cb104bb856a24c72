#include "mcub_mean_s8_dsp.h"

#include "mcub_requantize.h"
#include "mcub_window_sums.h"

void mcub_mean_s8_dsp(const mcub_mean_s8_dsp_params *params, const int8_t *input, int8_t *output) {
    const int32_t channels = params->channels;
    const int32_t offset = params->input_zero_point * params->pixels;
    mcub_pixels pixels = {
        .first = input, .rows = 1, .columns = params->pixels, .pixel_step = channels};

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t channel = 0; channel < channels; channel += MCUB_WINDOW_SUMS) {
            const int32_t left = channels - channel;
            const int32_t count = left < MCUB_WINDOW_SUMS ? left : MCUB_WINDOW_SUMS;
            int32_t sums[MCUB_WINDOW_SUMS];
            mcub_window_sums(&pixels, channel, count, sums);
            for (int32_t place = 0; place < count; place++) {
                *output++ =
                    mcub_requantize_to_s8(sums[place] - offset, params->multiplier, params->shift,
                                          params->output_zero_point, INT8_MIN, INT8_MAX);
            }
        }
        pixels.first += params->pixels * channels;
    }
}
