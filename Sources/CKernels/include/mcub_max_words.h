/* The largest elements of a rectangle of pixels whose channels lie in words, four channels a word.
 */
#ifndef MCUB_MAX_WORDS_H
#define MCUB_MAX_WORDS_H

#include <stdint.h>

#include "mcub_window_sums.h"

/**
 * Writes the maxima of `channels` int8 channels, a multiple of 4 and at least 4.
 *
 * Pixels, steps and `channels` are such that mcub_are_words holds; `output` lies anywhere.
 */
void mcub_max_words(const mcub_pixels *pixels, int32_t channels, int8_t *output);

#endif
