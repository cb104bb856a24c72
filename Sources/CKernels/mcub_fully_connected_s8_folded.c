#include "mcub_fully_connected_s8_folded.h"

#include "mcub_fold_pair_s8.h"
#include "mcub_fold_s8_dsp.h"
#include "mcub_lanes.h"
#include "mcub_requantize.h"
#include "mcub_simd.h"

/* The vector's lanes and the end mark behind them. */
static void widen(const int8_t *input, int32_t depth, int32_t steps, uint32_t *lanes) {
    lanes[steps * MCUB_FOLD_STEP_WORDS] = MCUB_FOLD_END;
    for (; depth >= 8; depth -= 8, input += 8, lanes += 4) {
        const uint32_t low = mcub_load_word(input);
        const uint32_t high = mcub_load_word(input + 4);
        lanes[0] = mcub_widen_even(low);
        lanes[1] = mcub_widen_odd(low);
        lanes[2] = mcub_widen_even(high);
        lanes[3] = mcub_widen_odd(high);
    }
    if (depth >= 4) {
        const uint32_t word = mcub_load_word(input);
        *lanes++ = mcub_widen_even(word);
        *lanes++ = mcub_widen_odd(word);
        input += 4;
        depth -= 4;
    }
    if (depth > 0) {
        const uint32_t word = mcub_last_word(input, depth);
        lanes[0] = mcub_widen_even(word);
        lanes[1] = mcub_widen_odd(word);
    }
}

void mcub_fully_connected_s8_folded(const mcub_fully_connected_s8_folded_params *params,
                                    const int8_t *input, const int8_t *stream,
                                    const int32_t *requantization, int8_t *output, void *scratch) {
    const int32_t group_bytes = 32 * params->steps + MCUB_FOLD_GROUP_BYTES;
    const int32_t groups = (int32_t)((uint32_t)params->units / MCUB_FOLD_ROWS);
    const int32_t rest = params->units - groups * MCUB_FOLD_ROWS;
    const int8_t *const last = stream + groups * group_bytes;
    const int32_t *const last_requantization =
        requantization +
        groups * MCUB_FOLD_ROWS * (int32_t)((uint32_t)params->row_bytes / sizeof(int32_t));

    for (int32_t batch = 0; batch < params->batches; batch++) {
        if (groups > 0 || rest > 2) {
            widen(input, params->depth, params->steps, scratch);
        }
        if (groups > 0) {
            mcub_fold_s8_dsp(scratch, stream, last, requantization, params->row_bytes, output,
                             params->steps);
        }
        if (rest > 2) {
            int8_t made[MCUB_FOLD_ROWS];
            mcub_fold_s8_dsp(scratch, last, last + group_bytes, last_requantization,
                             params->row_bytes, made, params->steps);
            for (int32_t row = 0; row < rest; row++) {
                output[groups * MCUB_FOLD_ROWS + row] = made[row];
            }
        } else if (rest > 0) {
            mcub_fold_pair_s8(input, params->depth, last, last_requantization, params->row_bytes,
                              output + groups * MCUB_FOLD_ROWS, rest);
        }
        if (params->activation_min > -128 || params->activation_max < 127) {
            for (int32_t unit = 0; unit < params->units; unit++) {
                output[unit] = (int8_t)mcub_clamp(output[unit], params->activation_min,
                                                  params->activation_max);
            }
        }
        input += params->depth;
        output += params->units;
    }
}
