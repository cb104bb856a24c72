/* Requantization in products of 32 bits: see constants of mcub_gemm_s8_m0.h. */
#ifndef MCUB_SPLIT_SCALE_H
#define MCUB_SPLIT_SCALE_H

#include <stdint.h>

enum { MCUB_SPLIT_SCALE_WORDS = 8, MCUB_SPLIT_SCALE_FRACTION = 11 };

/** The output of a total, its bias (word 5) added already, by a row's eight constants. */
static inline int8_t mcub_split_scale(uint32_t total, const int32_t *constants) {
    const uint32_t range = (uint32_t)constants[4];
    const uint32_t t = total <= range ? total : (int32_t)total < 0 ? 0 : range;
    uint32_t scaled = t * (uint32_t)constants[0] >> MCUB_SPLIT_SCALE_FRACTION;

    scaled = (scaled + t * (uint32_t)constants[1]) >> MCUB_SPLIT_SCALE_FRACTION;
    scaled += t * (uint32_t)constants[2] + (uint32_t)constants[3];
    if (t < (uint32_t)constants[6]) {
        scaled -= (uint32_t)constants[7];
    }
    return (int8_t)(scaled >> 24);
}

#endif
