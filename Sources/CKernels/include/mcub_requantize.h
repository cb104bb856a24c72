/*
 * Fixed-point arithmetic that every integer kernel shares: TensorFlow Lite's double rounding.
 *
 * A real factor M > 0 is a multiplier m in [2^30, 2^31) and a shift s, M = m * 2^(s - 31). The
 * product is rounded twice: to 31 bits, then by the right shift. All shifts of negative numbers
 * here are arithmetic, which every supported compiler does.
 */
#ifndef MCUB_REQUANTIZE_H
#define MCUB_REQUANTIZE_H

#include <stdint.h>

/** value, or the bound it passes; low <= high. */
static inline int32_t mcub_clamp(int32_t value, int32_t low, int32_t high) {
    return value < low ? low : value > high ? high : value;
}

/** The low 32 bits of a + b: sums that leave int32 wrap on every target alike. */
static inline int32_t mcub_wrapping_add(int32_t a, int32_t b) {
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

/**
 * The upper half of 2 * a * b, rounded half up (gemmlowp's SaturatingRoundingDoublingHighMul).
 *
 * a and b are not both INT32_MIN.
 */
static inline int32_t mcub_high_multiply(int32_t a, int32_t b) {
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}

/**
 * value / 2^exponent, rounded half away from zero (gemmlowp's RoundingDivideByPOT).
 *
 * exponent is in [0, 31].
 */
static inline int32_t mcub_rounding_shift_right(int32_t value, int32_t exponent) {
    const int32_t mask = (int32_t)(((uint32_t)1 << exponent) - 1u);
    const int32_t remainder = value & mask;
    const int32_t threshold = (mask >> 1) + (value < 0 ? 1 : 0);
    return (value >> exponent) + (remainder > threshold ? 1 : 0);
}

/**
 * value times the real factor that multiplier and shift stand for, double rounding.
 *
 * multiplier is >= 0, shift in [-31, 31]; a positive shift acts first and wraps at 32 bits.
 */
static inline int32_t mcub_requantize(int32_t value, int32_t multiplier, int32_t shift) {
    const int32_t left = shift > 0 ? shift : 0;
    const int32_t right = shift < 0 ? -shift : 0;
    const int32_t shifted = (int32_t)((uint32_t)value << left);
    return mcub_rounding_shift_right(mcub_high_multiply(shifted, multiplier), right);
}

/**
 * An accumulator as an int8 output: requantized, moved by the zero point, clamped.
 *
 * zero_point, low and high are in [-128, 127]; the clamp comes first, so that no sum overflows.
 */
static inline int8_t mcub_requantize_to_s8(int32_t value, int32_t multiplier, int32_t shift,
                                           int32_t zero_point, int32_t low, int32_t high) {
    const int32_t scaled = mcub_requantize(value, multiplier, shift);
    return (int8_t)(mcub_clamp(scaled, low - zero_point, high - zero_point) + zero_point);
}

#endif
