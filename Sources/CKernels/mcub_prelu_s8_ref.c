#include "mcub_prelu_s8.h"

#include "mcub_requantize.h"

void mcub_prelu_s8_ref(const mcub_prelu_s8_params *params, const int8_t *input, const int8_t *alpha,
                       int8_t *output) {
    const int32_t last = MCUB_PRELU_RANK - 1;
    const int32_t row_stride = params->alpha_strides[last];
    int32_t index[MCUB_PRELU_RANK] = {0};
    int32_t alpha_offset = 0;
    int32_t dimension;
    do {
        for (int32_t k = 0; k < params->extents[last]; k++) {
            const int32_t value = *input++ - params->input_zero_point;
            if (value >= 0) {
                *output++ = mcub_requantize_to_s8(value, params->positive_multiplier,
                                                  params->positive_shift, params->output_zero_point,
                                                  -128, 127);
            } else {
                const int32_t slope =
                    alpha[alpha_offset + k * row_stride] - params->alpha_zero_point;
                *output++ = mcub_requantize_to_s8(value * slope, params->negative_multiplier,
                                                  params->negative_shift, params->output_zero_point,
                                                  -128, 127);
            }
        }
        for (dimension = last - 1; dimension >= 0; dimension--) {
            alpha_offset += params->alpha_strides[dimension];
            if (++index[dimension] < params->extents[dimension]) {
                break;
            }
            alpha_offset -= params->extents[dimension] * params->alpha_strides[dimension];
            index[dimension] = 0;
        }
    } while (dimension >= 0);
}
