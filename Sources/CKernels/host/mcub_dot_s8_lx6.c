/* The host's twin of the assembly for the LX6. */
#include "mcub_dot_s8_lx6.h"

#include <stddef.h>

void mcub_dot_s8_lx6(const mcub_dot_s8_lx6_row *row, const mcub_requantize_lx6 *scaling) {
    const int32_t length = MCUB_DOT_LX6_STEP * row->steps;

    for (int32_t output = 0; output < row->outputs; output++) {
        const int16_t *weights = (const int16_t *)row->weights + 1;
        int32_t sum = 0;
        for (int32_t segment = 0; segment < row->segments; segment++, weights += length) {
            const ptrdiff_t offset =
                (ptrdiff_t)output * row->pixel_bytes + (ptrdiff_t)segment * row->segment_bytes;
            const int16_t *const lanes = (const int16_t *)row->input + offset / 2;
            for (int32_t lane = 0; lane < length; lane++) {
                sum = (int32_t)((uint32_t)sum + (uint32_t)(lanes[lane] * weights[lane]));
            }
        }
        row->output[output * row->output_bytes] = mcub_requantized_lx6(sum, scaling);
    }
}
