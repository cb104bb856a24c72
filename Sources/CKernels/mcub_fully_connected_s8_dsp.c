#include "mcub_fully_connected_s8_dsp.h"

#include "mcub_requantize.h"
#include "mcub_simd.h"

/* Widens depth inputs to lanes: of every four, elements 0 and 2, then 1 and 3; zeros past the end.
 */
static void widen(const int8_t *input, int32_t depth, uint32_t *lanes) {
    int32_t left = depth;
    for (; left >= MCUB_FULLY_CONNECTED_DSP_STEP; left -= MCUB_FULLY_CONNECTED_DSP_STEP) {
        const uint32_t word = mcub_load_word(input);
        *lanes++ = mcub_sxtb16(word);
        *lanes++ = mcub_sxtb16(mcub_rotate8(word));
        input += MCUB_FULLY_CONNECTED_DSP_STEP;
    }
    if (left > 0) {
        uint32_t word = 0;
        memcpy(&word, input, (size_t)left);
        *lanes++ = mcub_sxtb16(word);
        *lanes++ = mcub_sxtb16(mcub_rotate8(word));
    }
}

void mcub_fully_connected_s8_dsp(const mcub_fully_connected_s8_dsp_params *params,
                                 const int8_t *input, const int8_t *weights, const int32_t *bias,
                                 const int32_t *multipliers, const int32_t *shifts, int8_t *output,
                                 void *scratch) {
    uint32_t *lanes = scratch;
    const int32_t steps =
        (params->depth + MCUB_FULLY_CONNECTED_DSP_STEP - 1) / MCUB_FULLY_CONNECTED_DSP_STEP;

    for (int32_t batch = 0; batch < params->batches; batch++) {
        const int8_t *filter = weights;
        widen(input, params->depth, lanes);
        for (int32_t unit = 0; unit < params->units; unit += MCUB_FULLY_CONNECTED_DSP_UNITS) {
            int32_t sums[MCUB_FULLY_CONNECTED_DSP_UNITS] = {bias[unit], bias[unit + 1],
                                                            bias[unit + 2], bias[unit + 3]};
            for (int32_t pair = 0; pair < 2 * steps; pair++) {
                const uint32_t low = mcub_load_word(filter);
                const uint32_t high = mcub_load_word(filter + 4);
                sums[0] = mcub_smlad(mcub_sxtb16(low), lanes[pair], sums[0]);
                sums[1] = mcub_smlad(mcub_sxtb16(mcub_rotate8(low)), lanes[pair], sums[1]);
                sums[2] = mcub_smlad(mcub_sxtb16(high), lanes[pair], sums[2]);
                sums[3] = mcub_smlad(mcub_sxtb16(mcub_rotate8(high)), lanes[pair], sums[3]);
                filter += 8;
            }
            for (int32_t row = 0;
                 row < MCUB_FULLY_CONNECTED_DSP_UNITS && unit + row < params->units; row++) {
                *output++ = mcub_requantize_to_s8(sums[row], multipliers[unit + row],
                                                  shifts[unit + row], params->output_zero_point,
                                                  params->activation_min, params->activation_max);
            }
        }
        input += params->depth;
    }
}
