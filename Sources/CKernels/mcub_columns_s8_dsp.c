#include "mcub_columns_s8_dsp.h"

#include "mcub_gemm_s8_dsp.h"
#include "mcub_simd.h"
#include "mcub_widen_nines_s8_dsp.h"
#include "mcub_widen_s8_dsp.h"
#include "mcub_window.h"

/* Turns the sign bits of four int8 elements: x + 128 as unsigned bytes. */
#define OFFSET 0x80808080u
/* Where twice an unsigned byte lies in each of two lanes. */
#define DOUBLED 0x01fe01feu

/* The lanes of elements 0 and 2 of a word of x + 128, doubled. */
static inline uint32_t even_lanes(uint32_t word) {
    return word << 1 & DOUBLED;
}

/* The lanes of elements 1 and 3. */
static inline uint32_t odd_lanes(uint32_t word) {
    return word >> 7 & DOUBLED;
}

/* The last count % 4 bytes of a row of count bytes, in the lowest ones of a word. */
static uint32_t load_tail(const int8_t *row, int32_t count) {
    uint32_t word = 0;
    for (int32_t place = count - 1; place >= (count & ~3); place--) {
        word = word << 8 | (uint8_t)row[place];
    }
    return word;
}

void mcub_widen_three_s8_dsp(const int8_t *const columns[3], int32_t count, uint32_t *tile) {
    const int8_t *a = columns[0];
    const int8_t *b = columns[1];
    const int8_t *c = columns[2];

    for (int32_t left = count >> 2; left > 0; left--) {
        const uint32_t first = mcub_load_word(a) ^ OFFSET;
        const uint32_t second = mcub_load_word(b) ^ OFFSET;
        const uint32_t third = mcub_load_word(c) ^ OFFSET;
        tile[0] = even_lanes(first);
        tile[1] = even_lanes(second);
        tile[2] = even_lanes(third);
        tile[3] = odd_lanes(first);
        tile[4] = odd_lanes(second);
        tile[5] = odd_lanes(third);
        a += 4;
        b += 4;
        c += 4;
        tile += MCUB_GEMM_QUAD_WORDS;
    }
    if ((count & 3) != 0) {
        for (int32_t column = 0; column < 3; column++) {
            const uint32_t word = load_tail(columns[column], count) ^ OFFSET;
            tile[column] = even_lanes(word);
            tile[column + 3] = odd_lanes(word);
        }
    }
}

/* Four activations of a column, given as the word of x + 128. */
static inline void put(uint32_t word, uint32_t *tile) {
    tile[0] = even_lanes(word);
    tile[3] = odd_lanes(word);
}

/* A column's activations from quads times four bytes in a row; gives where the next ones go. */
static inline uint32_t *widen(const int8_t *row, int32_t quads, uint32_t *tile) {
    return mcub_widen_s8_dsp(row, 0, tile, quads, 1);
}

/* Kernels whose rows are words: a row, or one that juts out of the image, is one load. */
static void widen_single_words(const mcub_conv_2d_s8_dsp_params *params, const int8_t *image,
                               int32_t row, int32_t column, uint32_t *tile) {
    const int32_t channels = params->input_channels;
    const int32_t width = params->input_width;
    const int32_t row_bytes = width * channels;
    const uint32_t padding = (uint32_t)(params->input_zero_point + 128) * 0x01010101u;
    const int32_t left = column < 0 ? 8 * channels * -column : 0;
    const int32_t outside = column + params->kernel_width - width;
    const int32_t right = outside > 0 ? 8 * channels * outside : 0;
    const uint32_t kept = (0xffffffffu >> right) & (0xffffffffu << left);
    const int32_t start = left > 0 ? 0 : right > 0 ? row_bytes - 4 : column * channels;
    const int8_t *taps = image + row * row_bytes + start;

    for (int32_t ky = 0; ky < params->kernel_height; ky++) {
        uint32_t word = padding;
        if (row + ky >= 0 && row + ky < params->input_height) {
            word = ((mcub_load_word(taps) ^ OFFSET) << left >> right & kept) | (padding & ~kept);
        }
        put(word, tile);
        taps += row_bytes;
        tile += MCUB_GEMM_QUAD_WORDS;
    }
}

/* Four times quads activations of one value. */
static inline uint32_t *fill(uint32_t lanes, int32_t quads, uint32_t *tile) {
    for (; quads > 0; quads--) {
        tile[0] = lanes;
        tile[3] = lanes;
        tile += MCUB_GEMM_QUAD_WORDS;
    }
    return tile;
}

