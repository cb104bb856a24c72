#include "mcub_mean_s8.h"

#include "mcub_reduction.h"
#include "mcub_requantize.h"

void mcub_mean_s8_ref(const mcub_mean_s8_params *params, const int8_t *input, int8_t *output) {
    const int32_t outputs = mcub_reduction_count(params->kept_extents);

    for (int32_t index = 0; index < outputs; index++) {
        const int32_t first =
            mcub_reduction_offset(params->kept_extents, params->kept_strides, index);
        const int32_t sum = mcub_reduction_sum(input + first, params->reduced_extents,
                                               params->reduced_strides, params->input_zero_point);
        output[index] = mcub_requantize_to_s8(sum, params->multiplier, params->shift,
                                              params->output_zero_point, INT8_MIN, INT8_MAX);
    }
}
