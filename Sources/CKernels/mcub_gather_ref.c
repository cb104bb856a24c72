#include "mcub_gather.h"

#include <string.h>

void mcub_gather_ref(const mcub_gather_params *params, const void *input, const int32_t *indices,
                     void *output) {
    const int32_t slice_bytes = params->slice_bytes;
    const uint8_t *source = input;
    uint8_t *target = output;
    for (int32_t batch = 0; batch < params->batch_count; batch++) {
        for (int32_t outer = 0; outer < params->outer_count; outer++) {
            for (int32_t k = 0; k < params->index_count; k++) {
                memcpy(target, source + indices[k] * slice_bytes, (size_t)slice_bytes);
                target += slice_bytes;
            }
            source += params->axis_extent * slice_bytes;
        }
        indices += params->index_count;
    }
}
