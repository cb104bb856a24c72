#include "mcub_fully_connected_s8.h"

#include <stddef.h>

#include "mcub_requantize.h"

void mcub_fully_connected_s8_ref(const mcub_fully_connected_s8_params *params, const int8_t *input,
                                 const int8_t *weights, const int32_t *bias,
                                 const int32_t *multipliers, const int32_t *shifts,
                                 int8_t *output) {
    const int32_t depth = params->depth;
    const int32_t zero_point = params->input_zero_point;

    for (int32_t batch = 0; batch < params->batches; batch++) {
        const int8_t *filter = weights;
        for (int32_t unit = 0; unit < params->units; unit++) {
            uint32_t sum = bias != NULL ? (uint32_t)bias[unit] : 0;
            for (int32_t index = 0; index < depth; index++) {
                sum += (uint32_t)((input[index] - zero_point) * filter[index]);
            }
            filter += depth;
            *output++ = mcub_requantize_to_s8((int32_t)sum, multipliers[unit], shifts[unit],
                                              params->output_zero_point, params->activation_min,
                                              params->activation_max);
        }
        input += depth;
    }
}
