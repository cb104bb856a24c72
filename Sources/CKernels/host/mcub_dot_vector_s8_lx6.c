/* The host's twin of the assembly for the LX6. */
#include "mcub_dot_vector_s8_lx6.h"

void mcub_dot_vector_s8_lx6(const uint32_t *lanes, const int8_t *weights,
                            const mcub_requantize_lx6 *scalings, int8_t *output, int32_t units,
                            int32_t quads) {
    static const int32_t places[4] = {0, 2, 1, 3};
    const int16_t *const vector = (const int16_t *)lanes;

    for (int32_t unit = 0; unit < units; unit++, weights += 4 * quads) {
        int32_t sum = 0;
        for (int32_t index = 0; index < 4 * quads; index++) {
            sum += vector[(index & ~3) + places[index & 3]] * weights[index];
        }
        output[unit] = mcub_requantized_lx6(sum, &scalings[unit]);
    }
}
