/* Means of a rectangle of pixels whose channels lie in words, by the LX6's loops. */
#ifndef MCUB_MEAN_WORDS_LX6_H
#define MCUB_MEAN_WORDS_LX6_H

#include <stdint.h>

#include "mcub_pool_windows.h"

/**
 * Writes the means of `channels` int8 channels, a multiple of 4 and at least 4.
 *
 * `by` is the divisor of the rectangle's count of pixels and has a factor; mcub_are_words holds.
 */
void mcub_mean_words_lx6(const mcub_pixels *pixels, int32_t channels, const mcub_mean_divisor *by,
                         int8_t *output);

#endif
