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

/* Makes the strip of all channels whose first output row is at `output`. */
static void make_strip(strip_work *work, const int8_t *input, const int32_t *channels,
                       int8_t *output) {
    const mcub_depthwise_conv_2d_s8_dsp_params *params = work->params;
    const mcub_depthwise_filter *filter = work->filter;
    mcub_depthwise_rows_fn *const rows =
        filter->rows[params->stride - 1][params->rounds_negatives != 0];
    const int32_t plane_bytes = MCUB_DEPTHWISE_ROW_BYTES / params->planes;
    const int32_t copies = params->depth_multiplier;

    for (int32_t channel = 0; channel < params->input_channels;) {
        const int32_t filled = mcub_planes_fill(&work->planes, input, channel);
        const int32_t calls = copies == 1 ? 1 : filled;
        work->walk.channel_count = copies == 1 ? filled : copies;
        work->walk.plane_step = copies == 1 ? plane_bytes : 0;
        for (int32_t call = 0; call < calls; call++) {
            const int32_t place = (channel + call) * copies;
            rows(&work->walk, work->planes.planes + call * (plane_bytes / 2), output + place,
                 channels + place * filter->channel_words);
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
