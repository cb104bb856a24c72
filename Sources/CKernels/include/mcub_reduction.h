/* Sums over some dimensions of an int8 tensor. */
#ifndef MCUB_REDUCTION_H
#define MCUB_REDUCTION_H

#include <stdint.h>

/* Runs of dimensions that a reduction keeps, and as many that it sums over. */
#define MCUB_REDUCTION_RANK 4

/** The element that `index` counts to, row-major over extents, at these strides. */
static inline int32_t mcub_reduction_offset(const int32_t extents[MCUB_REDUCTION_RANK],
                                            const int32_t strides[MCUB_REDUCTION_RANK],
                                            int32_t index) {
    int32_t offset = 0;
    for (int32_t dimension = MCUB_REDUCTION_RANK - 1; dimension >= 0; dimension--) {
        offset += index % extents[dimension] * strides[dimension];
        index /= extents[dimension];
    }
    return offset;
}

/** How many elements extents span. */
static inline int32_t mcub_reduction_count(const int32_t extents[MCUB_REDUCTION_RANK]) {
    return extents[0] * extents[1] * extents[2] * extents[3];
}

/** The sum of at most 2^23 elements, less zero_point each. */
static inline int32_t mcub_reduction_sum(const int8_t *input,
                                         const int32_t extents[MCUB_REDUCTION_RANK],
                                         const int32_t strides[MCUB_REDUCTION_RANK],
                                         int32_t zero_point) {
    int32_t sum = 0;
    for (int32_t i = 0; i < extents[0]; i++) {
        for (int32_t j = 0; j < extents[1]; j++) {
            for (int32_t k = 0; k < extents[2]; k++) {
                const int8_t *run = input + i * strides[0] + j * strides[1] + k * strides[2];
                for (int32_t index = 0; index < extents[3]; index++) {
                    sum += run[index * strides[3]] - zero_point;
                }
            }
        }
    }
    return sum;
}

#endif
