#include "mcub_pool_windows.h"

#include "mcub_requantize.h"
#include "mcub_window.h"

static void clamp(const mcub_pool_shape *shape, int8_t *values, int32_t count) {
    if (shape->activation_min <= INT8_MIN && shape->activation_max >= INT8_MAX) {
        return;
    }
    for (; count > 0; count--, values++) {
        *values = (int8_t)mcub_clamp(*values, shape->activation_min, shape->activation_max);
    }
}

void mcub_pool_windows(const mcub_pool_shape *shape, const int8_t *input, int8_t *output,
                       mcub_pool_make *make, void *state) {
    const int32_t channels = shape->channels;
    const int32_t image_size = shape->output_height * shape->output_width * channels;
    mcub_pixels pixels = {.row_step = shape->input_width * channels, .pixel_step = channels};

    for (int32_t batch = 0; batch < shape->batches; batch++) {
        for (int32_t oy = 0; oy < shape->output_height; oy++) {
            const mcub_taps rows = mcub_taps_inside(oy * shape->stride_height - shape->pad_top,
                                                    shape->input_height, shape->kernel_height, 1);
            const int8_t *const row = input + (rows.origin + rows.first) * pixels.row_step;
            for (int32_t ox = 0; ox < shape->output_width; ox++) {
                const mcub_taps columns =
                    mcub_taps_inside(ox * shape->stride_width - shape->pad_left, shape->input_width,
                                     shape->kernel_width, 1);
                pixels.first = row + (columns.origin + columns.first) * channels;
                pixels.rows = rows.end - rows.first;
                pixels.columns = columns.end - columns.first;
                make(state, &pixels, channels, output);
                output += channels;
            }
        }
        clamp(shape, output - image_size, image_size);
        input += shape->input_height * pixels.row_step;
    }
}
