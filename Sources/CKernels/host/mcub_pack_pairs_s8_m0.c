/* The host's twin of the assembly for the Cortex-M0+. */
#include "mcub_pack_pairs_s8_m0.h"

void mcub_pack_pairs_s8_m0(const int8_t *low, const int8_t *high, int32_t count, uint32_t *words) {
    for (int32_t place = 0; place < count; place++) {
        words[3 * place] = (uint32_t)low[place] + ((uint32_t)high[place] << 16);
    }
}
