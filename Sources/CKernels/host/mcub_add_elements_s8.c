/* Sums of elements in plain C: what a core's assembly does, for the host. */
#include "mcub_add_elements_s8.h"

#include "mcub_short_requantize.h"

enum { MULTIPLIER, ADDEND, SHIFT, TABLES };

static void add(const int8_t *input1, const int8_t *input2, int8_t *output, int32_t count,
                const int32_t *words, int32_t is_signed) {
    for (int32_t i = 0; i < count; i++) {
        const int32_t sum =
            words[TABLES + (uint8_t)input1[i]] + words[TABLES + 256 + (uint8_t)input2[i]];
        output[i] =
            mcub_short_requantize(sum, words[MULTIPLIER], words[ADDEND], words[SHIFT], is_signed);
    }
}

void mcub_add_elements_s8(const int8_t *input1, const int8_t *input2, int8_t *output, int32_t count,
                          const int32_t *words) {
    add(input1, input2, output, count, words, 0);
}

void mcub_add_elements_s8_signed(const int8_t *input1, const int8_t *input2, int8_t *output,
                                 int32_t count, const int32_t *words) {
    add(input1, input2, output, count, words, 1);
}
