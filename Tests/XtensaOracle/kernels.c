/* The reference kernels over pseudo-random tensors; their outputs are the results. */
#include "mcub_add_s8.h"
#include "mcub_average_pool_2d_s8.h"
#include "mcub_conv_2d_s8.h"
#include "mcub_depthwise_conv_2d_s8.h"
#include "mcub_fully_connected_s8.h"
#include "mcub_max_pool_2d_s8.h"
#include "mcub_softmax_s8.h"

enum { SIDE = 12, CHANNELS = 16, OUTPUTS = 24, PIXELS = SIDE * SIDE };

int8_t input[PIXELS * CHANNELS], weights[3 * 3 * CHANNELS * OUTPUTS];
int32_t bias[OUTPUTS], multipliers[OUTPUTS], shifts[OUTPUTS];
uint32_t scratch[384];

#ifdef ON_HOST
int8_t results[RESULT_BYTES];
#else
extern int8_t results[RESULT_BYTES];
#endif

static uint32_t state;

static uint32_t next(void) {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static void fill(void) {
    state = 20;
    for (unsigned i = 0; i < sizeof input; i++) {
        input[i] = (int8_t)next();
    }
    for (unsigned i = 0; i < sizeof weights; i++) {
        weights[i] = (int8_t)next();
    }
    for (int i = 0; i < OUTPUTS; i++) {
        bias[i] = (int32_t)(next() & 0xFFFF) - 0x8000;
        multipliers[i] = (int32_t)(0x40000000u + next());
        shifts[i] = -(int32_t)(7 + i % 4);
    }
}

int body(void);

int body(void) {
    int8_t *output = results;
    fill();

    static const mcub_conv_2d_s8_params conv = {1, SIDE, SIDE,     CHANNELS, SIDE, SIDE, OUTPUTS,
                                                3, 3,    CHANNELS, 1,        1,    1,    1,
                                                1, 1,    -5,       3,        -128, 127};
    mcub_conv_2d_s8_ref(&conv, input, weights, bias, multipliers, shifts, output);
    output += PIXELS * OUTPUTS;

    static const mcub_depthwise_conv_2d_s8_params depthwise = {
        1, SIDE, SIDE, CHANNELS, 6, 6, 1, 3, 3, 2, 2, 1, 1, 0, 0, 7, -9, -100, 127};
    mcub_depthwise_conv_2d_s8_ref(&depthwise, input, weights, bias, multipliers, shifts, output);
    output += 6 * 6 * CHANNELS;

    static const mcub_fully_connected_s8_params dense = {1,  10 * CHANNELS, OUTPUTS, 11,
                                                         -4, -128,          127};
    mcub_fully_connected_s8_ref(&dense, input, weights, bias, multipliers, shifts, output);
    output += OUTPUTS;

    static const mcub_average_pool_2d_s8_params average = {1, SIDE, SIDE, CHANNELS, 4, 4,    3,
                                                           3, 3,    3,    0,        0, -128, 127};
    mcub_average_pool_2d_s8_ref(&average, input, output);
    output += 16 * CHANNELS;

    static const mcub_max_pool_2d_s8_params most = {1, SIDE, SIDE, CHANNELS, 6, 6,    2,
                                                    2, 2,    2,    0,        0, -128, 127};
    mcub_max_pool_2d_s8_ref(&most, input, output);
    output += 36 * CHANNELS;

    static const mcub_softmax_s8_params soft = {8, 16, 0x50000000, 22, -300};
    mcub_softmax_s8_ref(&soft, input, output);
    output += 8 * 16;

    static const mcub_add_s8_params sum = {{1, 1, 1, 4, 16, 16},
                                           {0, 0, 0, 256, 16, 1},
                                           {0, 0, 0, 256, 0, 1},
                                           3,
                                           0x60000000,
                                           -1,
                                           -7,
                                           0x40000000,
                                           0,
                                           0x50000000,
                                           -19,
                                           5,
                                           -128,
                                           127};
    mcub_add_s8_ref(&sum, input, input + 1024, output);
    output += 4 * 16 * 16;
    return (int)(output - results);
}

#ifdef ON_HOST
#include <stdio.h>

int main(void) {
    const int count = body();
    return fwrite(results, 1, (size_t)count, stdout) == (size_t)count ? 0 : 1;
}
#endif
