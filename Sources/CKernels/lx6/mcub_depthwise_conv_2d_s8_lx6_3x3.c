#include "mcub_depthwise_conv_2d_s8_lx6.h"

#include "mcub_clamp_s8_lx6.h"
#include "mcub_depthwise_3x3_lx6.h"
#include "mcub_plane_lx6.h"

/* One image, a band after the other. */
static void convolve(const mcub_depthwise_conv_2d_s8_lx6_params *params, const int8_t *image,
                     const int32_t *words, int8_t *output, int16_t *lanes) {
    const int32_t stride = params->stride_height;
    const int32_t channels = params->input_channels * params->depth_multiplier;
    const int32_t row_bytes = params->output_width * channels;

    for (int32_t first = 0; first < params->output_height; first += params->band_rows) {
        const int32_t left = params->output_height - first;
        const int32_t rows = left < params->band_rows ? left : params->band_rows;
        const mcub_plane_lx6 plane = {lanes, stride * (params->output_width - 1) + 3,
                                      MCUB_DEPTHWISE_LX6_PITCH, stride * (rows - 1) + 3,
                                      first * stride - params->pad_top};
        mcub_depthwise_lx6_image made = {lanes,    stride,    output + first * row_bytes,
                                         channels, row_bytes, params->output_width,
                                         rows};
        const int32_t *channel = words;

        mcub_pad_plane_lx6(params, &plane);
        for (int32_t input = 0; input < params->input_channels; input++) {
            mcub_fill_plane_lx6(params, &plane, image + input);
            for (int32_t member = 0; member < params->depth_multiplier; member++) {
                mcub_depthwise_3x3_lx6(&made, channel);
                made.output++;
                channel += MCUB_DEPTHWISE_LX6_3X3_WORDS;
            }
        }
    }
}

void mcub_depthwise_conv_2d_s8_lx6_3x3(const mcub_depthwise_conv_2d_s8_lx6_params *params,
                                       const int8_t *input, const int32_t *channels, int8_t *output,
                                       void *scratch) {
    const int32_t image_bytes = params->input_height * params->input_width * params->input_channels;
    const int32_t output_bytes = params->output_height * params->output_width *
                                 params->input_channels * params->depth_multiplier;

    for (int32_t batch = 0; batch < params->batches; batch++) {
        convolve(params, input, channels, output, scratch);
        mcub_clamp_s8_lx6(output, output_bytes, params->activation_min, params->activation_max);
        input += image_bytes;
        output += output_bytes;
    }
}
