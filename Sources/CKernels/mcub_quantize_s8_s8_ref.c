#include "mcub_quantize.h"

#include "mcub_requantize.h"

void mcub_quantize_s8_s8_ref(const mcub_quantize_params *params, const int8_t *input,
                             int8_t *output) {
    for (int32_t k = 0; k < params->count; k++) {
        const int32_t scaled =
            mcub_requantize(input[k] - params->input_zero_point, params->multiplier, params->shift);
        output[k] = (int8_t)mcub_clamp(scaled + params->output_zero_point, -128, 127);
    }
}
