#include "mcub_broadcast.h"
#include "mcub_extremum_s8.h"

void mcub_maximum_s8_ref(const mcub_extremum_s8_params *params, const int8_t *input1,
                         const int8_t *input2, int8_t *output) {
    const int32_t rows = mcub_broadcast_rows(params->extents);
    const int32_t columns = params->extents[MCUB_BROADCAST_RANK - 1];
    const int32_t step1 = params->input1_strides[MCUB_BROADCAST_RANK - 1];
    const int32_t step2 = params->input2_strides[MCUB_BROADCAST_RANK - 1];

    for (int32_t row = 0; row < rows; row++) {
        const int8_t *row1 =
            input1 + mcub_broadcast_offset(params->extents, params->input1_strides, row);
        const int8_t *row2 =
            input2 + mcub_broadcast_offset(params->extents, params->input2_strides, row);
        for (int32_t column = 0; column < columns; column++) {
            const int8_t x1 = row1[column * step1];
            const int8_t x2 = row2[column * step2];
            *output++ = x1 > x2 ? x1 : x2;
        }
    }
}
