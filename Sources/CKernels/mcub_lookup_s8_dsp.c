#include "mcub_look_up_eights.h"
#include "mcub_lookup_s8.h"

void mcub_lookup_s8_dsp(const mcub_lookup_s8_params *params, const int8_t *input,
                        const int8_t *table, int8_t *output) {
    const int8_t *middle = table + 128;
    const int32_t count = params->count;
    const int32_t whole = count & ~7;

    if (whole > 0) {
        mcub_look_up_eights(input, middle, output, whole);
    }
    for (int32_t i = whole; i < count; i++) {
        output[i] = middle[input[i]];
    }
}
