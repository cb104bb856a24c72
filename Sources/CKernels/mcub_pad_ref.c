#include "mcub_pad.h"

#include <string.h>

/** Writes count elements of the border value and gives the place after them. */
static uint8_t *fill(uint8_t *target, int32_t count, const mcub_pad_params *params) {
    if (params->element_bytes == 1) {
        memset(target, (int)(uint8_t)params->value, (size_t)count);
        return target + count;
    }
    const uint16_t half = (uint16_t)params->value;
    for (int32_t k = 0; k < count; k++) {
        if (params->element_bytes == 2) {
            memcpy(target, &half, sizeof half);
        } else {
            memcpy(target, &params->value, sizeof params->value);
        }
        target += params->element_bytes;
    }
    return target;
}

void mcub_pad_ref(const mcub_pad_params *params, const void *input, void *output) {
    const int32_t last = MCUB_PAD_RANK - 1;
    const int32_t row_elements = params->output_extents[last];
    const int32_t input_row_elements = params->input_extents[last];
    const int32_t input_row_bytes = input_row_elements * params->element_bytes;
    const int32_t row_before = params->before[last];
    const int32_t row_after = row_elements - row_before - input_row_elements;
    const uint8_t *source = input;
    uint8_t *target = output;
    int32_t index[MCUB_PAD_RANK] = {0};
    int32_t dimension;
    do {
        int32_t is_border = 0;
        for (dimension = 0; dimension < last; dimension++) {
            const int32_t place = index[dimension] - params->before[dimension];
            if (place < 0 || place >= params->input_extents[dimension]) {
                is_border = 1;
                break;
            }
        }
        if (is_border) {
            target = fill(target, row_elements, params);
        } else {
            target = fill(target, row_before, params);
            memcpy(target, source, (size_t)input_row_bytes);
            source += input_row_bytes;
            target = fill(target + input_row_bytes, row_after, params);
        }
        for (dimension = last - 1; dimension >= 0; dimension--) {
            if (++index[dimension] < params->output_extents[dimension]) {
                break;
            }
            index[dimension] = 0;
        }
    } while (dimension >= 0);
}
