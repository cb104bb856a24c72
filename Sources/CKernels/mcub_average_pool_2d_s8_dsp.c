#include "mcub_average_pool_2d_s8.h"

#include "mcub_clamp_s8.h"
#include "mcub_window.h"
#include "mcub_window_sums.h"

/* Windows up to this one divide by a multiplication: 129 * 5700^2 stays below 2^32. */
#define MULTIPLIED_PIXELS 5700

/* A division by a window's count of pixels, rounded half away from zero. */
typedef struct {
    int32_t count;
    uint32_t reciprocal; /* 2^32 / count, rounded up; 0 for counts that are divided by */
} divisor;

static divisor divisor_of(int32_t count) {
    const divisor result = {
        count, count > 1 && count <= MULTIPLIED_PIXELS ? UINT32_MAX / (uint32_t)count + 1u : 0u};
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

/* The means of four channels from lanes. */
static inline void write_means(mcub_four_sums sums, divisor by, int8_t *output) {
    output[0] = multiplied((int16_t)(sums.even & 0xffffu), by);
    output[1] = multiplied((int16_t)(sums.odd & 0xffffu), by);
    output[2] = multiplied((int16_t)(sums.even >> 16), by);
    output[3] = multiplied((int16_t)(sums.odd >> 16), by);
}

/* The means of whole groups of channels of a window whose sums lanes hold; gives their count. */
static int32_t small_means(const mcub_pixels *pixels, int32_t channels, divisor by,
                           int8_t *output) {
    const int32_t step = pixels->pixel_step;
    int32_t channel = 0;
    for (; channel + MCUB_WINDOW_SUMS <= channels; channel += MCUB_WINDOW_SUMS) {
        mcub_four_sums low = {0, 0};
        mcub_four_sums high = {0, 0};
        const int8_t *row = pixels->first + channel;
        for (int32_t left = pixels->rows; left > 0; left--, row += pixels->row_step) {
            mcub_add_pixels(row, step, pixels->columns, &low, &high);
        }
        write_means(low, by, output + channel);
        write_means(high, by, output + channel + 4);
    }
    return channel;
}

static void write_window(const mcub_pixels *window, int32_t channels, int8_t *output) {
    const divisor by = divisor_of(window->rows * window->columns);
    const mcub_pixels pixels = mcub_joined_pixels(*window);
    const int32_t is_small = by.reciprocal != 0 && by.count <= MCUB_LANE_PIXELS;

    int32_t channel = is_small ? small_means(&pixels, channels, by, output) : 0;
    for (; channel < channels; channel += MCUB_WINDOW_SUMS) {
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
                write_window(&pixels, channels, output);
                output += channels;
            }
        }
        mcub_clamp_s8(output - image, image, params->activation_min, params->activation_max);
        input += params->input_height * pixels.row_step;
    }
}
