#include "mcub_average_pool_2d_s8.h"
#include "mcub_pool_windows.h"

/* Elements of which a lane of 16 bits holds the sum, each plus 128: 257 * 255 is its largest. */
#define LANE_PIXELS 257

#define LOW_BYTES 0x00ff00ffu

/* Bytes of a word that memory may hold as other types too. */
typedef uint32_t __attribute__((may_alias)) word;

/* Sums of the four bytes of words, each plus 128: all in `total`, the second and fourth in `odd`.
 */
typedef struct {
    uint32_t total;
    uint32_t odd;
} byte_sums;

static inline byte_sums add(byte_sums sums, uint32_t signed_bytes) {
    const uint32_t bytes = signed_bytes ^ 0x80808080u;
    const byte_sums made = {sums.total + bytes, sums.odd + (bytes >> 8 & LOW_BYTES)};
    return made;
}

/* `sums` with `count` pixels, of which each lies `step` bytes behind the one before. */
static inline byte_sums add_pixels(byte_sums sums, const int8_t *pixel, int32_t step,
                                   int32_t count) {
    for (; count >= 2; count -= 2) {
        const uint32_t first = *(const word *)(const void *)pixel;
        pixel += step;
        const uint32_t second = *(const word *)(const void *)pixel;
        pixel += step;
        sums = add(add(sums, first), second);
    }
    return count > 0 ? add(sums, *(const word *)(const void *)pixel) : sums;
}

/* Writes the means of four channels of at most MCUB_MEAN_PIXELS pixels. */
static void write_few(const mcub_pixels *pixels, const int8_t *row,
                      const mcub_mean_divisor *divisor, int8_t *output) {
    const mcub_mean_divisor kept = *divisor; /* which stores to the output might change */
    const mcub_mean_divisor *const by = &kept;
    byte_sums sums = {0, 0};
    for (int32_t left = pixels->rows; left > 0; left--, row += pixels->row_step) {
        sums = add_pixels(sums, row, pixels->pixel_step, pixels->columns);
    }
    const uint32_t even = sums.total - (sums.odd << 8);
    output[0] = mcub_mean_by_product(even & 0xffffu, by);
    output[1] = mcub_mean_by_product(sums.odd & 0xffffu, by);
    output[2] = mcub_mean_by_product(even >> 16, by);
    output[3] = mcub_mean_by_product(sums.odd >> 16, by);
}

/* Writes the means of four channels of any number of pixels. */
static void write_many(const mcub_pixels *pixels, const int8_t *row, const mcub_mean_divisor *by,
                       int8_t *output) {
    uint32_t wide[4] = {0, 0, 0, 0};
    for (int32_t y = 0; y < pixels->rows; y++, row += pixels->row_step) {
        const int8_t *pixel = row;
        for (int32_t left = pixels->columns; left > 0;) {
            const int32_t count = left < LANE_PIXELS ? left : LANE_PIXELS;
            const byte_sums none = {0, 0};
            const byte_sums sums = add_pixels(none, pixel, pixels->pixel_step, count);
            const uint32_t even = sums.total - (sums.odd << 8);
            wide[0] += even & 0xffffu;
            wide[1] += sums.odd & 0xffffu;
            wide[2] += even >> 16;
            wide[3] += sums.odd >> 16;
            pixel += count * pixels->pixel_step;
            left -= count;
        }
    }
    for (int32_t channel = 0; channel < 4; channel++) {
        output[channel] = mcub_mean(wide[channel], by);
    }
}

/* Writes the mean of one channel. */
static int8_t mean_of_bytes(const mcub_pixels *pixels, const int8_t *row,
                            const mcub_mean_divisor *by) {
    uint32_t sum = 0;
    for (int32_t y = 0; y < pixels->rows; y++, row += pixels->row_step) {
        const int8_t *pixel = row;
        for (int32_t left = pixels->columns; left > 0; left--, pixel += pixels->pixel_step) {
            sum += (uint8_t)*pixel ^ 0x80u;
        }
    }
    return mcub_mean(sum, by);
}

static void make(void *state, const mcub_pixels *window, int32_t channels, int8_t *output) {
    mcub_mean_divisor *const by = state;
    const mcub_pixels pixels = mcub_joined_pixels(*window);
    const int32_t count = pixels.rows * pixels.columns;

    if (count != by->count) {
        *by = mcub_mean_divisor_of(count);
    }
    if (!mcub_are_words(&pixels, channels)) {
        for (int32_t channel = 0; channel < channels; channel++) {
            output[channel] = mean_of_bytes(&pixels, pixels.first + channel, by);
        }
    } else if (by->factor != 0) {
        for (int32_t channel = 0; channel < channels; channel += 4) {
            write_few(&pixels, pixels.first + channel, by, output + channel);
        }
    } else {
        for (int32_t channel = 0; channel < channels; channel += 4) {
            write_many(&pixels, pixels.first + channel, by, output + channel);
        }
    }
}

void mcub_average_pool_2d_s8_words(const mcub_average_pool_2d_s8_params *params,
                                   const int8_t *input, int8_t *output) {
    const mcub_pool_shape shape = MCUB_POOL_SHAPE(params);
    mcub_mean_divisor by = mcub_mean_divisor_of(1);
    mcub_pool_windows(&shape, input, output, make, &by);
}
