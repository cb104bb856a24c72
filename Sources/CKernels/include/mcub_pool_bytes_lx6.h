/* One channel of a rectangle of pixels, byte by byte, by the LX6's loops. */
#ifndef MCUB_POOL_BYTES_LX6_H
#define MCUB_POOL_BYTES_LX6_H

#include <stdint.h>

#include "mcub_window_sums.h"

/** The sum of elements, each plus 128; `first` is the first pixel's. */
uint32_t mcub_sum_bytes_lx6(const mcub_pixels *pixels, const int8_t *first);

/** The largest element. */
int32_t mcub_max_bytes_lx6(const mcub_pixels *pixels, const int8_t *first);

#endif
