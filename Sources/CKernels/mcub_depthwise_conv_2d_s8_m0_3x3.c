#include "mcub_depthwise_conv_2d_s8_m0_3x3.h"

#include "mcub_depthwise_3x3_s8_m0.h"
#include "mcub_widen_plane_s8_m0.h"

enum { FILTER = 3, WIDE = MCUB_DEPTHWISE_3X3_M0_WIDE, NARROW = MCUB_DEPTHWISE_3X3_M0_NARROW };

/* Outputs of a group. */
static int32_t group_columns(const mcub_depthwise_conv_2d_s8_m0_3x3_params *params) {
    return params->output_width > NARROW ? WIDE : NARROW;
}

static int32_t row_words(const mcub_depthwise_conv_2d_s8_m0_3x3_params *params) {
    return params->stride * (params->output_width - 1) + FILTER;
}

/* Where groups begin; the last one of a row makes some outputs again rather than fewer. */
static void list_groups(const mcub_depthwise_conv_2d_s8_m0_3x3_params *params, int32_t rows,
                        mcub_depthwise_3x3_m0_group *groups) {
    const int32_t channels = params->input_channels * params->depth_multiplier;
    const int32_t width = params->output_width;
    const int32_t columns = group_columns(params);
    const int32_t made = columns < width ? columns : width;
    const int32_t last = width - made;
    const int32_t step = params->stride * 4;
    int32_t plane = 0;
    int32_t output = (made - 1) * channels;

    for (int32_t row = 0; row < rows; row++) {
        for (int32_t column = 0; column < width; column += columns) {
            const int32_t start = column < last ? column : last;
            groups->plane = plane + step * start;
            groups->output = output + start * channels;
            groups++;
        }
        plane += step * row_words(params);
        output += width * channels;
    }
    groups->plane = -1;
}

static mcub_depthwise_3x3_s8_m0_fn *
channel_kernel(const mcub_depthwise_conv_2d_s8_m0_3x3_params *params) {
    if (group_columns(params) == WIDE) {
        return params->stride == 1 ? mcub_depthwise_3x3_s8_m0_wide
                                   : mcub_depthwise_3x3_s8_m0_wide_s2;
    }
    return params->stride == 1 ? mcub_depthwise_3x3_s8_m0_narrow
                               : mcub_depthwise_3x3_s8_m0_narrow_s2;
}

/* Output rows of an image from `first` on. */
static void make_strip(const mcub_depthwise_conv_2d_s8_m0_3x3_params *params, int32_t first,
                       int32_t rows, const int8_t *input, mcub_depthwise_3x3_m0_job job,
                       int32_t *plane) {
    mcub_depthwise_3x3_s8_m0_fn *const kernel = channel_kernel(params);
    const int32_t words = row_words(params);
    const int32_t plane_rows = params->stride * (rows - 1) + FILTER;
    const int32_t top = first * params->stride - params->pad_top;
    const int32_t first_row = top > 0 ? top : 0;
    const int32_t bottom = top + plane_rows;
    const int32_t last_row = bottom < params->input_height ? bottom : params->input_height;
    const int32_t fitting = words - params->pad_left;
    const int32_t row_bytes = params->input_width * params->input_channels;
    mcub_widen_plane_m0_job widening = {
        .source = input + first_row * row_bytes,
        .words = plane + (first_row - top) * words + params->pad_left,
        .step = params->input_channels,
        .columns = params->input_width < fitting ? params->input_width : fitting,
        .rows = last_row - first_row,
        .row_bytes = row_bytes,
        .pitch = 4 * words,
    };

    /* What lies in the padding stays; every channel has the other words again. */
    for (int32_t place = 0; place < plane_rows * words; place++) {
        plane[place] = params->input_zero_point;
    }
    for (int32_t channel = 0; channel < params->input_channels; channel++) {
        if (widening.rows > 0 && widening.columns > 0) {
            mcub_widen_plane_s8_m0(&widening);
        }
        widening.source++;
        for (int32_t copy = 0; copy < params->depth_multiplier; copy++) {
            kernel(&job);
            job.stream += MCUB_DEPTHWISE_3X3_M0_WORDS;
            job.output++;
        }
    }
}

void mcub_depthwise_conv_2d_s8_m0_3x3(const mcub_depthwise_conv_2d_s8_m0_3x3_params *params,
                                      const int8_t *input, const int32_t *stream, int8_t *output,
                                      void *scratch) {
    const int32_t channels = params->input_channels * params->depth_multiplier;
    const int32_t output_row = params->output_width * channels;
    const int32_t columns = group_columns(params);
    const int32_t most_rows = params->stride * (params->strip_rows - 1) + FILTER;
    int32_t *const plane = scratch;
    mcub_depthwise_3x3_m0_group *const groups = (void *)(plane + most_rows * row_words(params));

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t first = 0; first < params->output_height; first += params->strip_rows) {
            const int32_t left = params->output_height - first;
            const int32_t rows = left < params->strip_rows ? left : params->strip_rows;
            const mcub_depthwise_3x3_m0_job job = {
                .stream = stream,
                .plane = plane,
                .output = output + first * output_row,
                .groups = groups,
                .skipped = columns > params->output_width ? columns - params->output_width : 0,
                .rounds_negatives = params->rounds_negatives,
            };
            list_groups(params, rows, groups);
            make_strip(params, first, rows, input, job, plane);
        }
        input += params->input_height * params->input_width * params->input_channels;
        output += params->output_height * output_row;
    }
}
