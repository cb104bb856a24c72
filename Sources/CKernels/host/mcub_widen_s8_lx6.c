/* The host's twin of the assembly for the LX6. */
#include "mcub_widen_s8_lx6.h"

/* Where each element of four goes. */
static const int32_t places[4] = {0, 2, 1, 3};

void mcub_widen_s8_lx6(const int8_t *input, uint32_t *lanes, int32_t quads) {
    int16_t *const made = (int16_t *)lanes;
    for (int32_t index = 0; index < 4 * quads; index++) {
        made[(index & ~3) + places[index & 3]] = (int16_t)(input[index] + 128);
    }
}

void mcub_widen_weights_s8_lx6(const uint8_t *stream, uint32_t *lanes, int32_t quads) {
    int16_t *const made = (int16_t *)lanes;
    for (int32_t index = 0; index < 4 * quads; index++) {
        made[(index & ~3) + places[index & 3]] = (int16_t)(stream[index] - 128);
    }
}
