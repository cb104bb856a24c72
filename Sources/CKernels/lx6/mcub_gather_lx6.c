#include "mcub_gather_lx6.h"

#include "mcub_fill_lanes_lx6.h"
#include "mcub_spread_s8_lx6.h"
#include "mcub_window.h"

/* Some taps of one row of the window. */
static void spread_taps(const mcub_gather_lx6 *gather, const int8_t *tap, int16_t *lanes,
                        int32_t count) {
    const int32_t channels = gather->filter_channels;
    const int32_t distance = gather->dilation_width * gather->input_channels;

    if (distance == channels) {
        mcub_spread_s8_lx6(tap, lanes, count * channels, 1, 1, 0, 0);
    } else if (channels == 1) {
        mcub_spread_s8_lx6(tap, lanes, count, distance, 1, 0, 0);
    } else if (count > 0) {
        mcub_spread_s8_lx6(tap, lanes, channels, 1, count, distance, 2 * channels);
    }
}

/* One output's taps, some of which are in the padding. */
static void gather_edge(const mcub_gather_lx6 *gather, const int8_t *image, mcub_taps rows,
                        mcub_taps columns, int16_t *lanes) {
    const int32_t channels = gather->filter_channels;
    const int32_t padding = gather->input_zero_point + 128;
    const int32_t row_lanes = gather->kernel_width * channels;

    for (int32_t ky = 0; ky < gather->kernel_height; ky++, lanes += row_lanes) {
        const int32_t y = rows.origin + ky * gather->dilation_height;
        const int32_t x = columns.origin + columns.first * gather->dilation_width;
        if (ky < rows.first || ky >= rows.end || columns.first >= columns.end) {
            mcub_fill_lanes_lx6(lanes, padding, row_lanes);
            continue;
        }
        mcub_fill_lanes_lx6(lanes, padding, columns.first * channels);
        spread_taps(gather, image + (y * gather->input_width + x) * gather->input_channels,
                    lanes + columns.first * channels, columns.end - columns.first);
        mcub_fill_lanes_lx6(lanes + columns.end * channels, padding,
                            (gather->kernel_width - columns.end) * channels);
    }
}

void mcub_gather_row_lx6(const mcub_gather_lx6 *gather, const int8_t *image, int32_t row,
                         int8_t *lanes) {
    const int32_t channels = gather->filter_channels;
    const int32_t row_bytes = gather->input_width * gather->input_channels;
    const int32_t is_dense = gather->dilation_width * gather->input_channels == channels;
    const mcub_taps rows =
        mcub_taps_inside(row * gather->stride_height - gather->pad_top, gather->input_height,
                         gather->kernel_height, gather->dilation_height);
    const int32_t has_rows = rows.first == 0 && rows.end == gather->kernel_height;

    if (has_rows && gather->kernel_height == 1 && gather->kernel_width == 1 &&
        gather->pad_left == 0) {
        mcub_spread_s8_lx6(image + rows.origin * row_bytes, (int16_t *)(void *)lanes, channels, 1,
                           gather->output_width, gather->stride_width * gather->input_channels,
                           gather->pixel_bytes);
        return;
    }
    for (int32_t x = 0; x < gather->output_width; x++, lanes += gather->pixel_bytes) {
        const mcub_taps columns =
            mcub_taps_inside(x * gather->stride_width - gather->pad_left, gather->input_width,
                             gather->kernel_width, gather->dilation_width);
        int16_t *const first = (int16_t *)(void *)lanes;
        if (is_dense && has_rows && columns.first == 0 && columns.end == gather->kernel_width) {
            mcub_spread_s8_lx6(
                image + rows.origin * row_bytes + columns.origin * gather->input_channels, first,
                gather->kernel_width * channels, 1, gather->kernel_height,
                gather->dilation_height * row_bytes, 2 * gather->kernel_width * channels);
        } else {
            gather_edge(gather, image, rows, columns, first);
        }
    }
}
