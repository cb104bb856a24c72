#include "mcub_strided_copy.h"

#include <string.h>

void mcub_strided_copy_ref(const mcub_strided_copy_params *params, const void *input,
                           void *output) {
    const int32_t last = MCUB_STRIDED_COPY_RANK - 1;
    const int32_t row_extent = params->extents[last];
    const int32_t row_stride = params->input_strides[last];
    const int32_t block_bytes = params->block_bytes;
    const uint8_t *source = input;
    uint8_t *target = output;
    int32_t index[MCUB_STRIDED_COPY_RANK] = {0};
    int32_t row_offset = params->input_offset_bytes;
    int32_t dimension;
    do {
        int32_t offset = row_offset;
        if (block_bytes == 1) {
            for (int32_t k = 0; k < row_extent; k++, offset += row_stride) {
                *target++ = source[offset];
            }
        } else {
            for (int32_t k = 0; k < row_extent; k++, offset += row_stride) {
                memcpy(target, source + offset, (size_t)block_bytes);
                target += block_bytes;
            }
        }
        for (dimension = last - 1; dimension >= 0; dimension--) {
            row_offset += params->input_strides[dimension];
            if (++index[dimension] < params->extents[dimension]) {
                break;
            }
            row_offset -= params->extents[dimension] * params->input_strides[dimension];
            index[dimension] = 0;
        }
    } while (dimension >= 0);
}
