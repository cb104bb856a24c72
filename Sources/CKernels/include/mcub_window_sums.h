/* Sums and maxima of windows over int8 images, several channels at a time. */
#ifndef MCUB_WINDOW_SUMS_H
#define MCUB_WINDOW_SUMS_H

#include <stdint.h>
#include <string.h>

#include "mcub_lanes.h"

/** Channels that are added at a time, and compared at a time. */
#define MCUB_WINDOW_SUMS 8
#define MCUB_WINDOW_MAXIMA 4

/** Pixels whose int8 sum a lane of 16 bits holds: the lowest is 255 * -128. */
#define MCUB_LANE_PIXELS 255

/** A rectangle of pixels, at least one; steps are in bytes. */
typedef struct {
    const int8_t *first;
    int32_t rows;
    int32_t columns;
    int32_t row_step;   /* from one row of pixels to the next */
    int32_t pixel_step; /* from one pixel to the next */
} mcub_pixels;

/** Four channels in two words of lanes: the first and third, the second and fourth. */
typedef struct {
    uint32_t even, odd;
} mcub_four_sums;

/** Adds a row of `count` pixels to the sums of four channels and the four after them. */
static inline void mcub_add_pixels(const int8_t *pixel, int32_t step, int32_t count,
                                   mcub_four_sums *low, mcub_four_sums *high) {
    mcub_four_sums first = *low;
    mcub_four_sums second = *high;
    for (; count > 0; count--, pixel += step) {
        uint32_t word;
        uint32_t next;
        memcpy(&word, pixel, sizeof word);
        memcpy(&next, pixel + 4, sizeof next);
        first.even = mcub_add_even(first.even, word);
        first.odd = mcub_add_odd(first.odd, word);
        second.even = mcub_add_even(second.even, next);
        second.odd = mcub_add_odd(second.odd, next);
    }
    *low = first;
    *high = second;
}

/** sums with four channels of a pixel added. */
static inline mcub_four_sums mcub_add_four(mcub_four_sums sums, const int8_t *pixel) {
    uint32_t word;
    memcpy(&word, pixel, sizeof word);
    const mcub_four_sums added = {mcub_add_even(sums.even, word), mcub_add_odd(sums.odd, word)};
    return added;
}

/** The maxima of four channels of three pixels. */
static inline uint32_t mcub_max_three(const int8_t *first, const int8_t *second,
                                      const int8_t *third) {
    uint32_t words[3];
    memcpy(&words[0], first, sizeof words[0]);
    memcpy(&words[1], second, sizeof words[1]);
    memcpy(&words[2], third, sizeof words[2]);
    return mcub_max_s8x4(mcub_max_s8x4(words[0], words[1]), words[2]);
}

/** Adds four channels' lanes to their sums. */
static inline void mcub_unpack_sums(mcub_four_sums lanes, int32_t *sums) {
    sums[0] += (int16_t)(lanes.even & 0xffffu);
    sums[1] += (int16_t)(lanes.odd & 0xffffu);
    sums[2] += (int16_t)(lanes.even >> 16);
    sums[3] += (int16_t)(lanes.odd >> 16);
}

/** The rectangle with rows that have no gap between them as one row. */
mcub_pixels mcub_joined_pixels(mcub_pixels pixels);

/** Writes sums of `count` neighbouring channels from `channel` on, at most MCUB_WINDOW_SUMS. */
void mcub_window_sums(const mcub_pixels *pixels, int32_t channel, int32_t count, int32_t *sums);

/** Writes maxima of `count` neighbouring channels from `channel` on, at most MCUB_WINDOW_MAXIMA. */
void mcub_window_maxima(const mcub_pixels *pixels, int32_t channel, int32_t count, int8_t *maxima);

#endif
