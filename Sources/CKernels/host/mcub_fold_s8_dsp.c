/* The host's twin of the assembly for the Cortex-M7. */
#include "mcub_fold_s8_dsp.h"

#include <string.h>

#include "mcub_requantize.h"
#include "mcub_simd.h"

static int32_t read_word(const int8_t *bytes) {
    int32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static int8_t requantized(int32_t doubled, const int32_t *row) {
    const int64_t product = (int64_t)doubled * row[0] + ((int64_t)1 << 31);
    const int32_t rounded = (int32_t)(product >> 32) + row[1] + (doubled >> 31);
    return (int8_t)mcub_clamp(rounded >> row[2], -128, 127);
}

void mcub_fold_s8_dsp(const uint32_t *lanes, const void *stream, const void *end,
                      const int32_t *requantization, int32_t row_bytes, int8_t *output,
                      int32_t steps) {
    const int8_t *group = stream;
    while (group < (const int8_t *)end) {
        int32_t sums[MCUB_FOLD_ROWS];
        for (int32_t row = 0; row < MCUB_FOLD_ROWS; row++) {
            sums[row] = read_word(group + 4 * row);
        }
        group += 4 * MCUB_FOLD_ROWS;
        for (const uint32_t *lane = lanes; lane < lanes + MCUB_FOLD_STEP_WORDS * steps;) {
            for (int32_t word = 0; word < MCUB_FOLD_STEP_WORDS; word++) {
                for (int32_t row = 0; row < MCUB_FOLD_ROWS; row += 2) {
                    const uint32_t weights = mcub_load_word(group);
                    sums[row] = mcub_smlad(mcub_sxtb16(weights), *lane, sums[row]);
                    sums[row + 1] = mcub_smlad(weights, *lane, sums[row + 1]);
                    group += 4;
                }
                lane++;
            }
        }
        for (int32_t row = 0; row < MCUB_FOLD_ROWS; row += 2) {
            const int32_t upper = mcub_wrapping_add(sums[row + 1], -sums[row]) >> 8;
            *output++ = requantized(2 * sums[row], requantization);
            requantization += row_bytes / 4;
            *output++ = requantized(2 * upper, requantization);
            requantization += row_bytes / 4;
        }
    }
}
