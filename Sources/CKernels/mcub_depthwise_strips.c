#include "mcub_depthwise_strips.h"

#include "mcub_clamp_s8.h"
#include "mcub_planes.h"

/* What one strip works with. */
typedef struct {
    const mcub_depthwise_conv_2d_s8_dsp_params *params;
    const mcub_depthwise_filter *filter;
    mcub_planes planes;
    mcub_depthwise_walk walk;
} strip_work;

/* Makes `count` output channels of a plane, or of as many planes, from channel `first` on. */
static void make_channels(strip_work *work, const int16_t *planes, const int32_t *channels,
                          int32_t first, int32_t count, int8_t *output) {
    const mcub_depthwise_filter *filter = work->filter;
    const int32_t *words = channels + first * filter->channel_words;
    const int32_t rounds = work->params->rounds_negatives;
    const int32_t is_signed =
        rounds == MCUB_ROUNDS_SHIFTED ? words[MCUB_DEPTHWISE_SHIFT_WORD] > 0 : rounds != 0;

    work->walk.channel_count = count;
    filter->rows[work->params->stride - 1][is_signed](&work->walk, planes, output + first, words);
}

/* Makes the strip of all channels whose first output row is at `output`. */
static void make_strip(strip_work *work, const int8_t *input, const int32_t *channels,
                       int8_t *output) {
    const mcub_depthwise_conv_2d_s8_dsp_params *params = work->params;
    const int32_t plane_bytes = MCUB_DEPTHWISE_ROW_BYTES / params->planes;
    const int32_t copies = params->depth_multiplier;
    const int32_t is_alone = params->rounds_negatives == MCUB_ROUNDS_SHIFTED;
    const int32_t is_together = copies == 1 && !is_alone;

    work->walk.plane_step = is_together ? plane_bytes : 0;
    for (int32_t channel = 0; channel < params->input_channels;) {
        const int32_t filled = mcub_planes_fill(&work->planes, input, channel);
        const int16_t *planes = work->planes.planes;
        if (is_together) {
            make_channels(work, planes, channels, channel, filled, output);
        }
        for (int32_t plane = 0; plane < filled && !is_together; plane++) {
            const int32_t first = (channel + plane) * copies;
            const int32_t count = is_alone ? 1 : copies;
            for (int32_t copy = 0; copy < copies; copy += count) {
                make_channels(work, planes + plane * (plane_bytes / 2), channels, first + copy,
                              count, output);
            }
        }
        channel += filled;
    }
}

void mcub_depthwise_strips(const mcub_depthwise_conv_2d_s8_dsp_params *params,
                           const mcub_depthwise_filter *filter, const int8_t *input,
                           const int32_t *channels, int8_t *output, void *scratch) {
    const int32_t output_channels = params->input_channels * params->depth_multiplier;
    const int32_t groups = params->output_width / filter->group_columns;
    strip_work work = {
        .params = params,
        .filter = filter,
        .planes = {.input_height = params->input_height,
                   .input_width = params->input_width,
                   .channels = params->input_channels,
                   .pad_left = params->pad_left,
                   .count = params->planes,
                   .row_bytes = MCUB_DEPTHWISE_ROW_BYTES,
                   .columns = params->stride * (params->output_width - 1) + filter->taps,
                   .zero_point = params->input_zero_point,
                   .planes = scratch},
        .walk = {.group_bytes = groups * filter->group_columns * params->stride * 2,
                 .last_columns = params->output_width % filter->group_columns,
                 .pixel_step = output_channels,
                 .row_step = params->output_width * output_channels},
    };

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t row = 0; row < params->output_height; row += params->strip_rows) {
            const int32_t left = params->output_height - row;
            const int32_t count = left < params->strip_rows ? left : params->strip_rows;
            work.walk.row_groups = (count + filter->group_rows - 1) / filter->group_rows;
            work.walk.last_rows = count % filter->group_rows;
            mcub_planes_place(&work.planes, row * params->stride - params->pad_top,
                              params->stride * (count - 1) + filter->taps);
            if (row == 0) {
                mcub_planes_pad_columns(&work.planes);
            }
            make_strip(&work, input, channels, output + row * work.walk.row_step);
        }
        mcub_clamp_s8(output, params->output_height * work.walk.row_step, params->activation_min,
                      params->activation_max);
        input += params->input_height * params->input_width * params->input_channels;
        output += params->output_height * work.walk.row_step;
    }
}
