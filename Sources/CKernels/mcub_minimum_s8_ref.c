#include "mcub_extremum_s8.h"

void mcub_minimum_s8_ref(const mcub_extremum_s8_params *params, const int8_t *first,
                         const int8_t *second, int8_t *output) {
    const int32_t last = MCUB_EXTREMUM_RANK - 1;
    int32_t index[MCUB_EXTREMUM_RANK] = {0};
    int32_t first_row = 0;
    int32_t second_row = 0;
    int32_t dimension;
    do {
        for (int32_t k = 0; k < params->extents[last]; k++) {
            const int8_t a = first[first_row + k * params->first_strides[last]];
            const int8_t b = second[second_row + k * params->second_strides[last]];
            *output++ = a < b ? a : b;
        }
        for (dimension = last - 1; dimension >= 0; dimension--) {
            first_row += params->first_strides[dimension];
            second_row += params->second_strides[dimension];
            if (++index[dimension] < params->extents[dimension]) {
                break;
            }
            first_row -= params->extents[dimension] * params->first_strides[dimension];
            second_row -= params->extents[dimension] * params->second_strides[dimension];
            index[dimension] = 0;
        }
    } while (dimension >= 0);
}
