/* The requantization of kernels with the DSP extension, in plain C. */
#ifndef MCUB_SHORT_REQUANTIZE_H
#define MCUB_SHORT_REQUANTIZE_H

#include <stdint.h>

/**
 * (high word of (value * multiplier + 2^31) + addend) >> shift, saturated to int8; -1 is added
 * before the shift where is_signed and value is negative.
 *
 * Of a value doubled, with the addend 2^(shift - 1) + (zero point << shift), the double rounding of
 * mcub_requantize; for shift 0 and the addend zero point, without the sign, its first rounding.
 */
static inline int8_t mcub_short_requantize(int32_t value, int32_t multiplier, int32_t addend,
                                           int32_t shift, int32_t is_signed) {
    const int64_t product = (int64_t)value * multiplier + ((int64_t)1 << 31);
    const int64_t rounded = (product >> 32) + addend - (is_signed && value < 0 ? 1 : 0);
    const int64_t result = rounded >> shift;
    return (int8_t)(result < INT8_MIN ? INT8_MIN : result > INT8_MAX ? INT8_MAX : result);
}

#endif
