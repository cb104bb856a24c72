#include "mcub_softmax_s8_dsp.h"

#include "mcub_requantize.h"

/* From this sum of Q12.19 exponentials on, 512, every output is -128. */
#define SUM_LIMIT ((int32_t)1 << 28)

/* 1 / (1 + a) in Q0.31 for a in [0, 1), Q0.31: three Newton steps, as mcub_softmax_s8_ref. */
static int32_t reciprocal_of_one_plus(int32_t a) {
    const int32_t half_denominator = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
    int32_t x = 1515870810 + mcub_high_multiply(half_denominator, -1010580540);

    for (int32_t step = 0; step < 3; step++) {
        const int32_t error = ((int32_t)1 << 29) - mcub_high_multiply(half_denominator, x);
        x += (int32_t)((uint32_t)mcub_high_multiply(x, error) << 2);
    }
    /* Twice Q2.29 of at most 2, saturated. */
    return x > INT32_MAX / 2 ? INT32_MAX : (int32_t)((uint32_t)x << 1);
}

/* Zeros before the first one bit of value, which is not 0. */
static int32_t leading_zeros(uint32_t value) {
    int32_t zeros = 0;
    for (; (value & 0x80000000u) == 0; value <<= 1) {
        zeros++;
    }
    return zeros;
}

static int32_t largest_of(const int8_t *row, int32_t depth) {
    int32_t largest = INT8_MIN;
    for (int32_t index = 0; index < depth; index++) {
        largest = row[index] > largest ? row[index] : largest;
    }
    return largest;
}

void mcub_softmax_s8_dsp(const mcub_softmax_s8_dsp_params *params, const int8_t *input,
                         const int32_t *exponentials, int8_t *output) {
    const int32_t depth = params->depth;

    for (int32_t row = 0; row < params->rows; row++, input += depth, output += depth) {
        const int32_t largest = largest_of(input, depth);
        int32_t sum = 0;
        for (int32_t index = 0; index < depth && sum < SUM_LIMIT; index++) {
            sum += mcub_rounding_shift_right(exponentials[largest - input[index]], 12);
        }
        /* The largest element alone gives 2^19, so there are at most 12 leading zeros. */
        const int32_t zeros = leading_zeros((uint32_t)sum);
        const int32_t reciprocal =
            reciprocal_of_one_plus((int32_t)(((uint32_t)sum << zeros) - 0x80000000u));
        const int32_t shift = 12 - zeros + 31 - 8;
        for (int32_t index = 0; index < depth; index++) {
            int32_t value = INT8_MIN;
            if (sum < SUM_LIMIT) {
                const int32_t product =
                    mcub_high_multiply(reciprocal, exponentials[largest - input[index]]);
                value += mcub_rounding_shift_right(product, shift);
            }
            output[index] = (int8_t)mcub_clamp(value, INT8_MIN, INT8_MAX);
        }
    }
}
