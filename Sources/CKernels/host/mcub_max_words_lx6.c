/* The host's twin of the assembly for the LX6. */
#include "mcub_max_words_lx6.h"

#include "mcub_max_words.h"

void mcub_max_words_lx6(const mcub_pixels *pixels, int32_t channels, int8_t *output) {
    mcub_max_words(pixels, channels, output);
}
