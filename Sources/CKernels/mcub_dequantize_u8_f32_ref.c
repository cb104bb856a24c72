#include "mcub_dequantize.h"

#include <string.h>

void mcub_dequantize_u8_f32_ref(const mcub_dequantize_params *params, const uint8_t *input,
                                float *output) {
    float scale;
    memcpy(&scale, &params->scale_bits, sizeof scale);
    for (int32_t k = 0; k < params->count; k++) {
        output[k] = scale * (float)(input[k] - params->zero_point);
    }
}
