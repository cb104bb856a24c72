#include "mcub_lookup_s8.h"

/* Four elements: all loads stand before the stores, which may be to the same memory. */
static inline void look_up_four(const int8_t *middle, const int8_t *input, int8_t *output) {
    const int8_t first = middle[input[0]];
    const int8_t second = middle[input[1]];
    const int8_t third = middle[input[2]];
    const int8_t fourth = middle[input[3]];
    output[0] = first;
    output[1] = second;
    output[2] = third;
    output[3] = fourth;
}

void mcub_lookup_s8_dsp(const mcub_lookup_s8_params *params, const int8_t *input,
                        const int8_t *table, int8_t *output) {
    const int8_t *middle = table + 128;
    int32_t left = params->count;
    for (; left >= 8; left -= 8, input += 8, output += 8) {
        look_up_four(middle, input, output);
        look_up_four(middle, input + 4, output + 4);
    }
    for (; left > 0; left--) {
        *output++ = middle[*input++];
    }
}
