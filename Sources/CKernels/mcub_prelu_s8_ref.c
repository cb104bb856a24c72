#include "mcub_prelu_s8.h"

#include "mcub_broadcast.h"
#include "mcub_requantize.h"

void mcub_prelu_s8_ref(const mcub_prelu_s8_params *params, const int8_t *input, const int8_t *alpha,
                       int8_t *output) {
    const int32_t rows = mcub_broadcast_rows(params->extents);
    const int32_t columns = params->extents[MCUB_BROADCAST_RANK - 1];
    const int32_t step = params->alpha_strides[MCUB_BROADCAST_RANK - 1];

    for (int32_t row = 0; row < rows; row++) {
        const int8_t *slopes =
            alpha + mcub_broadcast_offset(params->extents, params->alpha_strides, row);
        for (int32_t column = 0; column < columns; column++) {
            int32_t value = *input++ - params->input_zero_point;
            int32_t multiplier = params->positive_multiplier;
            int32_t shift = params->positive_shift;
            if (value < 0) {
                value *= slopes[column * step] - params->alpha_zero_point;
                multiplier = params->negative_multiplier;
                shift = params->negative_shift;
            }
            *output++ = mcub_requantize_to_s8(value, multiplier, shift, params->output_zero_point,
                                              -128, 127);
        }
    }
}