/* Taps whose channels are whole words go into the tile at once. */
static void widen_words(const mcub_conv_2d_s8_dsp_params *params, const int8_t *image,
                        mcub_taps rows, mcub_taps columns, uint32_t *tile) {
    const int32_t channels = params->filter_channels;
    const int32_t pixel_bytes = params->input_channels;
    const int32_t quads = channels >> 2;
    const int32_t row_bytes = params->input_width * pixel_bytes;
    const int32_t inside = columns.end - columns.first;
    const uint32_t padding = (uint32_t)(params->input_zero_point + 128) * 0x00020002u;

    tile = fill(padding, rows.first * params->kernel_width * quads, tile);
    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        const int8_t *taps =
            image + (rows.origin + ky * params->dilation_height) * row_bytes +
            (columns.origin + columns.first * params->dilation_width) * pixel_bytes;
        tile = fill(padding, columns.first * quads, tile);
        if (params->dilation_width * pixel_bytes == channels) {
            tile = widen(taps, inside * quads, tile);
        } else {
            for (int32_t kx = 0; kx < inside; kx++) {
                tile = widen(taps, quads, tile);
                taps += params->dilation_width * pixel_bytes;
            }
        }
        tile = fill(padding, (params->kernel_width - columns.end) * quads, tile);
    }
    fill(padding, (params->kernel_height - rows.end) * params->kernel_width * quads, tile);
}

/* A few bytes, word by word where there are four, the last four perhaps twice. */
static inline void copy(const int8_t *source, int32_t count, int8_t *target) {
    if (count < 4) {
        for (; count > 0; count--) {
            *target++ = *source++;
        }
        return;
    }
    for (int32_t place = 0; place < count; place += 4) {
        const int32_t start = place + 4 > count ? count - 4 : place;
        const uint32_t word = mcub_load_word(source + start);
        memcpy(target + start, &word, sizeof word);
    }
}

/* Other taps are put together as bytes first, on the padding. */
static void gather(const mcub_conv_2d_s8_dsp_params *params, const int8_t *image, mcub_taps rows,
                   mcub_taps columns, int8_t *patch) {
    const int32_t channels = params->filter_channels;
    const int32_t pixel_bytes = params->input_channels;
    const int32_t row_bytes = params->input_width * pixel_bytes;
    const int32_t inside = columns.end - columns.first;
    const int32_t is_whole = params->dilation_width * pixel_bytes == channels;
    const int32_t quads = params->quads;
    const uint32_t padding = (uint8_t)params->input_zero_point * 0x01010101u;
    const int8_t *line = image + (rows.origin + rows.first * params->dilation_height) * row_bytes +
                         (columns.origin + columns.first * params->dilation_width) * pixel_bytes;
    int8_t *target = patch + (rows.first * params->kernel_width + columns.first) * channels;

    for (int32_t quad = 0; quad < quads; quad++) {
        memcpy(patch + 4 * quad, &padding, sizeof padding);
    }
    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        if (is_whole) {
            copy(line, inside * channels, target);
        } else {
            for (int32_t kx = 0; kx < inside; kx++) {
                copy(line + kx * params->dilation_width * pixel_bytes, channels,
                     target + kx * channels);
            }
        }
        line += params->dilation_height * row_bytes;
        target += params->kernel_width * channels;
    }
}

/* As mcub_taps_inside, first never behind end. */
static mcub_taps taps_inside(int32_t origin, int32_t extent, int32_t kernel, int32_t dilation) {
    mcub_taps taps = mcub_taps_inside(origin, extent, kernel, dilation);
    taps.first = taps.first < taps.end ? taps.first : taps.end;
    return taps;
}

/* Where a column's words begin: tiles of three columns follow one another. */
typedef struct {
    uint32_t *words;
    int32_t place; /* of the tile's columns */
} slot;

static inline slot next_slot(slot current, int32_t tile_words) {
    const int is_last = current.place == MCUB_GEMM_PIXELS - 1;
    const slot next = {current.words + (is_last ? tile_words - 2 : 1),
                       is_last ? 0 : current.place + 1};
    return next;
}

/* Columns whose taps all lie in the image, rows of them side by side. */
static slot widen_inside(const mcub_conv_2d_s8_dsp_params *params, const int8_t *taps,
                         int32_t row_bytes, int32_t taps_bytes, int32_t count, slot current,
                         int32_t tile_words, int8_t *patch) {
    const int32_t kernel_height = params->kernel_height;
    const int32_t step_bytes = params->stride_width * params->input_channels;
    const int32_t quads = params->quads;
    const int is_whole = (taps_bytes & 3) == 0;

    for (; count > 0; count--) {
        if (is_whole) {
            mcub_widen_s8_dsp(taps, row_bytes, current.words, taps_bytes >> 2, kernel_height);
        } else {
            for (int32_t ky = 0; ky < kernel_height; ky++) {
                copy(taps + ky * row_bytes, taps_bytes, patch + ky * taps_bytes);
            }
            widen(patch, quads, current.words);
        }
        taps += step_bytes;
        current = next_slot(current, tile_words);
    }
    return current;
}

