#include "mcub_depthwise_conv_2d_s8_m0_3x3_s2.h"

#include "mcub_depthwise_3x3_s8_m0.h"

enum { STRIDE = 2, WIDE = MCUB_DEPTHWISE_DIRECT_M0_WIDE, NARROW = MCUB_DEPTHWISE_DIRECT_M0_NARROW };

/* Outputs of a group. */
static int32_t group_columns(const mcub_depthwise_conv_2d_s8_m0_3x3_s2_params *params) {
    return params->output_width > NARROW ? WIDE : NARROW;
}

/* Where groups begin; the last one of a row makes some outputs again rather than fewer. */
static void list_groups(const mcub_depthwise_conv_2d_s8_m0_3x3_s2_params *params,
                        mcub_depthwise_direct_m0_group *groups) {
    const int32_t channels = params->input_channels * params->depth_multiplier;
    const int32_t width = params->output_width;
    const int32_t columns = group_columns(params);
    const int32_t last = width - columns;
    const int32_t right =
        STRIDE * width >= params->input_width ? MCUB_DEPTHWISE_DIRECT_M0_RIGHT : 0;

    for (int32_t row = 0; row < params->output_height; row++) {
        const int32_t bottom =
            STRIDE * (row + 1) >= params->input_height ? MCUB_DEPTHWISE_DIRECT_M0_BOTTOM : 0;
        for (int32_t column = 0; column < width; column += columns) {
            const int32_t start = column < last ? column : last;
            groups->input = STRIDE * (row * params->input_width + start) * params->input_channels;
            groups->output = (row * width + start + columns - 1) * channels;
            groups->kind = bottom + (start == last ? right : 0);
            groups++;
        }
    }
    groups->kind = -1;
}

void mcub_depthwise_conv_2d_s8_m0_3x3_s2(const mcub_depthwise_conv_2d_s8_m0_3x3_s2_params *params,
                                         const int8_t *input, const int32_t *stream, int8_t *output,
                                         void *scratch) {
    const int32_t channels = params->input_channels;
    const int32_t columns = group_columns(params);
    const int32_t row_bytes = params->input_width * channels;
    mcub_depthwise_3x3_direct_s8_m0_fn *const kernel =
        columns == WIDE ? mcub_depthwise_3x3_s8_m0_direct : mcub_depthwise_3x3_s8_m0_direct_narrow;

    list_groups(params, scratch);
    for (int32_t batch = 0; batch < params->batches; batch++) {
        mcub_depthwise_direct_m0_job job = {
            .stream = stream,
            .input = input,
            .output = output,
            .groups = scratch,
            .step = channels,
            .two_steps = STRIDE * channels,
            .row_step = row_bytes - STRIDE * columns * channels,
            .padding = params->input_zero_point,
            .rounds_negatives = params->rounds_negatives,
        };
        for (int32_t channel = 0; channel < channels; channel++) {
            for (int32_t copy = 0; copy < params->depth_multiplier; copy++) {
                kernel(&job);
                job.stream += MCUB_DEPTHWISE_DIRECT_M0_WORDS;
                job.output++;
            }
            job.input++;
        }
        input += params->input_height * row_bytes;
        output +=
            params->output_height * params->output_width * channels * params->depth_multiplier;
    }
}
