/* The rows of depthwise convolutions in plain C: what a core's assembly does, for the host. */
#include <stdbool.h>

#include "mcub_depthwise_3x3_rows.h"
#include "mcub_depthwise_5x5_rows.h"
#include "mcub_short_requantize.h"

enum { MULTIPLIER, ADDEND, SHIFT, BIAS, WEIGHTS };

/* What a set of rows is made with. */
typedef struct {
    int32_t taps;
    int32_t stride;
    int32_t group_rows;
    int32_t group_columns;
    int32_t words;
    bool is_signed;
} rows_shape;

static int32_t lane(const int32_t *words, int32_t place) {
    const uint32_t word = (uint32_t)words[place / 2];
    return (int16_t)(place % 2 == 0 ? word & 0xffffu : word >> 16);
}

/* A tap of a channel's filter. */
static int32_t tap(const rows_shape *shape, const int32_t *channel, int32_t row, int32_t column) {
    const int32_t *words = channel + WEIGHTS;
    if (shape->stride == 1) {
        /* Words overlap by a tap: (w0, w1), (w1, w2), ... */
        const int32_t *first = words + row * (shape->taps - 1);
        return column == 0 ? lane(first, 0) : lane(first + column - 1, 1);
    }
    if (shape->taps == 5) {
        return lane(words + 3 * row, column);
    }
    return column < 2 ? lane(words + row, column) : lane(words + 3, row);
}

static void make_channel(const rows_shape *shape, const mcub_depthwise_walk *walk,
                         const int16_t *plane, int8_t *output, const int32_t *channel) {
    const int32_t row_lanes = MCUB_DEPTHWISE_ROW_BYTES / (int32_t)sizeof *plane;
    const int32_t rows = walk->row_groups * shape->group_rows -
                         (walk->last_rows == 0 ? 0 : shape->group_rows - walk->last_rows);
    const int32_t columns = walk->group_bytes / (2 * shape->stride) + walk->last_columns;

    for (int32_t row = 0; row < rows; row++) {
        for (int32_t column = 0; column < columns; column++) {
            uint32_t sum = (uint32_t)channel[BIAS];
            for (int32_t ky = 0; ky < shape->taps; ky++) {
                const int16_t *inputs =
                    plane + (row * shape->stride + ky) * row_lanes + column * shape->stride;
                for (int32_t kx = 0; kx < shape->taps; kx++) {
                    sum += (uint32_t)(tap(shape, channel, ky, kx) * inputs[kx]);
                }
            }
            output[row * walk->row_step + column * walk->pixel_step] =
                mcub_short_requantize((int32_t)sum, channel[MULTIPLIER], channel[ADDEND],
                                      channel[SHIFT], shape->is_signed);
        }
    }
}

static void make_channels(rows_shape shape, const mcub_depthwise_walk *walk, const int16_t *planes,
                          int8_t *output, const int32_t *channels) {
    for (int32_t channel = 0; channel < walk->channel_count; channel++) {
        make_channel(&shape, walk, planes + channel * walk->plane_step / (int32_t)sizeof *planes,
                     output + channel, channels + channel * shape.words);
    }
}

#define ROWS(name, ...)                                                                            \
    void name(const mcub_depthwise_walk *walk, const int16_t *planes, int8_t *output,              \
              const int32_t *channels) {                                                           \
        make_channels((rows_shape){__VA_ARGS__}, walk, planes, output, channels);                  \
    }

ROWS(mcub_depthwise_3x3_rows_s1, 3, 1, 2, 2, MCUB_DEPTHWISE_3X3_WORDS, false)
ROWS(mcub_depthwise_3x3_rows_s1_signed, 3, 1, 2, 2, MCUB_DEPTHWISE_3X3_WORDS, true)
ROWS(mcub_depthwise_3x3_rows_s2, 3, 2, 2, 2, MCUB_DEPTHWISE_3X3_WORDS, false)
ROWS(mcub_depthwise_3x3_rows_s2_signed, 3, 2, 2, 2, MCUB_DEPTHWISE_3X3_WORDS, true)
ROWS(mcub_depthwise_5x5_rows_s1, 5, 1, 1, 4, MCUB_DEPTHWISE_5X5_WORDS, false)
ROWS(mcub_depthwise_5x5_rows_s1_signed, 5, 1, 1, 4, MCUB_DEPTHWISE_5X5_WORDS, true)
ROWS(mcub_depthwise_5x5_rows_s2, 5, 2, 1, 4, MCUB_DEPTHWISE_5X5_WORDS, false)
ROWS(mcub_depthwise_5x5_rows_s2_signed, 5, 2, 1, 4, MCUB_DEPTHWISE_5X5_WORDS, true)