/* A column of which taps may lie in the padding or apart from each other. */
static void widen_anywhere(const mcub_conv_2d_s8_dsp_params *params, const int8_t *image,
                           int32_t row, int32_t column, uint32_t *tile, int8_t *patch) {
    const int32_t channels = params->filter_channels;
    const int32_t width = params->input_width;
    const int is_dense =
        params->dilation_height == 1 && params->dilation_width == 1 && params->groups == 1;
    const int juts_out_twice = column < 0 && column + params->kernel_width > width;

    if (is_dense && params->kernel_width * channels == 4 && width * channels >= 4 &&
        !juts_out_twice) {
        widen_single_words(params, image, row, column, tile);
        return;
    }
    const mcub_taps rows =
        taps_inside(row, params->input_height, params->kernel_height, params->dilation_height);
    const mcub_taps columns =
        taps_inside(column, width, params->kernel_width, params->dilation_width);
    if ((channels & 3) == 0) {
        widen_words(params, image, rows, columns, tile);
    } else {
        gather(params, image, rows, columns, patch);
        widen(patch, (params->kernel_height * params->kernel_width * channels + 3) >> 2, tile);
    }
}

/* Columns side by side whose taps all lie in the image, every third at once. */
static slot widen_nines(const int8_t *taps, int32_t row_bytes, int32_t step_bytes, int32_t count,
                        slot current, int32_t tile_words) {
    const int is_even = (row_bytes & 3) == 0 && (step_bytes & 3) == 2 && ((uintptr_t)taps & 1) == 0;
    slot behind = current;
    for (int32_t first = 0; first < MCUB_GEMM_PIXELS && first < count; first++) {
        const int32_t columns = (count - first + MCUB_GEMM_PIXELS - 1) / MCUB_GEMM_PIXELS;
        mcub_widen_nines_s8_dsp(taps + first * step_bytes, row_bytes, current.words, columns,
                                MCUB_GEMM_PIXELS * step_bytes, is_even);
        current = next_slot(current, tile_words);
    }
    behind.words += count / MCUB_GEMM_PIXELS * tile_words;
    for (int32_t rest = count % MCUB_GEMM_PIXELS; rest > 0; rest--) {
        behind = next_slot(behind, tile_words);
    }
    return behind;
}

void mcub_widen_taps_s8_dsp(const mcub_conv_2d_s8_dsp_params *params, const int8_t *image,
                            int32_t index, int32_t distance, int32_t count, uint32_t *tile,
                            int8_t *patch) {
    const int32_t channels = params->input_channels;
    const int32_t row_bytes = params->input_width * channels;
    const int32_t taps_bytes = params->kernel_width * channels;
    const int32_t tile_words = params->quads * MCUB_GEMM_QUAD_WORDS + MCUB_GEMM_TILE_EXTRA_WORDS;
    const int32_t output_width = params->output_width;
    const int32_t stride = params->stride_width;
    const int is_dense =
        params->dilation_height == 1 && params->dilation_width == 1 && params->groups == 1;
    const int is_nines = taps_bytes == 9 && params->kernel_height == 3;
    /* The last row and column that a kernel which lies inside may begin with. */
    const int32_t last_row = params->input_height - params->kernel_height;
    const int32_t last_column = params->input_width - params->kernel_width;
    const int32_t line = index / output_width;
    const slot first = {tile, 0};
    slot current = first;
    int32_t place = index - line * output_width;
    int32_t row = line * params->stride_height - params->pad_top;

    while (count > 0) {
        const int32_t column = place * stride - params->pad_left;
        const int8_t *taps = image + row * row_bytes + column * channels;
        int32_t made = 1;
        if (!is_dense || row < 0 || row > last_row || column < 0 || column > last_column) {
            widen_anywhere(params, image, row, column, current.words, patch);
            current = next_slot(current, tile_words);
        } else {
            if (distance == 1) {
                const int32_t inside = (last_column - column) / stride + 1;
                const int32_t left = output_width - place;
                made = inside < left ? inside : left;
                made = made < count ? made : count;
            }
            current = is_nines ? widen_nines(taps, row_bytes, stride * channels, made, current,
                                             tile_words)
                               : widen_inside(params, taps, row_bytes, taps_bytes, made, current,
                                              tile_words, patch);
        }
        count -= made;
        place += distance * made;
        if (place == output_width) {
            place = 0;
            row += params->stride_height;
        }
    }
}
