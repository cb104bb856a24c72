/* int8 values brought between two bounds, in place, for the LX6. */
#ifndef MCUB_CLAMP_S8_LX6_H
#define MCUB_CLAMP_S8_LX6_H

#include <stdint.h>

/** Clamps `count` values to [low, high], where low <= high; nothing to do for [-128, 127]. */
void mcub_clamp_s8_lx6(int8_t *values, int32_t count, int32_t low, int32_t high);

#endif
