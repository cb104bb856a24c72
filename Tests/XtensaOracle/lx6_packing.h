/* Weights as the LX6's kernels read them: what Planning/Selection does, for programs without it. */
#ifndef LX6_PACKING_H
#define LX6_PACKING_H

#include <stdint.h>

#include "mcub_requantize_lx6.h"

/* A channel's words; sum is that of its weights. 0 when a shift is out of the kernels' range. */
static int32_t pack_scaling(int32_t *words, int32_t bias, int32_t sum, int32_t input_zero_point,
                            int32_t multiplier, int32_t shift, int32_t output_zero_point,
                            int32_t shows_negatives) {
    const int32_t right = -shift;
    words[0] = (int32_t)((uint32_t)(bias - sum * (input_zero_point + 128)) * 4);
    words[1] = multiplier;
    words[2] = right == 0 ? 1 + 2 * output_zero_point
                          : 1 + (1 << right) + output_zero_point * (1 << (right + 1));
    words[3] = right + 1;
    words[4] = right > 0 && shows_negatives ? -2 : 0;
    return right >= 0 && right <= 21;
}

/* Lane `place` of a row for MAC16: one that is not read, then the weights. */
static int8_t lane(const int8_t *row, int32_t length, int32_t is_permuted, int32_t place) {
    static const int32_t elements[4] = {0, 2, 1, 3};
    int32_t index = place - 1;
    if (index >= 0 && is_permuted) {
        index = (index & ~3) + elements[index & 3];
    }
    return (int8_t)(index >= 0 && index < length ? row[index] : 0);
}

/* The bytes of mcub_widen_weights_s8_lx6 for a row, so many quads. */
static void pack_row(uint8_t *stream, const int8_t *row, int32_t length, int32_t is_permuted,
                     int32_t quads) {
    static const int32_t places[4] = {0, 2, 1, 3};
    for (int32_t byte = 0; byte < 4 * quads; byte++) {
        const int32_t place = (byte & ~3) + places[byte & 3];
        stream[byte] = (uint8_t)(lane(row, length, is_permuted, place) + 128);
    }
}

#endif
