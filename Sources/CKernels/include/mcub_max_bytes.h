/* The largest elements of a rectangle of pixels, byte by byte. */
#ifndef MCUB_MAX_BYTES_H
#define MCUB_MAX_BYTES_H

#include <stdint.h>

#include "mcub_window_sums.h"

/** Writes the maxima of `channels` int8 channels, which lie anywhere. */
void mcub_max_bytes(const mcub_pixels *pixels, int32_t channels, int8_t *output);

#endif
