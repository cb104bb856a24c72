/*
 * The SIMD instructions of Armv7E-M that C callers use, each with a plain-C twin for other cores.
 *
 * A word holds two int16 lanes or four int8 elements, the lowest in the lowest bits.
 */
#ifndef MCUB_SIMD_H
#define MCUB_SIMD_H

#include <stdint.h>
#include <string.h>

#if defined(__ARM_FEATURE_SIMD32)
#include <arm_acle.h>
#endif

/** Four bytes from any address as a word. */
static inline uint32_t mcub_load_word(const int8_t *bytes) {
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/** The word turned right by eight bits: elements 1, 2, 3, 0. */
static inline uint32_t mcub_rotate8(uint32_t word) {
    return word >> 8 | word << 24;
}

#if defined(__ARM_FEATURE_SIMD32)

/** Elements 0 and 2 of the word, sign-extended to two lanes. */
static inline uint32_t mcub_sxtb16(uint32_t word) {
    return (uint32_t)__sxtb16((int32_t)word);
}

/** accumulator + both products of the lanes of a and b, wrapping at 32 bits. */
static inline int32_t mcub_smlad(uint32_t a, uint32_t b, int32_t accumulator) {
    return __smlad((int32_t)a, (int32_t)b, accumulator);
}

/** Both lanes of a and b added, each wrapping at 16 bits. */
static inline uint32_t mcub_sadd16(uint32_t a, uint32_t b) {
    return (uint32_t)__sadd16((int32_t)a, (int32_t)b);
}

#else

static inline int32_t mcub_low_lane(uint32_t word) {
    return (int16_t)(word & 0xffffu);
}

static inline int32_t mcub_high_lane(uint32_t word) {
    return (int16_t)(word >> 16);
}

static inline uint32_t mcub_lanes(int32_t low, int32_t high) {
    return ((uint32_t)low & 0xffffu) | (uint32_t)high << 16;
}

/** Elements 0 and 2 of the word, sign-extended to two lanes. */
static inline uint32_t mcub_sxtb16(uint32_t word) {
    return mcub_lanes((int8_t)(word & 0xffu), (int8_t)(word >> 16 & 0xffu));
}

/** accumulator + both products of the lanes of a and b, wrapping at 32 bits. */
static inline int32_t mcub_smlad(uint32_t a, uint32_t b, int32_t accumulator) {
    const int32_t low = mcub_low_lane(a) * mcub_low_lane(b);
    const int32_t high = mcub_high_lane(a) * mcub_high_lane(b);
    return (int32_t)((uint32_t)accumulator + (uint32_t)low + (uint32_t)high);
}

/** Both lanes of a and b added, each wrapping at 16 bits. */
static inline uint32_t mcub_sadd16(uint32_t a, uint32_t b) {
    return mcub_lanes(mcub_low_lane(a) + mcub_low_lane(b), mcub_high_lane(a) + mcub_high_lane(b));
}

#endif

#endif
