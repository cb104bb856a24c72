#include "mcub_split.h"

#include "mcub_copy_block.h"

void mcub_split_dsp(const mcub_split_params *params, const void *input,
                    const int32_t *output_row_bytes, void *const *outputs) {
    const uint8_t *source = input;
    for (int32_t outer = 0; outer < params->outer_count; outer++) {
        for (int32_t k = 0; k < params->output_count; k++) {
            const int32_t row_bytes = output_row_bytes[k];
            mcub_copy_block((uint8_t *)outputs[k] + outer * row_bytes, source, row_bytes);
            source += row_bytes;
        }
    }
}
