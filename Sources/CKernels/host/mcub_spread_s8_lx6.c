/* The host's twin of the assembly for the LX6. */
#include "mcub_spread_s8_lx6.h"

void mcub_spread_s8_lx6(const int8_t *input, int16_t *lanes, int32_t columns, int32_t step,
                        int32_t rows, int32_t row_bytes, int32_t pitch) {
    for (int32_t row = 0; row < rows; row++) {
        for (int32_t column = 0; column < columns; column++) {
            lanes[row * (pitch / 2) + column] =
                (int16_t)(input[row * row_bytes + column * step] + 128);
        }
    }
}
