#include "mcub_fully_connected_s8_lx6.h"

#include "mcub_clamp_s8_lx6.h"
#include "mcub_dot_vector_s8_lx6.h"
#include "mcub_widen_s8_lx6.h"

/* Bytes at any address to words, zeros behind them. */
static void gather_words(const int8_t *bytes, int32_t count, uint32_t *words) {
    for (int32_t first = 0; first < count; first += 4) {
        uint32_t word = 0;
        for (int32_t place = 3; place >= 0; place--) {
            const int32_t index = first + place;
            word = word << 8 | (index < count ? (uint8_t)bytes[index] : 0u);
        }
        *words++ = word;
    }
}

void mcub_fully_connected_s8_lx6(const mcub_fully_connected_s8_lx6_params *params,
                                 const int8_t *input, const int8_t *weights,
                                 const int32_t *scalings, int8_t *output, void *scratch) {
    const int32_t quads = (params->depth + 3) / 4;
    uint32_t *const lanes = scratch;
    uint32_t *const words = lanes + 2 * quads + MCUB_DOT_VECTOR_LX6_LANES_EXTRA / 4;

    for (int32_t batch = 0; batch < params->batches; batch++) {
        const int8_t *vector = input + batch * params->depth;
        if (4 * quads != params->depth) {
            gather_words(vector, params->depth, words);
            vector = (const int8_t *)words;
        }
        mcub_widen_s8_lx6(vector, lanes, quads);
        mcub_dot_vector_s8_lx6(lanes, weights, (const mcub_requantize_lx6 *)(const void *)scalings,
                               output, params->units, quads);
        output += params->units;
    }
    mcub_clamp_s8_lx6(output - params->batches * params->units, params->batches * params->units,
                      params->activation_min, params->activation_max);
}
