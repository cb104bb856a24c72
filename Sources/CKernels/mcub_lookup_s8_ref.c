#include "mcub_lookup_s8.h"

void mcub_lookup_s8_ref(const mcub_lookup_s8_params *params, const int8_t *input,
                        const int8_t *table, int8_t *output) {
    const int8_t *middle = table + 128;
    for (int32_t k = 0; k < params->count; k++) {
        output[k] = middle[input[k]];
    }
}
