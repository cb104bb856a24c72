#include "mcub_mirror_pad.h"

#include <string.h>

/** The input position that shows at an output position of one dimension. */
static int32_t mirrored(const mcub_mirror_pad_params *params, int32_t dimension, int32_t position) {
    const int32_t extent = params->input_extents[dimension];
    const int32_t place = position - params->before[dimension];
    if (place < 0) {
        return -place - params->is_symmetric;
    }
    return place < extent ? place : 2 * (extent - 1) - place + params->is_symmetric;
}

void mcub_mirror_pad_ref(const mcub_mirror_pad_params *params, const void *input, void *output) {
    const int32_t last = MCUB_MIRROR_PAD_RANK - 1;
    const uint8_t *source = input;
    uint8_t *target = output;
    int32_t index[MCUB_MIRROR_PAD_RANK] = {0};
    int32_t dimension;
    do {
        int32_t row = 0;
        for (dimension = 0; dimension < last; dimension++) {
            row = row * params->input_extents[dimension] +
                  mirrored(params, dimension, index[dimension]);
        }
        row *= params->input_extents[last];
        for (int32_t k = 0; k < params->output_extents[last]; k++) {
            const int32_t element = row + mirrored(params, last, k);
            memcpy(target, source + element * params->element_bytes, (size_t)params->element_bytes);
            target += params->element_bytes;
        }
        for (dimension = last - 1; dimension >= 0; dimension--) {
            if (++index[dimension] < params->output_extents[dimension]) {
                break;
            }
            index[dimension] = 0;
        }
    } while (dimension >= 0);
}
