#include "mcub_average_pool_2d_s8.h"

#include "mcub_clamp_s8.h"
#include "mcub_lane_means.h"
#include "mcub_window.h"
#include "mcub_window_sums.h"

/* Windows up to this one divide by a multiplication: 129 * 5700^2 stays below 2^32. */
#define MULTIPLIED_PIXELS 5700

/* A division by a window's count of pixels, rounded half away from zero. */
typedef struct {
    int32_t count;
    uint32_t reciprocal; /* 2^32 / count, rounded up; 0 for counts that are divided by */
    int32_t of_lanes;    /* for mcub_lane_means; 0 for counts that it is not made for */
} divisor;

static divisor divisor_of(int32_t count) {
    const uint32_t quotient = UINT32_MAX / (uint32_t)count;
    const divisor result = {
        .count = count,
        .reciprocal = count > 1 && count <= MULTIPLIED_PIXELS ? quotient + 1u : 0u,
        .of_lanes = mcub_lane_reciprocal(quotient, count),
    };
    return result;
}

static inline int8_t multiplied(int32_t sum, divisor by) {
    const uint32_t magnitude = (uint32_t)((sum < 0 ? -sum : sum) + by.count / 2);
    const int32_t quotient = (int32_t)((uint64_t)magnitude * by.reciprocal >> 32);
    return (int8_t)(sum < 0 ? -quotient : quotient);
}

static int8_t divided(int32_t sum, divisor by) {
    if (by.reciprocal != 0) {
        return multiplied(sum, by);
    }
    return (int8_t)((sum > 0 ? sum + by.count / 2 : sum - by.count / 2) / by.count);
}

/* The sums of four channels over a row of `count` pixels, added to `sums`. */
static inline mcub_four_sums add_row(const int8_t *pixel, int32_t step, int32_t count,
                                     mcub_four_sums sums) {
    for (; count >= 3; count -= 3, pixel += 3 * step) {
        sums = mcub_add_four(sums, pixel);
        sums = mcub_add_four(sums, pixel + step);
        sums = mcub_add_four(sums, pixel + 2 * step);
    }
    if (count > 0) {
        sums = mcub_add_four(sums, pixel);
    }
    if (count > 1) {
        sums = mcub_add_four(sums, pixel + step);
    }
    return sums;
}

/* The sums of four channels over 3x3 pixels. */
static inline mcub_four_sums add_nine(const int8_t *pixel, int32_t step, int32_t row_step) {
    mcub_four_sums sums = {0, 0};
    for (int32_t row = 0; row < 3; row++, pixel += row_step) {
        sums = mcub_add_four(sums, pixel);
        sums = mcub_add_four(sums, pixel + step);
        sums = mcub_add_four(sums, pixel + 2 * step);
    }
    return sums;
}

/* The means of all channels of a window, of which there are at least four; the last four may
 * overlap those before. */
static void write_lane_means(const mcub_pixels *pixels, int32_t channels, int32_t reciprocal,
                             int8_t *output) {
    const mcub_pixels window = *pixels;
    const int32_t last = channels - 4;
    const int32_t is_nine = window.rows == 3 && window.columns == 3;
    for (int32_t done = 0; done < channels; done += 4) {
        const int32_t channel = done < last ? done : last;
        const int8_t *row = window.first + channel;
        mcub_four_sums sums = {0, 0};
        if (is_nine) {
            sums = add_nine(row, window.pixel_step, window.row_step);
        } else {
            for (int32_t left = window.rows; left > 0; left--, row += window.row_step) {
                sums = add_row(row, window.pixel_step, window.columns, sums);
            }
        }
        const uint32_t means = mcub_lane_means(sums, reciprocal);
        memcpy(output + channel, &means, sizeof means);
    }
}

static void write_window(const mcub_pixels *window, int32_t channels, divisor by, int8_t *output) {
    const mcub_pixels pixels =
        window->rows == 3 && window->columns == 3 ? *window : mcub_joined_pixels(*window);

    if (by.of_lanes != 0 && channels >= 4) {
        write_lane_means(&pixels, channels, by.of_lanes, output);
        return;
    }
    for (int32_t channel = 0; channel < channels; channel += MCUB_WINDOW_SUMS) {
        const int32_t left = channels - channel;
        const int32_t count = left < MCUB_WINDOW_SUMS ? left : MCUB_WINDOW_SUMS;
        int32_t sums[MCUB_WINDOW_SUMS];
        mcub_window_sums(&pixels, channel, count, sums);
        for (int32_t place = 0; place < count; place++) {
            output[channel + place] = divided(sums[place], by);
        }
    }
}

void mcub_average_pool_2d_s8_dsp(const mcub_average_pool_2d_s8_params *params, const int8_t *input,
                                 int8_t *output) {
    const int32_t channels = params->channels;
    const int32_t image = params->output_height * params->output_width * channels;
    mcub_pixels pixels = {.row_step = params->input_width * channels, .pixel_step = channels};
    divisor by = divisor_of(params->kernel_height * params->kernel_width);

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t oy = 0; oy < params->output_height; oy++) {
            const mcub_taps rows = mcub_taps_inside(oy * params->stride_height - params->pad_top,
                                                    params->input_height, params->kernel_height, 1);
            for (int32_t ox = 0; ox < params->output_width; ox++) {
                const mcub_taps columns =
                    mcub_taps_inside(ox * params->stride_width - params->pad_left,
                                     params->input_width, params->kernel_width, 1);
                pixels.first = input + (rows.origin + rows.first) * pixels.row_step +
                               (columns.origin + columns.first) * channels;
                pixels.rows = rows.end - rows.first;
                pixels.columns = columns.end - columns.first;
                if (pixels.rows * pixels.columns != by.count) {
                    by = divisor_of(pixels.rows * pixels.columns);
                }
                write_window(&pixels, channels, by, output);
                output += channels;
            }
        }
        mcub_clamp_s8(output - image, image, params->activation_min, params->activation_max);
        input += params->input_height * pixels.row_step;
    }
}
