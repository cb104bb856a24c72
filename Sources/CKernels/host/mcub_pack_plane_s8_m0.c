/* The host's twin of the assembly for the Cortex-M0+. */
#include "mcub_pack_plane_s8_m0.h"

void mcub_pack_plane_s8_m0(const int8_t *low, const int8_t *high, int32_t count, uint32_t *words,
                           int32_t low_step, int32_t high_step) {
    for (int32_t place = 0; place < count; place++) {
        words[place] = (uint32_t)low[place * low_step] + ((uint32_t)high[place * high_step] << 16);
    }
}
