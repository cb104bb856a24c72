#include "mcub_concatenation.h"

#include "mcub_copy_block.h"

void mcub_concatenation_dsp(const mcub_concatenation_params *params, const void *const *inputs,
                            const int32_t *input_row_bytes, void *output) {
    uint8_t *first = output;
    int32_t target_bytes = 0;
    for (int32_t k = 0; k < params->input_count; k++) {
        target_bytes += input_row_bytes[k];
    }
    /* An input after the other, since a long loop inside is predicted well. */
    for (int32_t k = 0; k < params->input_count; k++) {
        const int32_t row_bytes = input_row_bytes[k];
        const uint8_t *source = inputs[k];
        uint8_t *target = first;
        for (int32_t outer = 0; outer < params->outer_count; outer++) {
            mcub_copy_block(target, source, row_bytes);
            source += row_bytes;
            target += target_bytes;
        }
        first += row_bytes;
    }
}
