#include "mcub_softmax_s8.h"

#include "mcub_requantize.h"

/* From this sum of Q12.19 exponentials on, 512, every output is -128. */
#define SUM_LIMIT ((int32_t)1 << 28)

/* value * 2^exponent for exponent > 0, or the nearest int32 (gemmlowp's rescaling of fixed point).
 */
static int32_t saturating_shift_left(int32_t value, int32_t exponent) {
    const int32_t limit = INT32_MAX >> exponent;
    if (value > limit) {
        return INT32_MAX;
    }
    if (value < -limit - 1) {
        return INT32_MIN;
    }
    return (int32_t)((uint32_t)value << exponent);
}

/* exp(a) in Q0.31 for a in [-1/4, 0), Q0.31: the Taylor series around -1/8 to the fourth power. */
static int32_t exp_on_last_quarter(int32_t a) {
    const int32_t exp_of_minus_eighth = 1895147668;
    const int32_t third = 715827883;
    const int32_t x = a + ((int32_t)1 << 28);
    const int32_t x2 = mcub_high_multiply(x, x);
    const int32_t x3 = mcub_high_multiply(x2, x);
    const int32_t x4 = mcub_high_multiply(x2, x2);
    const int32_t x4_over_4 = mcub_rounding_shift_right(x4, 2);
    const int32_t tail =
        mcub_rounding_shift_right(mcub_high_multiply(x4_over_4 + x3, third) + x2, 1);
    return exp_of_minus_eighth + mcub_high_multiply(exp_of_minus_eighth, x + tail);
}

/* exp(a) in Q0.31 for a <= 0 in Q5.26. */
static int32_t exp_of_negative(int32_t a) {
    /* exp(-2^k) in Q0.31, k = -2 ... 4 */
    static const int32_t factors[] = {1672461947, 1302514674, 790015084, 290630308,
                                      39332535,   720401,     242};
    const int32_t quarter = (int32_t)1 << 24;
    const int32_t reduced = (a & (quarter - 1)) - quarter;
    const int32_t remainder = reduced - a;
    int32_t result;

    if (a == 0) {
        return INT32_MAX;
    }
    result = exp_on_last_quarter((int32_t)((uint32_t)reduced << 5));
    for (int32_t k = 0; k < 7; k++) {
        if ((remainder & (quarter << k)) != 0) {
            result = mcub_high_multiply(result, factors[k]);
        }
    }
    return result;
}

/* 1 / (1 + a) in Q0.31 for a in [0, 1), Q0.31. */
static int32_t reciprocal_of_one_plus(int32_t a) {
    const int32_t one = (int32_t)1 << 29; /* Q2.29 */
    const int32_t half_denominator = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
    /* 48/17 - 32/17 * half_denominator, Q2.29 */
    int32_t x = 1515870810 + mcub_high_multiply(half_denominator, -1010580540);

    for (int32_t step = 0; step < 3; step++) {
        const int32_t error = one - mcub_high_multiply(half_denominator, x);
        x += saturating_shift_left(mcub_high_multiply(x, error), 2);
    }
    return saturating_shift_left(x, 1);
}

/* Zeros before the first one bit of value, which is not 0. */
static int32_t leading_zeros(uint32_t value) {
    int32_t zeros = 0;
    while ((value & 0x80000000u) == 0) {
        value <<= 1;
        zeros++;
    }
    return zeros;
}

/* The exponential of an element that lies difference <= 0 below its row's largest, Q0.31. */
static int32_t exp_of_difference(const mcub_softmax_s8_params *params, int32_t difference) {
    return exp_of_negative(
        mcub_requantize(difference, params->input_multiplier, params->input_shift));
}

void mcub_softmax_s8_ref(const mcub_softmax_s8_params *params, const int8_t *input,
                         int8_t *output) {
    const int32_t depth = params->depth;

    for (int32_t row = 0; row < params->rows; row++, input += depth, output += depth) {
        int32_t largest = INT8_MIN;
        int32_t sum = 0;
        int32_t zeros;
        int32_t reciprocal;
        int32_t shift;

        for (int32_t index = 0; index < depth; index++) {
            largest = input[index] > largest ? input[index] : largest;
        }
        for (int32_t index = 0; index < depth && sum < SUM_LIMIT; index++) {
            const int32_t difference = input[index] - largest;
            if (difference >= params->smallest_difference) {
                sum += mcub_rounding_shift_right(exp_of_difference(params, difference), 12);
            }
        }
        /* The largest element alone gives 2^19, so there are at most 12 leading zeros. */
        zeros = leading_zeros((uint32_t)sum);
        reciprocal = reciprocal_of_one_plus((int32_t)(((uint32_t)sum << zeros) - 0x80000000u));
        shift = 12 - zeros + 31 - 8;
        for (int32_t index = 0; index < depth; index++) {
            const int32_t difference = input[index] - largest;
            int32_t value = INT8_MIN;
            if (difference >= params->smallest_difference && sum < SUM_LIMIT) {
                const int32_t product =
                    mcub_high_multiply(reciprocal, exp_of_difference(params, difference));
                value += mcub_rounding_shift_right(product, shift);
            }
            output[index] = (int8_t)mcub_clamp(value, INT8_MIN, INT8_MAX);
        }
    }
}
