#include "mcub_add_s8.h"

#include "mcub_broadcast.h"
#include "mcub_requantize.h"

/* An element, less its zero point, on the scale that both inputs share. */
static int32_t shared_scale(int32_t element, int32_t zero_point, int32_t multiplier,
                            int32_t shift) {
    return mcub_requantize((element - zero_point) * ((int32_t)1 << 20), multiplier, shift);
}

void mcub_add_s8_ref(const mcub_add_s8_params *params, const int8_t *input1, const int8_t *input2,
                     int8_t *output) {
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
            const int32_t x1 = shared_scale(row1[column * step1], params->input1_zero_point,
                                            params->input1_multiplier, params->input1_shift);
            const int32_t x2 = shared_scale(row2[column * step2], params->input2_zero_point,
                                            params->input2_multiplier, params->input2_shift);
            *output++ = mcub_requantize_to_s8(x1 + x2, params->output_multiplier,
                                              params->output_shift, params->output_zero_point,
                                              params->activation_min, params->activation_max);
        }
    }
}
