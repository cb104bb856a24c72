/* The host's twin of the assembly for the Cortex-M7. */
#include "mcub_gemm_s8_dsp.h"

#include <string.h>

#include "mcub_requantize.h"
#include "mcub_simd.h"

static int32_t read_word(const int8_t *bytes) {
    int32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static int8_t requantized(int32_t sum, const int8_t *row, uint32_t mark) {
    const int32_t sign = mark == MCUB_GEMM_END ? sum >> 31 : 0;
    const int64_t product = (int64_t)sum * read_word(row) + ((int64_t)1 << 31);
    const int32_t rounded = (int32_t)(product >> 32) + read_word(row + 4) + sign;
    return (int8_t)mcub_clamp(rounded >> read_word(row + 8), -128, 127);
}

static void multiply(const uint32_t *tile, const int8_t *pair, const int8_t *end, int8_t *output,
                     int32_t row_bytes, int32_t quads) {
    const uint32_t mark = tile[MCUB_GEMM_QUAD_WORDS * quads];
    while (pair < end) {
        const int8_t *rows = pair + 8 + MCUB_GEMM_QUAD_BYTES * quads;
        for (int32_t column = MCUB_GEMM_PIXELS - 1; column >= 0; column--) {
            int32_t sums[MCUB_GEMM_CHANNELS] = {read_word(pair), read_word(pair + 4)};
            for (int32_t word = 0; word < 2 * quads; word++) {
                const uint32_t weights = mcub_load_word(pair + 8 + 4 * word);
                const uint32_t lanes = tile[3 * word + column];
                sums[0] = mcub_smlad(mcub_sxtb16(weights), lanes, sums[0]);
                sums[1] = mcub_smlad(mcub_sxtb16(mcub_rotate8(weights)), lanes, sums[1]);
            }
            output[column * row_bytes] = requantized(sums[0], rows, mark);
            output[column * row_bytes + 1] = requantized(sums[1], rows + 12, mark);
        }
        output += MCUB_GEMM_CHANNELS;
        pair += MCUB_GEMM_QUAD_BYTES * quads + MCUB_GEMM_PAIR_BYTES;
    }
}

void mcub_gemm_s8_dsp(const uint32_t *tile, const uint32_t *behind, const void *stream,
                      const void *end, int8_t *output, int32_t row_bytes, int32_t quads) {
    while (tile < behind) {
        const uint32_t *mark = tile + MCUB_GEMM_QUAD_WORDS * quads;
        multiply(tile, stream, end, output + (int32_t)mark[MCUB_GEMM_TILE_OFFSET], row_bytes,
                 quads);
        tile = mark + MCUB_GEMM_TILE_EXTRA_WORDS;
    }
}
