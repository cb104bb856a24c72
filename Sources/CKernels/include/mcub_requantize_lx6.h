/* What the LX6's kernels make of a sum. */
#ifndef MCUB_REQUANTIZE_LX6_H
#define MCUB_REQUANTIZE_LX6_H

#include <stdint.h>

/**
 * A sum s becomes floor((floor((4 * s + bias) * multiplier / 2^32) + addend) / 2^shift), saturated
 * to int8. No step leaves int32.
 */
typedef struct {
    int32_t bias;
    int32_t multiplier; /* >= 0 */
    int32_t addend;
    int32_t shift;    /* [0, 31] */
    int32_t negative; /* added before the shift where 4 * s + bias is below 0: 0 or -2 */
} mcub_requantize_lx6;

/** The result for a sum; what leaves 32 bits times 4 wraps. */
static inline int8_t mcub_requantized_lx6(int32_t sum, const mcub_requantize_lx6 *scaling) {
    const int32_t value = (int32_t)((uint32_t)sum * 4 + (uint32_t)scaling->bias);
    const int64_t product = (int64_t)value * scaling->multiplier;
    const int64_t moved = (product >> 32) + scaling->addend + (value < 0 ? scaling->negative : 0);
    const int64_t result = moved >> scaling->shift;
    return (int8_t)(result < INT8_MIN ? INT8_MIN : result > INT8_MAX ? INT8_MAX : result);
}

#endif
