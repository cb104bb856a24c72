#include "mcub_concatenation.h"

#include "mcub_copy_block.h"

void mcub_concatenation_dsp(const mcub_concatenation_params *params, const void *const *inputs,
                            const int32_t *input_row_bytes, void *output) {
    uint8_t *target = output;
    for (int32_t outer = 0; outer < params->outer_count; outer++) {
        for (int32_t k = 0; k < params->input_count; k++) {
            const int32_t row_bytes = input_row_bytes[k];
            target =
                mcub_copy_block(target, (const uint8_t *)inputs[k] + outer * row_bytes, row_bytes);
        }
    }
}
