#include "mcub_clamp_s8.h"

#include <string.h>

#include "mcub_lanes.h"

void mcub_clamp_s8(int8_t *values, int32_t count, int32_t low, int32_t high) {
    if (low <= INT8_MIN && high >= INT8_MAX) {
        return;
    }
    const uint32_t lows = (uint8_t)low * 0x01010101u;
    const uint32_t highs = (uint8_t)high * 0x01010101u;

    for (; count >= 4; count -= 4, values += 4) {
        uint32_t word;
        memcpy(&word, values, sizeof word);
        word = mcub_min_s8x4(mcub_max_s8x4(word, lows), highs);
        memcpy(values, &word, sizeof word);
    }
    for (; count > 0; count--, values++) {
        *values = (int8_t)(*values < low ? low : *values > high ? high : *values);
    }
}
