/* Walking two operands of unlike shapes side by side, row by row. */
#ifndef MCUB_BROADCAST_H
#define MCUB_BROADCAST_H

#include <stdint.h>

/* Dimensions of a broadcast; operators of lower rank have leading extents of 1. */
#define MCUB_BROADCAST_RANK 6

/** Rows, runs along the last dimension, of an output with these extents. */
static inline int32_t mcub_broadcast_rows(const int32_t extents[MCUB_BROADCAST_RANK]) {
    int32_t rows = 1;
    for (int32_t dimension = 0; dimension < MCUB_BROADCAST_RANK - 1; dimension++) {
        rows *= extents[dimension];
    }
    return rows;
}

/** The first element of row `row` in an operand with these strides, 0 where it is repeated. */
static inline int32_t mcub_broadcast_offset(const int32_t extents[MCUB_BROADCAST_RANK],
                                            const int32_t strides[MCUB_BROADCAST_RANK],
                                            int32_t row) {
    int32_t offset = 0;
    for (int32_t dimension = MCUB_BROADCAST_RANK - 2; dimension >= 0; dimension--) {
        offset += row % extents[dimension] * strides[dimension];
        row /= extents[dimension];
    }
    return offset;
}

#endif
