#include "mcub_fully_connected_s8_folded.h"

#include "mcub_fold_s8_dsp.h"
#include "mcub_requantize.h"
#include "mcub_simd.h"

/* The vector's lanes and the end mark behind them. */
static void widen(const int8_t *input, int32_t depth, int32_t steps, uint32_t *lanes) {
    lanes[steps * MCUB_FOLD_STEP_WORDS] = MCUB_FOLD_END;
    for (; depth >= 4; depth -= 4) {
        const uint32_t word = mcub_load_word(input);
        lanes[0] = mcub_sxtb16(word);
        lanes[1] = mcub_sxtb16(mcub_rotate8(word));
        input += 4;
        lanes += 2;
    }
    if (depth > 0) {
        uint32_t word = 0;
        for (int32_t place = depth - 1; place >= 0; place--) {
            word = word << 8 | (uint8_t)input[place];
        }
        lanes[0] = mcub_sxtb16(word);
        lanes[1] = mcub_sxtb16(mcub_rotate8(word));
    }
}

void mcub_fully_connected_s8_folded(const mcub_fully_connected_s8_folded_params *params,
                                    const int8_t *input, const int8_t *stream,
                                    const int32_t *requantization, int8_t *output, void *scratch) {
    const int32_t group_bytes = 32 * params->steps + MCUB_FOLD_GROUP_BYTES;
    const int32_t groups = params->units / MCUB_FOLD_ROWS;
    const int32_t rest = params->units - groups * MCUB_FOLD_ROWS;
    const int8_t *const last = stream + groups * group_bytes;

    for (int32_t batch = 0; batch < params->batches; batch++) {
        widen(input, params->depth, params->steps, scratch);
        if (groups > 0) {
            mcub_fold_s8_dsp(scratch, stream, last, requantization, params->row_bytes, output,
                             params->steps);
        }
        if (rest > 0) {
            int8_t made[MCUB_FOLD_ROWS];
            mcub_fold_s8_dsp(scratch, last, last + group_bytes,
                             requantization + groups * MCUB_FOLD_ROWS *
                                                  (params->row_bytes / (int32_t)sizeof(int32_t)),
                             params->row_bytes, made, params->steps);
            for (int32_t row = 0; row < rest; row++) {
                output[groups * MCUB_FOLD_ROWS + row] = made[row];
            }
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
