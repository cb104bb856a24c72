/*
 * Means of int8 elements from sums in lanes, rounded half away from zero, without a division.
 *
 * A sum times 2^32 / count, of which the low 16 bits are dropped, is the mean in 1/2^16. Rounded by
 * an addend of one half and a shift this is exact where the factor is a little more than
 * 2^32 / count: by so much that a half stays above, or below zero leaves, the integer it lies over,
 * and by less than the distance of any other sum. That was tried for every sum of counts 3 to 128.
 */
#ifndef MCUB_LANE_MEANS_H
#define MCUB_LANE_MEANS_H

#include <stdint.h>

#include "mcub_window_sums.h"

/** The counts of elements that mcub_lane_means is exact for. */
#define MCUB_LANE_MEANS_LEAST 3
#define MCUB_LANE_MEANS_MOST 128

/** The factor for means of `count` elements, of 2^32 / count rounded down; 0 for other counts. */
static inline int32_t mcub_lane_reciprocal(uint32_t quotient, int32_t count) {
    return count >= MCUB_LANE_MEANS_LEAST && count <= MCUB_LANE_MEANS_MOST
               ? (int32_t)(quotient + (quotient >> 15) + 1u)
               : 0;
}

/** The means of four channels as int8 elements of a word. */
static inline uint32_t mcub_lane_means(mcub_four_sums sums, int32_t reciprocal) {
    const int32_t half = 1 << 15;
    const uint32_t even = mcub_pack_high((uint32_t)mcub_smlaw_low(reciprocal, sums.even, half),
                                         (uint32_t)mcub_smlaw_high(reciprocal, sums.even, half));
    const uint32_t odd = mcub_pack_high((uint32_t)mcub_smlaw_low(reciprocal, sums.odd, half),
                                        (uint32_t)mcub_smlaw_high(reciprocal, sums.odd, half));
    return (even & 0x00ff00ffu) | (odd & 0x00ff00ffu) << 8;
}

#endif
