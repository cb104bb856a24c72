#include "mcub_plane_lx6.h"

#include "mcub_fill_lanes_lx6.h"
#include "mcub_spread_s8_lx6.h"

void mcub_pad_plane_lx6(const mcub_depthwise_conv_2d_s8_lx6_params *params,
                        const mcub_plane_lx6 *plane) {
    const int32_t is_inside = plane->first >= 0 &&
                              plane->first + plane->rows <= params->input_height &&
                              params->pad_left == 0 && plane->columns <= params->input_width;
    for (int32_t row = 0; row < (is_inside ? 0 : plane->rows); row++) {
        mcub_fill_lanes_lx6(plane->lanes + row * (plane->pitch / 2), params->input_zero_point + 128,
                            plane->columns);
    }
}

void mcub_fill_plane_lx6(const mcub_depthwise_conv_2d_s8_lx6_params *params,
                         const mcub_plane_lx6 *plane, const int8_t *image) {
    const int32_t channels = params->input_channels;
    const int32_t row_bytes = params->input_width * channels;
    const int32_t above = plane->first < 0 ? -plane->first : 0;
    const int32_t below = params->input_height - plane->first;
    const int32_t rows = (below < plane->rows ? below : plane->rows) - above;
    const int32_t after = plane->columns - params->pad_left;
    const int32_t columns = after < params->input_width ? after : params->input_width;

    if (rows > 0 && columns > 0) {
        mcub_spread_s8_lx6(image + (plane->first + above) * row_bytes,
                           plane->lanes + above * (plane->pitch / 2) + params->pad_left, columns,
                           channels, rows, row_bytes, plane->pitch);
    }
}
