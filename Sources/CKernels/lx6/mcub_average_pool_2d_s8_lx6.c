#include "mcub_average_pool_2d_s8.h"
#include "mcub_mean_words_lx6.h"
#include "mcub_pool_bytes_lx6.h"
#include "mcub_pool_windows.h"

static void make(void *state, const mcub_pixels *window, int32_t channels, int8_t *output) {
    mcub_mean_divisor *const by = state;
    const mcub_pixels pixels = mcub_joined_pixels(*window);
    const int32_t count = pixels.rows * pixels.columns;

    if (count != by->count) {
        *by = mcub_mean_divisor_of(count);
    }
    if (by->factor != 0 && mcub_are_words(&pixels, channels)) {
        mcub_mean_words_lx6(&pixels, channels, by, output);
        return;
    }
    for (int32_t channel = 0; channel < channels; channel++) {
        output[channel] = mcub_mean(mcub_sum_bytes_lx6(&pixels, pixels.first + channel), by);
    }
}

void mcub_average_pool_2d_s8_lx6(const mcub_average_pool_2d_s8_params *params, const int8_t *input,
                                 int8_t *output) {
    const mcub_pool_shape shape = MCUB_POOL_SHAPE(params);
    mcub_mean_divisor by = mcub_mean_divisor_of(1);
    mcub_pool_windows(&shape, input, output, make, &by);
}
