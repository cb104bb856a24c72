#include "mcub_arg_max_s8.h"

void mcub_arg_max_s8_ref(const mcub_arg_max_s8_params *params, const int8_t *input,
                         int32_t *output) {
    for (int32_t outer = 0; outer < params->outer_count; outer++) {
        for (int32_t inner = 0; inner < params->inner_count; inner++) {
            const int8_t *element = input + inner;
            int8_t largest = *element;
            int32_t place = 0;
            for (int32_t k = 1; k < params->axis_extent; k++) {
                element += params->inner_count;
                if (*element > largest) {
                    largest = *element;
                    place = k;
                }
            }
            *output++ = place;
        }
        input += params->axis_extent * params->inner_count;
    }
}
