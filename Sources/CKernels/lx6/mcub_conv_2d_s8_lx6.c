#include "mcub_conv_2d_s8_lx6.h"

#include "mcub_clamp_s8_lx6.h"
#include "mcub_dot_s8_lx6.h"
#include "mcub_fill_lanes_lx6.h"
#include "mcub_gather_lx6.h"
#include "mcub_spread_s8_lx6.h"
#include "mcub_widen_s8_lx6.h"

/* Columns of a widened row. */
static int32_t band_columns(const mcub_conv_2d_s8_lx6_params *params) {
    return (params->output_width - 1) * params->stride_width + params->kernel_width;
}

/* Rows of a widened band for so many rows of outputs. */
static int32_t rows_of_band(const mcub_conv_2d_s8_lx6_params *params, int32_t output_rows) {
    return (output_rows - 1) * params->stride_height +
           (params->kernel_height - 1) * params->dilation_height + 1;
}

static int32_t weight_quads(const mcub_conv_2d_s8_lx6_params *params) {
    return params->segments * params->steps + 1;
}

int32_t mcub_conv_2d_s8_lx6_scratch_bytes(const mcub_conv_2d_s8_lx6_params *params) {
    const int32_t band =
        params->is_gathered
            ? params->band_rows * params->output_width * params->steps * MCUB_DOT_LX6_STEP_BYTES
            : rows_of_band(params, params->band_rows) * band_columns(params) *
                  params->input_channels * 2;
    return weight_quads(params) * MCUB_DOT_LX6_STEP_BYTES + band + MCUB_DOT_LX6_INPUT_EXTRA;
}

/* Rows from `first` on of the image, with the padding around them. */
static void widen_band(const mcub_conv_2d_s8_lx6_params *params, const int8_t *image, int32_t first,
                       int32_t rows, int8_t *band) {
    const int32_t channels = params->input_channels;
    const int32_t columns = band_columns(params);
    const int32_t row_bytes = params->input_width * channels;
    const int32_t padding = params->input_zero_point + 128;
    const int32_t left = params->pad_left < columns ? params->pad_left : columns;
    const int32_t after = columns - left;
    const int32_t inside = after < params->input_width ? after : params->input_width;

    if (inside == columns && columns == params->input_width && first >= 0 &&
        first + rows <= params->input_height) {
        mcub_widen_s8_lx6(image + first * row_bytes, (uint32_t *)band, rows * row_bytes / 4);
        return;
    }
    for (int32_t row = first; row < first + rows; row++) {
        const int32_t is_inside = row >= 0 && row < params->input_height;
        const int32_t read = is_inside ? inside : 0;
        const int32_t before = is_inside ? left : 0;
        mcub_fill_lanes_lx6((int16_t *)band, padding, before * channels);
        band += 2 * before * channels;
        mcub_widen_s8_lx6(image + (is_inside ? row * row_bytes : 0), (uint32_t *)band,
                          read * channels / 4);
        band += 2 * read * channels;
        mcub_fill_lanes_lx6((int16_t *)band, padding, (columns - before - read) * channels);
        band += 2 * (columns - before - read) * channels;
    }
}

/* The taps of every output of so many rows; image starts at the group's first channel. */
static void gather_band(const mcub_conv_2d_s8_lx6_params *params, const int8_t *image,
                        int32_t first, int32_t rows, int8_t *band) {
    const mcub_gather_lx6 gather = {
        params->input_height,     params->input_width,  params->input_channels,
        params->kernel_height,    params->kernel_width, params->filter_channels,
        params->stride_height,    params->stride_width, params->dilation_height,
        params->dilation_width,   params->pad_top,      params->pad_left,
        params->input_zero_point, params->output_width, params->steps * MCUB_DOT_LX6_STEP_BYTES};
    for (int32_t row = first; row < first + rows; row++) {
        mcub_gather_row_lx6(&gather, image, row, band);
        band += params->output_width * gather.pixel_bytes;
    }
}

/* One group of an image; image, stream and output are the group's. */
static void convolve(const mcub_conv_2d_s8_lx6_params *params, const int8_t *image,
                     const int8_t *stream, int8_t *output, int8_t *scratch) {
    const int32_t quads = weight_quads(params);
    const int32_t channels = params->output_channels / params->groups;
    const int32_t stream_bytes = (int32_t)sizeof(mcub_requantize_lx6) + 4 * quads;
    int8_t *const band = scratch + quads * MCUB_DOT_LX6_STEP_BYTES;
    const int32_t step_bytes = params->steps * MCUB_DOT_LX6_STEP_BYTES;
    const int32_t pixel_bytes =
        params->is_gathered ? step_bytes : 2 * params->stride_width * params->input_channels;
    const int32_t pitch = params->is_gathered ? params->output_width * pixel_bytes
                                              : 2 * band_columns(params) * params->input_channels;
    const int32_t row_bytes = params->is_gathered ? pitch : params->stride_height * pitch;
    /* Rows whose outputs' activations follow each other are one. */
    const int32_t is_one_row = row_bytes == params->output_width * pixel_bytes;

    for (int32_t first = 0; first < params->output_height; first += params->band_rows) {
        const int32_t left = params->output_height - first;
        const int32_t rows = left < params->band_rows ? left : params->band_rows;
        const int32_t runs = is_one_row ? 1 : rows;
        int8_t *const made = output + first * params->output_width * params->output_channels;
        mcub_dot_s8_lx6_row row = {band,
                                   pixel_bytes,
                                   params->dilation_height * pitch,
                                   params->segments,
                                   params->steps,
                                   scratch,
                                   made,
                                   params->output_channels,
                                   (is_one_row ? rows : 1) * params->output_width};
        const int8_t *packed = stream;

        if (params->is_gathered) {
            gather_band(params, image, first, rows, band);
        } else {
            widen_band(params, image, first * params->stride_height - params->pad_top,
                       rows_of_band(params, rows), band);
        }
        for (int32_t channel = 0; channel < channels; channel++, packed += stream_bytes) {
            const mcub_requantize_lx6 *const scaling = (const void *)packed;
            mcub_widen_weights_s8_lx6((const uint8_t *)(scaling + 1), (uint32_t *)(void *)scratch,
                                      quads);
            row.input = band;
            row.output = made + channel;
            for (int32_t run = 0; run < runs; run++) {
                mcub_dot_s8_lx6(&row, scaling);
                row.input = (const int8_t *)row.input + row_bytes;
                row.output += params->output_width * params->output_channels;
            }
        }
    }
}

void mcub_conv_2d_s8_lx6(const mcub_conv_2d_s8_lx6_params *params, const int8_t *input,
                         const int8_t *stream, int8_t *output, void *scratch) {
    const int32_t image_bytes = params->input_height * params->input_width * params->input_channels;
    const int32_t output_bytes =
        params->output_height * params->output_width * params->output_channels;
    const int32_t outputs = params->output_channels / params->groups;
    const int32_t group_bytes =
        outputs * ((int32_t)sizeof(mcub_requantize_lx6) + 4 * weight_quads(params));

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t group = 0; group < params->groups; group++) {
            convolve(params, input + group * params->filter_channels, stream + group * group_bytes,
                     output + group * outputs, scratch);
        }
        mcub_clamp_s8_lx6(output, output_bytes, params->activation_min, params->activation_max);
        input += image_bytes;
        output += output_bytes;
    }
}
