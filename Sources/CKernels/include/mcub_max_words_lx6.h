/* What mcub_max_words.h says, by the LX6's MAX and its loops. */
#ifndef MCUB_MAX_WORDS_LX6_H
#define MCUB_MAX_WORDS_LX6_H

#include <stdint.h>

#include "mcub_window_sums.h"

/** Writes the maxima of `channels` int8 channels, a multiple of 4 and at least 4. */
void mcub_max_words_lx6(const mcub_pixels *pixels, int32_t channels, int8_t *output);

#endif
