/* The host's twin of the assembly for the Cortex-M7. */
#include "mcub_widen_pixels_s8_dsp.h"

#include "mcub_simd.h"

void mcub_widen_pixels_s8_dsp(const int8_t *pixels, int32_t pixel_bytes, uint32_t *tile,
                              int32_t quads, int32_t tiles) {
    for (; tiles > 0; tiles--) {
        for (int32_t quad = 0; quad < quads; quad++) {
            for (int32_t column = 0; column < 3; column++) {
                const int8_t *place = pixels + column * pixel_bytes + 4 * quad;
                const uint32_t word = mcub_load_word(place) ^ 0x80808080u;
                tile[column] = word << 1 & 0x01fe01feu;
                tile[column + 3] = word >> 7 & 0x01fe01feu;
            }
            tile += 6;
        }
        tile += 4;
        pixels += 3 * pixel_bytes;
    }
}
