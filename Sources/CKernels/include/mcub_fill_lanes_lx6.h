/* A value in many int16 lanes. */
#ifndef MCUB_FILL_LANES_LX6_H
#define MCUB_FILL_LANES_LX6_H

#include <stdint.h>

/** Puts `value` into `count` lanes, at a multiple of 2; none where count is below 1. */
static inline void mcub_fill_lanes_lx6(int16_t *lanes, int32_t value, int32_t count) {
    const uint32_t pair = (uint32_t)(value & 0xFFFF) * 0x10001u;

    if (count > 0 && ((uintptr_t)lanes & 2) != 0) {
        *lanes++ = (int16_t)value;
        count--;
    }
    for (; count >= 2; count -= 2, lanes += 2) {
        *(uint32_t *)(void *)lanes = pair;
    }
    if (count > 0) {
        *lanes = (int16_t)value;
    }
}

#endif
