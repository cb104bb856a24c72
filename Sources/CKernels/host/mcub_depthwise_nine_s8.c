/* mcub_depthwise_nine_s8 in plain C: what a core's assembly does, for the host. */
#include "mcub_depthwise_nine_s8.h"

#include "mcub_short_requantize.h"

enum { MULTIPLIER, ADDEND, SHIFT, BIAS, WEIGHTS };

static int32_t tap(const int32_t *words, int32_t row, int32_t column) {
    const uint32_t word = (uint32_t)words[WEIGHTS + 2 * row + (column == 2)];
    return (int16_t)(column == 0 ? word & 0xffffu : word >> 16);
}

static int8_t output_of(const int8_t *input, int32_t channels, const int32_t *words, int32_t zero,
                        int32_t row, int32_t column) {
    uint32_t sum = (uint32_t)words[BIAS];
    for (int32_t ky = 0; ky < 3; ky++) {
        for (int32_t kx = 0; kx < 3; kx++) {
            const int32_t y = row + ky - 1;
            const int32_t x = column + kx - 1;
            if (y >= 0 && y < 3 && x >= 0 && x < 3) {
                sum += (uint32_t)(tap(words, ky, kx) * (input[(3 * y + x) * channels] - zero));
            }
        }
    }
    return mcub_short_requantize((int32_t)sum, words[MULTIPLIER], words[ADDEND], words[SHIFT], 0);
}

void mcub_depthwise_nine_s8(const int8_t *input, int8_t *output, int32_t channels,
                            const int32_t *words, uint32_t zero) {
    for (int32_t channel = 0; channel < channels; channel++, words += MCUB_DEPTHWISE_NINE_WORDS) {
        for (int32_t place = 0; place < 9; place++) {
            output[place * channels + channel] = output_of(
                input + channel, channels, words, (int16_t)(zero & 0xffffu), place / 3, place % 3);
        }
    }
}
