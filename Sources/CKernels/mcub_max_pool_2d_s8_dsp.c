#include "mcub_max_pool_2d_s8.h"

#include "mcub_clamp_s8.h"
#include "mcub_window.h"
#include "mcub_window_sums.h"

/* The maxima of all channels, at least four, of a window of up to 3x3 pixels. Rows and columns that
 * it lacks are others of it once more. */
static void write_small(const mcub_pixels *window, int32_t channels, int8_t *output) {
    const int32_t second = window->columns > 1 ? window->pixel_step : 0;
    const int32_t third = window->columns > 2 ? 2 * second : 0;
    const int32_t below = window->rows > 1 ? window->row_step : 0;
    const int32_t lowest = window->rows > 2 ? 2 * below : 0;

    for (int32_t done = 0; done < channels; done += MCUB_WINDOW_MAXIMA) {
        /* The last four may overlap those before. */
        const int32_t last = channels - MCUB_WINDOW_MAXIMA;
        const int32_t channel = done < last ? done : last;
        const int8_t *upper = window->first + channel;
        const int8_t *middle = upper + below;
        const int8_t *lower = upper + lowest;
        const uint32_t left = mcub_max_three(upper, middle, lower);
        const uint32_t centre = mcub_max_three(upper + second, middle + second, lower + second);
        const uint32_t right = mcub_max_three(upper + third, middle + third, lower + third);
        const uint32_t largest = mcub_max_s8x4(mcub_max_s8x4(left, centre), right);
        memcpy(output + channel, &largest, sizeof largest);
    }
}

/* `count` windows of three columns beside each other, two columns apart, as those of write_small: a
 * column between two windows is compared once. */
static void write_row(const mcub_pixels *first, int32_t count, int32_t channels, int8_t *output) {
    const int32_t step = first->pixel_step;
    const int32_t below = first->rows > 1 ? first->row_step : 0;
    const int32_t lowest = first->rows > 2 ? 2 * below : 0;

    for (int32_t done = 0; done < channels; done += MCUB_WINDOW_MAXIMA) {
        const int32_t last = channels - MCUB_WINDOW_MAXIMA;
        const int32_t channel = done < last ? done : last;
        const int8_t *upper = first->first + channel;
        const int8_t *middle = upper + below;
        const int8_t *lower = upper + lowest;
        int8_t *target = output + channel;
        uint32_t left = mcub_max_three(upper, middle, lower);
        for (int32_t window = 0; window < count; window++, target += channels) {
            upper += step;
            middle += step;
            lower += step;
            const uint32_t centre = mcub_max_three(upper, middle, lower);
            upper += step;
            middle += step;
            lower += step;
            const uint32_t right = mcub_max_three(upper, middle, lower);
            const uint32_t largest = mcub_max_s8x4(mcub_max_s8x4(left, centre), right);
            memcpy(target, &largest, sizeof largest);
            left = right;
        }
    }
}

/* Windows from column `column` on that write_row can make. */
static int32_t row_windows(const mcub_max_pool_2d_s8_params *params, int32_t column) {
    const int32_t first = column * params->stride_width - params->pad_left;
    const int32_t room = params->input_width - first - 3;
    if (params->kernel_width != 3 || params->stride_width != 2 || params->kernel_height > 3 ||
        params->channels < MCUB_WINDOW_MAXIMA || first < 0 || room < 0) {
        return 0;
    }
    const int32_t inside = room / 2 + 1;
    const int32_t left = params->output_width - column;
    return inside < left ? inside : left;
}

static void write_window(const mcub_pixels *window, int32_t channels, int8_t *output) {
    if (window->rows <= 3 && window->columns <= 3 && channels >= MCUB_WINDOW_MAXIMA) {
        write_small(window, channels, output);
        return;
    }
    for (int32_t channel = 0; channel < channels; channel += MCUB_WINDOW_MAXIMA) {
        const int32_t left = channels - channel;
        const int32_t count = left < MCUB_WINDOW_MAXIMA ? left : MCUB_WINDOW_MAXIMA;
        mcub_window_maxima(window, channel, count, output + channel);
    }
}

void mcub_max_pool_2d_s8_dsp(const mcub_max_pool_2d_s8_params *params, const int8_t *input,
                             int8_t *output) {
    const int32_t channels = params->channels;
    const int32_t image = params->output_height * params->output_width * channels;
    mcub_pixels pixels = {.row_step = params->input_width * channels, .pixel_step = channels};

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t oy = 0; oy < params->output_height; oy++) {
            const mcub_taps rows = mcub_taps_inside(oy * params->stride_height - params->pad_top,
                                                    params->input_height, params->kernel_height, 1);
            for (int32_t ox = 0; ox < params->output_width;) {
                int32_t made = row_windows(params, ox);
                const mcub_taps columns =
                    mcub_taps_inside(ox * params->stride_width - params->pad_left,
                                     params->input_width, params->kernel_width, 1);
                pixels.first = input + (rows.origin + rows.first) * pixels.row_step +
                               (columns.origin + columns.first) * channels;
                pixels.rows = rows.end - rows.first;
                pixels.columns = columns.end - columns.first;
                if (made > 0) {
                    write_row(&pixels, made, channels, output);
                } else {
                    write_window(&pixels, channels, output);
                    made = 1;
                }
                ox += made;
                output += made * channels;
            }
        }
        mcub_clamp_s8(output - image, image, params->activation_min, params->activation_max);
        input += params->input_height * pixels.row_step;
    }
}
