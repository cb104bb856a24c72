/* The windows of a pool over int8 images, and means of what lies in them, in words of 32 bits. */
#ifndef MCUB_POOL_WINDOWS_H
#define MCUB_POOL_WINDOWS_H

#include <stdint.h>

#include "mcub_window_sums.h"

/** What both pools' parameters hold: mcub_average_pool_2d_s8.h says what each field is. */
typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t channels;
    int32_t output_height;
    int32_t output_width;
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t stride_height;
    int32_t stride_width;
    int32_t pad_top;
    int32_t pad_left;
    int32_t activation_min;
    int32_t activation_max;
} mcub_pool_shape;

/** The shape of a pool with these parameters. */
#define MCUB_POOL_SHAPE(params)                                                                    \
    {                                                                                              \
        .batches = (params)->batches, .input_height = (params)->input_height,                      \
        .input_width = (params)->input_width, .channels = (params)->channels,                      \
        .output_height = (params)->output_height, .output_width = (params)->output_width,          \
        .kernel_height = (params)->kernel_height, .kernel_width = (params)->kernel_width,          \
        .stride_height = (params)->stride_height, .stride_width = (params)->stride_width,          \
        .pad_top = (params)->pad_top, .pad_left = (params)->pad_left,                              \
        .activation_min = (params)->activation_min, .activation_max = (params)->activation_max     \
    }

/** Makes all channels of one output; `pixels` are those of its window inside the image. */
typedef void mcub_pool_make(void *state, const mcub_pixels *pixels, int32_t channels,
                            int8_t *output);

/** Makes every output of a pool, window by window, and clamps them to the activation's bounds;
 * `make` is given `state`. */
void mcub_pool_windows(const mcub_pool_shape *shape, const int8_t *input, int8_t *output,
                       mcub_pool_make *make, void *state);

/** Whether all channels of every pixel lie in words: four channels a word, none besides. */
static inline int32_t mcub_are_words(const mcub_pixels *pixels, int32_t channels) {
    const uintptr_t places =
        (uintptr_t)pixels->first | (uintptr_t)pixels->pixel_step | (uintptr_t)pixels->row_step;
    return ((places | (uintptr_t)channels) & 3u) == 0;
}

/*
 * Means of int8 elements, by a product of 32 bits where a division would be slow or a call.
 *
 * The sum is one of `element + 128`, from 0 to 255 * count. Half of the count added, a division
 * that rounds down gives the mean plus 128, rounded half away from zero, but for sums of an even
 * count below zero: these need one less. The factor is 2^24 / count rounded up: its error times the
 * sum stays below 2^24, and the product below 2^32, for counts up to 256. A test tries every sum of
 * every one of these counts.
 */
#define MCUB_MEAN_BITS 24
#define MCUB_MEAN_PIXELS 256

typedef struct {
    int32_t count;
    uint32_t factor;   /* 0 for counts beyond MCUB_MEAN_PIXELS, which are divided by */
    uint32_t half;     /* of the count, rounded down */
    int32_t exact_sum; /* that of elements of mean 0 for an even count; 0 for an odd one */
} mcub_mean_divisor;

/** The divisor for means of `count` elements, 1 to 2^23 - 1. */
static inline mcub_mean_divisor mcub_mean_divisor_of(int32_t count) {
    const uint32_t unsigned_count = (uint32_t)count;
    const mcub_mean_divisor made = {
        .count = count,
        .factor = count > MCUB_MEAN_PIXELS
                      ? 0
                      : ((1u << MCUB_MEAN_BITS) + unsigned_count - 1u) / unsigned_count,
        .half = unsigned_count / 2u,
        .exact_sum = (count & 1) != 0 ? 0 : 128 * count,
    };
    return made;
}

/** The mean of elements of which each plus 128 gives `sum`, by a product; for few elements. */
static inline int8_t mcub_mean_by_product(uint32_t sum, const mcub_mean_divisor *by) {
    const uint32_t below_zero = (uint32_t)((int32_t)(sum - (uint32_t)by->exact_sum) >> 31);
    const uint32_t rounded = sum + by->half + below_zero;
    return (int8_t)((rounded * by->factor >> MCUB_MEAN_BITS) ^ 0x80u);
}

/** The mean of elements of which each plus 128 gives `sum`. */
static inline int8_t mcub_mean(uint32_t sum, const mcub_mean_divisor *by) {
    if (by->factor != 0) {
        return mcub_mean_by_product(sum, by);
    }
    const int32_t plain = (int32_t)(sum - 128u * (uint32_t)by->count);
    const int32_t half = (int32_t)by->half;
    return (int8_t)((plain > 0 ? plain + half : plain - half) / by->count);
}

#endif
