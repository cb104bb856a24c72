#include "mcub_add_s8_dsp.h"

#include "mcub_add_elements_s8.h"
#include "mcub_broadcast.h"
#include "mcub_clamp_s8.h"

void mcub_add_s8_dsp(const mcub_add_s8_dsp_params *params, const int8_t *input1,
                     const int8_t *input2, const int32_t *words, int8_t *output) {
    mcub_add_elements_s8_fn *const add =
        params->rounds_negatives ? mcub_add_elements_s8_signed : mcub_add_elements_s8;
    const int32_t rows = mcub_broadcast_rows(params->extents);
    const int32_t columns = params->extents[MCUB_BROADCAST_RANK - 1];

    for (int32_t row = 0; row < rows; row++, output += columns) {
        add(input1 + mcub_broadcast_offset(params->extents, params->input1_strides, row),
            input2 + mcub_broadcast_offset(params->extents, params->input2_strides, row), output,
            columns, words);
        mcub_clamp_s8(output, columns, params->activation_min, params->activation_max);
    }
}
