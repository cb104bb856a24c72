#include "mcub_relu_s8.h"

#include "mcub_requantize.h"

void mcub_relu_s8_ref(const mcub_relu_s8_params *params, const int8_t *input, int8_t *output) {
    for (int32_t k = 0; k < params->count; k++) {
        output[k] = mcub_requantize_to_s8(input[k] - params->input_zero_point, params->multiplier,
                                          params->shift, params->output_zero_point,
                                          params->output_minimum, params->output_maximum);
    }
}
