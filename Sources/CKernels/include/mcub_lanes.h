/*
 * Packing, widening and comparing the lanes of a word by the DSP extension, each with a plain-C
 * twin for other cores. A word holds two int16 lanes or four int8 elements, the lowest in the
 * lowest bits.
 */
#ifndef MCUB_LANES_H
#define MCUB_LANES_H

#include <stdint.h>

#if defined(__ARM_FEATURE_SIMD32)
#include <arm_acle.h>
#endif

/** The low lanes of both words, low's below. */
static inline uint32_t mcub_pack_low(uint32_t low, uint32_t high) {
    return (low & 0xffffu) | high << 16;
}

/** The high lanes of both words, low's below. */
static inline uint32_t mcub_pack_high(uint32_t low, uint32_t high) {
    return low >> 16 | (high & 0xffff0000u);
}

#if defined(__ARM_FEATURE_SIMD32)

/** Elements 0 and 2 of the word, sign-extended to two lanes. */
static inline uint32_t mcub_widen_even(uint32_t word) {
    return (uint32_t)__sxtb16((int32_t)word);
}

/** Elements 1 and 3 of the word, sign-extended to two lanes. */
static inline uint32_t mcub_widen_odd(uint32_t word) {
    uint32_t lanes; /* gcc makes two instructions of the intrinsics for this one */
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(lanes) : "r"(word));
    return lanes;
}

/** sums with elements 0 and 2 of the word added, each lane wrapping. */
static inline uint32_t mcub_add_even(uint32_t sums, uint32_t word) {
    return (uint32_t)__sxtab16((int32_t)sums, (int32_t)word);
}

/** sums with elements 1 and 3 of the word added, each lane wrapping. */
static inline uint32_t mcub_add_odd(uint32_t sums, uint32_t word) {
    uint32_t lanes; /* as above */
    __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(lanes) : "r"(sums), "r"(word));
    return lanes;
}

/** accumulator + (value * low lane of lanes >> 16). */
static inline int32_t mcub_smlaw_low(int32_t value, uint32_t lanes, int32_t accumulator) {
    return __smlawb(value, (int32_t)lanes, accumulator);
}

/** accumulator + (value * high lane of lanes >> 16). */
static inline int32_t mcub_smlaw_high(int32_t value, uint32_t lanes, int32_t accumulator) {
    return __smlawt(value, (int32_t)lanes, accumulator);
}

/** The larger of each two int8 elements. */
static inline uint32_t mcub_max_s8x4(uint32_t a, uint32_t b) {
    (void)__ssub8((int32_t)a, (int32_t)b);
    return __sel(a, b);
}

/** The smaller of each two int8 elements. */
static inline uint32_t mcub_min_s8x4(uint32_t a, uint32_t b) {
    (void)__ssub8((int32_t)a, (int32_t)b);
    return __sel(b, a);
}

#else

/** Elements 0 and 2 of the word, sign-extended to two lanes. */
static inline uint32_t mcub_widen_even(uint32_t word) {
    const int32_t low = (int8_t)(word & 0xffu);
    const int32_t high = (int8_t)(word >> 16 & 0xffu);
    return ((uint32_t)low & 0xffffu) | (uint32_t)high << 16;
}

/** Elements 1 and 3 of the word, sign-extended to two lanes. */
static inline uint32_t mcub_widen_odd(uint32_t word) {
    return mcub_widen_even(word >> 8);
}

/** sums with elements 0 and 2 of the word added, each lane wrapping. */
static inline uint32_t mcub_add_even(uint32_t sums, uint32_t word) {
    const uint32_t lanes = mcub_widen_even(word);
    return ((sums + lanes) & 0xffffu) | ((sums & 0xffff0000u) + (lanes & 0xffff0000u));
}

/** sums with elements 1 and 3 of the word added, each lane wrapping. */
static inline uint32_t mcub_add_odd(uint32_t sums, uint32_t word) {
    return mcub_add_even(sums, word >> 8);
}

/** accumulator + (value * low lane of lanes >> 16). */
static inline int32_t mcub_smlaw_low(int32_t value, uint32_t lanes, int32_t accumulator) {
    return accumulator + (int32_t)((int64_t)value * (int16_t)(lanes & 0xffffu) >> 16);
}

/** accumulator + (value * high lane of lanes >> 16). */
static inline int32_t mcub_smlaw_high(int32_t value, uint32_t lanes, int32_t accumulator) {
    return accumulator + (int32_t)((int64_t)value * (int16_t)(lanes >> 16) >> 16);
}

/** a where its element is at least b's, for each of four, else b. */
static inline uint32_t mcub_select_s8x4(uint32_t a, uint32_t b, uint32_t larger, uint32_t smaller) {
    uint32_t selected = 0;
    for (int32_t shift = 0; shift < 32; shift += 8) {
        const int8_t left = (int8_t)(a >> shift & 0xffu);
        const int8_t right = (int8_t)(b >> shift & 0xffu);
        selected |= (left >= right ? larger : smaller) & 0xffu << shift;
    }
    return selected;
}

/** The larger of each two int8 elements. */
static inline uint32_t mcub_max_s8x4(uint32_t a, uint32_t b) {
    return mcub_select_s8x4(a, b, a, b);
}

/** The smaller of each two int8 elements. */
static inline uint32_t mcub_min_s8x4(uint32_t a, uint32_t b) {
    return mcub_select_s8x4(a, b, b, a);
}

#endif

#endif
