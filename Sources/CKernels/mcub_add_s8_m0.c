#include "mcub_add_s8_m0.h"

#include "mcub_broadcast.h"

/* One row; both inputs lie side by side. */
static void add_row(const int8_t *input1, const int8_t *input2, const int32_t *tables,
                    int8_t *output, int32_t columns, int32_t low, int32_t high) {
    const int32_t *const others = tables + 256;

    for (int32_t column = 0; column < columns; column++) {
        int32_t sum = (tables[(uint8_t)input1[column]] + others[(uint8_t)input2[column]]) >>
                      MCUB_ADD_M0_FRACTION;
        sum = sum < low ? low : sum;
        output[column] = (int8_t)(sum > high ? high : sum);
    }
}

void mcub_add_s8_m0(const mcub_add_s8_m0_params *params, const int8_t *input1, const int8_t *input2,
                    const int32_t *tables, int8_t *output) {
    const int32_t rows = mcub_broadcast_rows(params->extents);
    const int32_t columns = params->extents[MCUB_BROADCAST_RANK - 1];

    for (int32_t row = 0; row < rows; row++, output += columns) {
        add_row(input1 + mcub_broadcast_offset(params->extents, params->input1_strides, row),
                input2 + mcub_broadcast_offset(params->extents, params->input2_strides, row),
                tables, output, columns, params->activation_min, params->activation_max);
    }
}
