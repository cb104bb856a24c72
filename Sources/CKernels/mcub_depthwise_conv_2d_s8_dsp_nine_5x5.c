#include "mcub_clamp_s8.h"
#include "mcub_depthwise_conv_2d_s8_dsp_nine.h"
#include "mcub_depthwise_nine_s8_5x5.h"

void mcub_depthwise_conv_2d_s8_dsp_nine_5x5(const mcub_depthwise_conv_2d_s8_dsp_nine_params *params,
                                            const int8_t *input, const int32_t *words,
                                            int8_t *output) {
    const int32_t image = 9 * params->channels;
    const uint32_t zero = (uint32_t)params->input_zero_point;

    for (int32_t batch = 0; batch < params->batches; batch++) {
        mcub_depthwise_nine_s8_5x5(input, output, params->channels, words,
                                   (zero & 0xffffu) | zero << 16);
        mcub_clamp_s8(output, image, params->activation_min, params->activation_max);
        input += image;
        output += image;
    }
}
