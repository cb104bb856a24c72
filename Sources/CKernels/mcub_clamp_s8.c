#include "mcub_clamp_s8.h"

#include <string.h>

#include "mcub_lanes.h"

static void clamp_few(int8_t *values, int32_t count, int32_t low, int32_t high) {
    for (; count > 0; count--, values++) {
        *values = (int8_t)(*values < low ? low : *values > high ? high : *values);
    }
}

void mcub_clamp_s8(int8_t *values, int32_t count, int32_t low, int32_t high) {
    if (low <= INT8_MIN && high >= INT8_MAX) {
        return;
    }
    const uint32_t lows = (uint8_t)low * 0x01010101u;
    const uint32_t highs = (uint8_t)high * 0x01010101u;
    const int32_t head = (int32_t)(-(uintptr_t)values & 3);
    const int32_t first = head < count ? head : count;

    clamp_few(values, first, low, high);
    values += first;
    count -= first;
    /* Two words under way at a time: a selection waits for its comparison. */
    for (; count >= 8; count -= 8, values += 8) {
        uint32_t words[2];
        memcpy(words, __builtin_assume_aligned(values, 4), sizeof words);
        words[0] = mcub_max_s8x4(words[0], lows);
        words[1] = mcub_max_s8x4(words[1], lows);
        if (high < INT8_MAX) {
            words[0] = mcub_min_s8x4(words[0], highs);
            words[1] = mcub_min_s8x4(words[1], highs);
        }
        memcpy(__builtin_assume_aligned(values, 4), words, sizeof words);
    }
    clamp_few(values, count, low, high);
}
