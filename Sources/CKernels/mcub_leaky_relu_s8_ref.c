#include "mcub_leaky_relu_s8.h"

#include "mcub_requantize.h"

void mcub_leaky_relu_s8_ref(const mcub_leaky_relu_s8_params *params, const int8_t *input,
                            int8_t *output) {
    for (int32_t k = 0; k < params->count; k++) {
        const int32_t value = input[k] - params->input_zero_point;
        const int32_t is_negative = value < 0;
        output[k] = mcub_requantize_to_s8(
            value, is_negative ? params->negative_multiplier : params->positive_multiplier,
            is_negative ? params->negative_shift : params->positive_shift,
            params->output_zero_point, -128, 127);
    }
}
