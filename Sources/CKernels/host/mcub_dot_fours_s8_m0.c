/* The host's twin of the assembly for the Cortex-M0+. */
#include "mcub_dot_fours_s8_m0.h"

void mcub_dot_fours_s8_m0(const int8_t *weights, const int8_t *input, int32_t count,
                          int32_t sums[4]) {
    for (int32_t row = 0; row < 4; row++) {
        uint32_t sum = 0;
        for (int32_t place = 0; place < count; place++) {
            sum += (uint32_t)(weights[4 * place + row] * input[place]);
        }
        sums[row] = (int32_t)sum;
    }
}
