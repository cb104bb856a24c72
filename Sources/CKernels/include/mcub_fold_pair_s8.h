/* One or two rows of int8 weights, folded into int16 lanes, times one vector. */
#ifndef MCUB_FOLD_PAIR_S8_H
#define MCUB_FOLD_PAIR_S8_H

#include <stdint.h>

/** The last inputs of a vector, 1 to 3, in a word; zeros behind them. */
static inline uint32_t mcub_last_word(const int8_t *input, int32_t count) {
    uint32_t word = 0;
    for (int32_t place = count - 1; place >= 0; place--) {
        word = word << 8 | (uint8_t)input[place];
    }
    return word;
}

/**
 * The first rows of a group as mcub_fold_s8_dsp makes them, from the vector as it is: where no
 * other group needs its lanes, to widen it first costs more than the products. input [depth]  int8
 *   group           as mcub_fold_s8_dsp.h says
 *   requantization  multiplier, rounding and shift of the first row, int32
 *   row_bytes       12 where each row has its own, 0 where they share them
 *   output          [rows]  int8
 *   rows            1 or 2
 */
void mcub_fold_pair_s8(const int8_t *input, int32_t depth, const int8_t *group,
                       const int32_t *requantization, int32_t row_bytes, int8_t *output,
                       int32_t rows);

#endif
