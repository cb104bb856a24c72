#include "mcub_fully_connected_s8_m0.h"

#include "mcub_dot_fours_s8_m0.h"
#include "mcub_split_scale.h"

enum { ROWS = 4 };

void mcub_fully_connected_s8_m0(const mcub_fully_connected_s8_m0_params *params,
                                const int8_t *input, const int8_t *weights,
                                const int32_t *constants, int8_t *output) {
    for (int32_t batch = 0; batch < params->batches; batch++) {
        const int8_t *block = weights;
        const int32_t *row = constants;
        for (int32_t unit = 0; unit < params->units; unit += ROWS) {
            const int32_t left = params->units - unit;
            const int32_t count = left < ROWS ? left : ROWS;
            int32_t sums[ROWS];
            mcub_dot_fours_s8_m0(block, input, params->depth, sums);
            for (int32_t place = 0; place < count; place++) {
                *output++ = mcub_split_scale((uint32_t)sums[place] + (uint32_t)row[5], row);
                row += MCUB_SPLIT_SCALE_WORDS;
            }
            block += ROWS * params->depth;
        }
        input += params->depth;
    }
}
