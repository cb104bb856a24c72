#include "mcub_gemm_general_s8_dsp.h"

#include "mcub_gemm_s8_dsp.h"
#include "mcub_requantize.h"
#include "mcub_simd.h"

/* Two rows of a column: the first's weights are even elements, the second's odd ones. */
static void requantize(const int32_t *rows, int32_t first, int32_t second, int8_t *output) {
    output[0] = mcub_requantize_to_s8(first >> 1, rows[0], rows[1], rows[2], -128, 127);
    output[1] = mcub_requantize_to_s8(second >> 1, rows[3], rows[4], rows[5], -128, 127);
}

/* All pairs of a tile. */
static void multiply(const uint32_t *tile, const int32_t *pair, const int32_t *end, int8_t *output,
                     int32_t row_bytes, int32_t quads) {
    while (pair < end) {
        int32_t a0 = pair[0];
        int32_t a1 = pair[1];
        int32_t b0 = a0;
        int32_t b1 = a1;
        int32_t c0 = a0;
        int32_t c1 = a1;
        const uint32_t *lanes = tile;
        pair += 2;
        for (int32_t word = 2 * quads; word > 0; word--) {
            const uint32_t weights = (uint32_t)*pair++;
            const uint32_t first = mcub_sxtb16(weights);
            const uint32_t second = mcub_sxtb16(mcub_rotate8(weights));
            a0 = mcub_smlad(first, lanes[0], a0);
            a1 = mcub_smlad(second, lanes[0], a1);
            b0 = mcub_smlad(first, lanes[1], b0);
            b1 = mcub_smlad(second, lanes[1], b1);
            c0 = mcub_smlad(first, lanes[2], c0);
            c1 = mcub_smlad(second, lanes[2], c1);
            lanes += MCUB_GEMM_PIXELS;
        }
        /* The first column last: with row_bytes 0 it is the one that stays. */
        requantize(pair, c0, c1, output + 2 * row_bytes);
        requantize(pair, b0, b1, output + row_bytes);
        requantize(pair, a0, a1, output);
        output += MCUB_GEMM_CHANNELS;
        pair += 6;
    }
}

void mcub_gemm_general_s8_dsp(const uint32_t *tile, const uint32_t *behind, const void *stream,
                              const void *end, int8_t *output, int32_t row_bytes, int32_t quads) {
    while (tile < behind) {
        const uint32_t *mark = tile + MCUB_GEMM_QUAD_WORDS * quads;
        multiply(tile, stream, end, output + (int32_t)mark[MCUB_GEMM_TILE_OFFSET], row_bytes,
                 quads);
        tile = mark + MCUB_GEMM_TILE_EXTRA_WORDS;
    }
}
