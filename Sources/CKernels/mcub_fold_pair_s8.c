#include "mcub_fold_pair_s8.h"

#include "mcub_fold_s8_dsp.h"
#include "mcub_lanes.h"
#include "mcub_requantize.h"
#include "mcub_simd.h"

/* Of the rows w0 and w1, whose lanes are 256 * w1 + w0. */
typedef struct {
    int32_t first;  /* the sum of w0 */
    int32_t folded; /* 256 times the sum of w1, and that of w0 */
} pair_sums;

static inline pair_sums add_four(pair_sums sums, uint32_t word, const int8_t *weights) {
    const uint32_t even = mcub_widen_even(word);
    const uint32_t odd = mcub_widen_odd(word);
    const uint32_t low = mcub_load_word(weights);
    const uint32_t high = mcub_load_word(weights + 8);
    sums.first = mcub_smlad(mcub_widen_even(low), even, sums.first);
    sums.folded = mcub_smlad(low, even, sums.folded);
    sums.first = mcub_smlad(mcub_widen_even(high), odd, sums.first);
    sums.folded = mcub_smlad(high, odd, sums.folded);
    return sums;
}

/* Twice a sum, requantized by three words. */
static int8_t requantized(int32_t doubled, const int32_t *words) {
    const int64_t product = (int64_t)doubled * words[0] + ((int64_t)1 << 31);
    const int32_t rounded = (int32_t)(product >> 32) + words[1] + (doubled >> 31);
    return (int8_t)mcub_clamp(rounded >> words[2], INT8_MIN, INT8_MAX);
}

void mcub_fold_pair_s8(const int8_t *input, int32_t depth, const int8_t *group,
                       const int32_t *requantization, int32_t row_bytes, int8_t *output,
                       int32_t rows) {
    pair_sums sums = {(int32_t)mcub_load_word(group), (int32_t)mcub_load_word(group + 4)};
    group += MCUB_FOLD_GROUP_BYTES;
    for (const int8_t *end = input + (depth & ~15); input != end; input += 16, group += 64) {
        sums = add_four(sums, mcub_load_word(input), group);
        sums = add_four(sums, mcub_load_word(input + 4), group + 16);
        sums = add_four(sums, mcub_load_word(input + 8), group + 32);
        sums = add_four(sums, mcub_load_word(input + 12), group + 48);
    }
    for (depth &= 15; depth >= 4; depth -= 4, input += 4, group += 16) {
        sums = add_four(sums, mcub_load_word(input), group);
    }
    if (depth > 0) {
        sums = add_four(sums, mcub_last_word(input, depth), group);
    }
    const uint32_t first = (uint32_t)sums.first;
    output[0] = requantized((int32_t)(first << 1), requantization);
    if (rows > 1) {
        const int32_t second = (int32_t)((uint32_t)sums.folded - first);
        output[1] =
            requantized(second >> 7, requantization + (uint32_t)row_bytes / sizeof(int32_t));
    }
}
