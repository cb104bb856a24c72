/* mcub_depthwise_nine_s8 in plain C: what a core's assembly does, for the host. */
#include "mcub_depthwise_nine_s8.h"

#include "mcub_short_requantize.h"

enum { MULTIPLIER, ADDEND, SHIFT, BIAS, WEIGHTS };

/* Where the nine outputs lie over the inputs. */
typedef struct {
    int32_t side;   /* of the input, in pixels */
    int32_t stride; /* in pixels */
    int32_t pad;    /* pixels above and on the left */
} nine_place;

static int32_t tap(const int32_t *words, int32_t row, int32_t column) {
    const uint32_t word = (uint32_t)words[WEIGHTS + 2 * row + (column == 2)];
    return (int16_t)(column == 0 ? word & 0xffffu : word >> 16);
}

static int8_t output_of(nine_place place, const int8_t *input, int32_t channels,
                        const int32_t *words, int32_t zero, int32_t output) {
    uint32_t sum = (uint32_t)words[BIAS];
    for (int32_t ky = 0; ky < 3; ky++) {
        for (int32_t kx = 0; kx < 3; kx++) {
            const int32_t y = output / 3 * place.stride + ky - place.pad;
            const int32_t x = output % 3 * place.stride + kx - place.pad;
            if (y >= 0 && y < place.side && x >= 0 && x < place.side) {
                const int32_t element = input[(place.side * y + x) * channels];
                sum += (uint32_t)(tap(words, ky, kx) * (element - zero));
            }
        }
    }
    return mcub_short_requantize((int32_t)sum, words[MULTIPLIER], words[ADDEND], words[SHIFT], 0);
}

static void make_nine(nine_place place, const int8_t *input, int8_t *output, int32_t channels,
                      const int32_t *words, uint32_t zero) {
    for (int32_t channel = 0; channel < channels; channel++, words += MCUB_DEPTHWISE_NINE_WORDS) {
        for (int32_t i = 0; i < 9; i++) {
            output[i * channels + channel] =
                output_of(place, input + channel, channels, words, (int16_t)(zero & 0xffffu), i);
        }
    }
}

void mcub_depthwise_nine_s8(const int8_t *input, int8_t *output, int32_t channels,
                            const int32_t *words, uint32_t zero) {
    const nine_place place = {.side = 3, .stride = 1, .pad = 1};
    make_nine(place, input, output, channels, words, zero);
}

void mcub_depthwise_nine_s8_s2(const int8_t *input, int8_t *output, int32_t channels,
                               const int32_t *words, uint32_t zero) {
    const nine_place place = {.side = 6, .stride = 2, .pad = 0};
    make_nine(place, input, output, channels, words, zero);
}
