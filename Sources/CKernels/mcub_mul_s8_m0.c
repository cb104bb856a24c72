#include "mcub_mul_s8_m0.h"

#include "mcub_broadcast.h"

/* One row; both inputs lie side by side. */
static void multiply_row(const mcub_mul_s8_m0_params *params, const int8_t *input1,
                         const int8_t *input2, int8_t *output, int32_t columns) {
    const int32_t zero1 = params->input1_zero_point;
    const int32_t zero2 = params->input2_zero_point;
    const uint32_t range = (uint32_t)params->range;

    for (int32_t column = 0; column < columns; column++) {
        uint32_t t = (uint32_t)((input1[column] - zero1) * (input2[column] - zero2) + params->bias);
        if (t > range) {
            t = (int32_t)t < 0 ? 0 : range;
        }
        uint32_t scaled = t * (uint32_t)params->low_scale >> MCUB_MUL_M0_FRACTION;
        scaled += t * (uint32_t)params->high_scale + (uint32_t)params->addend;
        if (t < (uint32_t)params->zero) {
            scaled -= (uint32_t)params->less;
        }
        output[column] = (int8_t)(scaled >> 24);
    }
}

void mcub_mul_s8_m0(const mcub_mul_s8_m0_params *params, const int8_t *input1, const int8_t *input2,
                    int8_t *output) {
    const int32_t rows = mcub_broadcast_rows(params->extents);
    const int32_t columns = params->extents[MCUB_BROADCAST_RANK - 1];

    for (int32_t row = 0; row < rows; row++, output += columns) {
        multiply_row(params,
                     input1 + mcub_broadcast_offset(params->extents, params->input1_strides, row),
                     input2 + mcub_broadcast_offset(params->extents, params->input2_strides, row),
                     output, columns);
    }
}
