#include "mcub_max_bytes.h"
#include "mcub_max_pool_2d_s8.h"
#include "mcub_max_words.h"
#include "mcub_pool_windows.h"

static void make(void *state, const mcub_pixels *window, int32_t channels, int8_t *output) {
    const mcub_pixels pixels = mcub_joined_pixels(*window);
    (void)state;
    if (mcub_are_words(&pixels, channels)) {
        mcub_max_words(&pixels, channels, output);
    } else {
        mcub_max_bytes(&pixels, channels, output);
    }
}

void mcub_max_pool_2d_s8_words(const mcub_max_pool_2d_s8_params *params, const int8_t *input,
                               int8_t *output) {
    const mcub_pool_shape shape = MCUB_POOL_SHAPE(params);
    mcub_pool_windows(&shape, input, output, make, 0);
}
