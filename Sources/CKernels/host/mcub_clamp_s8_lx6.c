/* The host's twin of the assembly for the LX6. */
#include "mcub_clamp_s8_lx6.h"

void mcub_clamp_s8_lx6(int8_t *values, int32_t count, int32_t low, int32_t high) {
    for (int32_t index = 0; index < count; index++) {
        const int32_t value = values[index];
        values[index] = (int8_t)(value < low ? low : value > high ? high : value);
    }
}
