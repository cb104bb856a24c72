#include "mcub_mul_s8_dsp.h"

#include "mcub_broadcast.h"
#include "mcub_clamp_s8.h"
#include "mcub_mul_elements_s8.h"

void mcub_mul_s8_dsp(const mcub_mul_s8_dsp_params *params, const int8_t *input1,
                     const int8_t *input2, int8_t *output) {
    mcub_mul_elements_s8_fn *const multiply =
        params->rounds_negatives ? mcub_mul_elements_s8_signed : mcub_mul_elements_s8;
    const mcub_mul_scaling scaling = {
        .multiplier = params->multiplier,
        .addend = params->addend,
        .shift = params->shift,
        .input1_zero_point = params->input1_zero_point,
        .input2_zero_point = params->input2_zero_point,
        .product_shift = params->product_shift,
    };
    const int32_t rows = mcub_broadcast_rows(params->extents);
    const int32_t columns = params->extents[MCUB_BROADCAST_RANK - 1];

    for (int32_t row = 0; row < rows; row++, output += columns) {
        multiply(input1 + mcub_broadcast_offset(params->extents, params->input1_strides, row),
                 input2 + mcub_broadcast_offset(params->extents, params->input2_strides, row),
                 output, columns, &scaling);
        mcub_clamp_s8(output, columns, params->activation_min, params->activation_max);
    }
}
