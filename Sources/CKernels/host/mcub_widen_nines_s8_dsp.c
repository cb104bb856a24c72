/* The host's twin of the assembly for the Cortex-M7. */
#include "mcub_widen_nines_s8_dsp.h"

#include "mcub_simd.h"

void mcub_widen_nines_s8_dsp(const int8_t *taps, int32_t row_bytes, uint32_t *tile, int32_t count,
                             int32_t step_bytes, int32_t is_even) {
    (void)is_even;
    for (; count > 0; count--) {
        int8_t rows[28] = {0};
        for (int32_t row = 0; row < 3; row++) {
            memcpy(rows + 9 * row, taps + row * row_bytes, 9);
        }
        for (int32_t quad = 0; quad < 7; quad++) {
            const uint32_t word = mcub_load_word(rows + 4 * quad) ^ 0x80808080u;
            tile[6 * quad] = word << 1 & 0x01fe01feu;
            tile[6 * quad + 3] = word >> 7 & 0x01fe01feu;
        }
        tile += 7 * 6 + 4;
        taps += step_bytes;
    }
}
