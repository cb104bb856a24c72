#include "mcub_sum_s8.h"

#include "mcub_reduction.h"
#include "mcub_requantize.h"

/* value times the real factor, rounded once, half away from zero; limited to [-256, 256]. */
static int32_t nearest(int32_t value, int32_t multiplier, int32_t shift) {
    const int32_t right = 31 - shift;
    const int64_t product = (int64_t)value * multiplier;
    const int64_t magnitude = product < 0 ? -product : product;
    const int64_t rounded = (magnitude + ((int64_t)1 << (right - 1))) >> right;
    const int32_t bounded = rounded > 256 ? 256 : (int32_t)rounded;
    return product < 0 ? -bounded : bounded;
}

void mcub_sum_s8_ref(const mcub_sum_s8_params *params, const int8_t *input, int8_t *output) {
    const int32_t outputs = mcub_reduction_count(params->kept_extents);

    for (int32_t index = 0; index < outputs; index++) {
        const int32_t first =
            mcub_reduction_offset(params->kept_extents, params->kept_strides, index);
        const int32_t sum = mcub_reduction_sum(input + first, params->reduced_extents,
                                               params->reduced_strides, params->input_zero_point);
        const int32_t scaled = nearest(sum, params->multiplier, params->shift);
        output[index] = (int8_t)mcub_clamp(scaled + params->output_zero_point, INT8_MIN, INT8_MAX);
    }
}
