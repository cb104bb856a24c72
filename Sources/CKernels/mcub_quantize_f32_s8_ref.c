#include "mcub_quantize_f32_s8.h"

#include "mcub_requantize.h"

#include <string.h>

/** value rounded half away from zero; beyond 512 any result that clamps alike. */
static int32_t rounded(float value) {
    if (value >= 512.0f) {
        return 512;
    }
    if (value <= -512.0f) {
        return -512;
    }
    if (!(value == value)) {
        return 0;
    }
    const int32_t whole = (int32_t)value;
    const float rest = value - (float)whole; /* exact */
    return whole + (rest >= 0.5f ? 1 : 0) - (rest <= -0.5f ? 1 : 0);
}

void mcub_quantize_f32_s8_ref(const mcub_quantize_f32_s8_params *params, const float *input,
                              int8_t *output) {
    float scale;
    memcpy(&scale, &params->scale_bits, sizeof scale);
    for (int32_t k = 0; k < params->count; k++) {
        const int32_t value = rounded(input[k] / scale) + params->zero_point;
        output[k] = (int8_t)mcub_clamp(value, -128, 127);
    }
}
