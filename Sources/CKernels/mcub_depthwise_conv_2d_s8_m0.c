#include "mcub_depthwise_conv_2d_s8_m0.h"

#include "mcub_depthwise_s8_m0.h"
#include "mcub_pack_plane_s8_m0.h"

enum { COLUMNS = MCUB_DEPTHWISE_M0_COLUMNS };

/* Some output rows of an image: those of `half` rows from `first` on, and as many from `other` on.
 */
typedef struct {
    int32_t first;
    int32_t other;
    int32_t half;
    int32_t plane_rows;
} strip;

static int32_t row_words(const mcub_depthwise_conv_2d_s8_m0_params *params) {
    return params->stride_width * params->phase_words;
}

/* Where groups of three columns begin; the last one of a row makes some again rather than fewer. */
static int32_t list_groups(const mcub_depthwise_conv_2d_s8_m0_params *params, int32_t half,
                           mcub_depthwise_m0_group *groups) {
    const int32_t channels = params->input_channels * params->depth_multiplier;
    const int32_t step = params->stride_height * row_words(params);
    const int32_t last = params->output_width - COLUMNS;
    int32_t count = 0;

    for (int32_t row = 0; row < half; row++) {
        for (int32_t column = 0; column < params->output_width; column += COLUMNS) {
            const int32_t start = column < last ? column : last;
            groups[count].plane = 4 * (row * step + start);
            groups[count].output = (row * params->output_width + start) * channels;
            count++;
        }
    }
    return count;
}

/* A row of the plane, from two rows of the image or the padding; columns of the padding stay. */
static void fill_row(const mcub_depthwise_conv_2d_s8_m0_params *params, const int8_t *channel,
                     int32_t low_row, int32_t high_row, const int8_t *padding, uint32_t *words) {
    const int32_t stride = params->stride_width;
    const int32_t channels = params->input_channels;
    const int32_t row_bytes = params->input_width * channels;
    const int32_t has_low = low_row >= 0 && low_row < params->input_height;
    const int32_t has_high = high_row >= 0 && high_row < params->input_height;

    if (!has_low && !has_high) {
        return;
    }
    for (int32_t phase = 0; phase < stride; phase++) {
        /* The first column of the phase that is not left of the image. */
        int32_t word =
            params->pad_left <= phase ? 0 : (params->pad_left - phase + stride - 1) / stride;
        const int32_t x = word * stride + phase - params->pad_left;
        const int32_t fitting = params->phase_words - word;
        const int32_t inside = (params->input_width - x + stride - 1) / stride;
        const int32_t count = inside < fitting ? inside : fitting;
        if (x < params->input_width && count > 0) {
            const int8_t *low = has_low ? channel + low_row * row_bytes + x * channels : padding;
            const int8_t *high = has_high ? channel + high_row * row_bytes + x * channels : padding;
            mcub_pack_plane_s8_m0(low, high, count, words + phase * params->phase_words + word,
                                  has_low ? stride * channels : 0,
                                  has_high ? stride * channels : 0);
        }
    }
}

static void make_strip(const mcub_depthwise_conv_2d_s8_m0_params *params, const strip *rows,
                       const int8_t *input, mcub_depthwise_m0_job job, int8_t *output,
                       uint32_t *plane) {
    const int8_t padding = (int8_t)params->input_zero_point;
    const uint32_t word = (uint32_t)padding + ((uint32_t)padding << 16);
    const int32_t words = row_words(params);
    const int32_t low = rows->other * params->stride_height - params->pad_top;
    const int32_t high = rows->first * params->stride_height - params->pad_top;

    for (int32_t place = 0; place < rows->plane_rows * words; place++) {
        plane[place] = word;
    }
    for (int32_t channel = 0; channel < params->input_channels; channel++) {
        for (int32_t row = 0; row < rows->plane_rows; row++) {
            fill_row(params, input + channel, low + row, high + row, &padding, plane + row * words);
        }
        for (int32_t copy = 0; copy < params->depth_multiplier; copy++) {
            job.output = output++;
            job.stream = (params->rounds_negatives ? mcub_depthwise_s8_m0_signed
                                                   : mcub_depthwise_s8_m0)(&job);
        }
    }
}

void mcub_depthwise_conv_2d_s8_m0(const mcub_depthwise_conv_2d_s8_m0_params *params,
                                  const int8_t *input, const int32_t *stream, int8_t *output,
                                  void *scratch) {
    const int32_t channels = params->input_channels * params->depth_multiplier;
    const int32_t output_row = params->output_width * channels;
    const int32_t most = (params->strip_rows + 1) / 2;
    const int32_t most_rows = params->stride_height * (most - 1) + params->reach_rows;
    uint32_t *const plane = scratch;
    mcub_depthwise_m0_group *const groups = (void *)(plane + most_rows * row_words(params));

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t first = 0; first < params->output_height; first += params->strip_rows) {
            const int32_t left = params->output_height - first;
            const int32_t made = left < params->strip_rows ? left : params->strip_rows;
            const int32_t half = (made + 1) / 2;
            const strip rows = {
                .first = first,
                .other = first + made - half,
                .half = half,
                .plane_rows = params->stride_height * (half - 1) + params->reach_rows,
            };
            const mcub_depthwise_m0_job job = {
                .stream = stream,
                .groups = groups,
                .count = list_groups(params, half, groups),
                .plane = plane,
                .distance = channels,
                .back = 2 * channels - (made - half) * output_row,
            };
            make_strip(params, &rows, input, job, output + first * output_row, plane);
        }
        input += params->input_height * params->input_width * params->input_channels;
        output += params->output_height * output_row;
    }
}
