/* The host's twin of the assembly for the Cortex-M7. */
#include "mcub_widen_s8_dsp.h"

#include "mcub_simd.h"

uint32_t *mcub_widen_s8_dsp(const int8_t *taps, int32_t row_bytes, uint32_t *tile, int32_t quads,
                            int32_t rows) {
    for (int32_t row = 0; row < rows; row++) {
        for (int32_t quad = 0; quad < quads; quad++) {
            const uint32_t word = mcub_load_word(taps + 4 * quad) ^ 0x80808080u;
            tile[0] = word << 1 & 0x01fe01feu;
            tile[3] = word >> 7 & 0x01fe01feu;
            tile += 6;
        }
        taps += row_bytes;
    }
    return tile;
}
