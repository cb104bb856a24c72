/* The host's twin of the assembly for the LX6. */
#include "mcub_mean_words_lx6.h"

#include "mcub_pool_bytes_lx6.h"

void mcub_mean_words_lx6(const mcub_pixels *pixels, int32_t channels, const mcub_mean_divisor *by,
                         int8_t *output) {
    for (int32_t channel = 0; channel < channels; channel++) {
        output[channel] =
            mcub_mean_by_product(mcub_sum_bytes_lx6(pixels, pixels->first + channel), by);
    }
}
