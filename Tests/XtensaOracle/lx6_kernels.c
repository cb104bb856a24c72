/*
 * The LX6's kernels over pseudo-random layers: a word of each layer's outputs and one of what it
 * took go to the results. Built three ways: for the LX6; for the host with the kernels' twins; and
 * with -DREFERENCE=1, for the host with the reference kernels. LAYERS names the file of layers.
 */
#include "mcub_conv_2d_s8.h"
#include "mcub_conv_2d_s8_lx6.h"
#include "mcub_depthwise_3x3_lx6.h"
#include "mcub_depthwise_conv_2d_s8.h"
#include "mcub_depthwise_conv_2d_s8_lx6.h"
#include "mcub_fully_connected_s8.h"
#include "mcub_fully_connected_s8_lx6.h"

#include "lx6_packing.h"

#ifndef REFERENCE
#define REFERENCE 0
#endif

#ifndef BAND_BYTES
#define BAND_BYTES 0 /* what a band of widened rows may take; 0: any number of rows */
#endif

enum { MOST = 1 << 18, CHANNELS = 1024, GUARD = 32, GUARD_BYTE = 0x5A };

typedef enum { CONVOLUTION, DEPTHWISE, CONNECTED } kind;

/* A layer; padded as SAME would where pad is 1. */
typedef struct {
    kind kind;
    int32_t height, width, inputs, outputs, kernel_height, kernel_width, stride, dilation, groups,
        pad, batches;
} layer;

static const layer layers[] = {
#include LAYERS
};
enum { COUNT = sizeof layers / sizeof layers[0] };

static union {
    int32_t word;
    int8_t bytes[MOST];
} input_memory, output_memory, scratch_memory, stream_memory;
static int8_t weights[MOST];
static int32_t bias[CHANNELS], multipliers[CHANNELS], shifts[CHANNELS];

#if defined ON_HOST
uint32_t results[2 * COUNT];
static uint32_t cycles(void) {
    return 0;
}
#else
extern uint32_t results[2 * COUNT];
uint32_t scratch[384];
static uint32_t cycles(void) {
    uint32_t count;
    __asm__ volatile("rsr %0, ccount" : "=r"(count));
    return count;
}
#endif

static uint32_t state;

static uint32_t next(void) {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static int32_t between(int32_t low, int32_t high) {
    return low + (int32_t)(next() % (uint32_t)(high - low + 1));
}

static uint32_t hash(const int8_t *bytes, int32_t count) {
    uint32_t value = 2166136261u;
    for (int32_t i = 0; i < count; i++) {
        value = (value ^ (uint8_t)bytes[i]) * 16777619u;
    }
    return value;
}

/* What a layer's draw leaves: buffers as above, and these. */
typedef struct {
    int32_t input_zero_point, output_zero_point, low, high, shows_negatives;
    int32_t output_height, output_width, pad_top, pad_left, length, output_bytes, band_rows;
} draw;

static int32_t extent(int32_t kernel, int32_t dilation) {
    return (kernel - 1) * dilation + 1;
}

static draw draw_layer(const layer *l) {
    draw d;
    const int32_t rows = extent(l->kernel_height, l->dilation);
    const int32_t columns = extent(l->kernel_width, l->dilation);
    d.input_zero_point = between(-128, 127);
    d.output_zero_point = between(0, 2) == 0 ? -128 : between(-128, 127);
    d.low = between(0, 1) == 0 ? -128 : between(-128, 100);
    d.high = between(0, 1) == 0 ? 127 : between(d.low, 127);
#ifdef AS_IN_NETWORKS
    d.output_zero_point = d.low = -128;
    d.high = 127;
#endif
    d.shows_negatives = d.low < d.output_zero_point;
    d.pad_top = l->pad ? (rows - 1) / 2 : 0;
    d.pad_left = l->pad ? (columns - 1) / 2 : 0;
    d.output_height =
        l->pad ? (l->height + l->stride - 1) / l->stride : (l->height - rows) / l->stride + 1;
    d.output_width =
        l->pad ? (l->width + l->stride - 1) / l->stride : (l->width - columns) / l->stride + 1;
    d.band_rows = between(1, d.output_height);
    d.length =
        l->kernel_height * l->kernel_width * (l->kind == DEPTHWISE ? 1 : l->inputs / l->groups);
    d.output_bytes = l->batches * d.output_height * d.output_width * l->outputs;
    for (int32_t i = 0; i < l->batches * l->height * l->width * l->inputs; i++) {
        input_memory.bytes[i] = (int8_t)next();
    }
    for (int32_t i = 0; i < l->outputs * d.length; i++) {
        weights[i] = (int8_t)next();
    }
    for (int32_t i = 0; i < l->outputs; i++) {
        const int32_t wide = between(0, 9) == 0;
        bias[i] = between(-10000, 10000);
        multipliers[i] = (int32_t)(0x40000000u | next() << 6);
        shifts[i] = wide ? -between(0, 21) : -between(5, 11);
    }
    return d;
}

/* What the kernels wrote outside of `bytes` bytes behind the first guard; 0 if nothing. */
static uint32_t strayed(const int8_t *memory, int32_t bytes) {
    uint32_t found = 0;
    for (int32_t i = 0; i < GUARD; i++) {
        found |= (uint8_t)memory[i] ^ GUARD_BYTE;
        found |= (uint8_t)memory[GUARD + bytes + i] ^ GUARD_BYTE;
    }
    return found;
}

static void guard(int8_t *memory, int32_t bytes) {
    for (int32_t i = 0; i < bytes + 2 * GUARD; i++) {
        memory[i] = GUARD_BYTE;
    }
}

#if !REFERENCE
static int32_t sum(const int8_t *row, int32_t length) {
    int32_t total = 0;
    for (int32_t i = 0; i < length; i++) {
        total += row[i];
    }
    return total;
}

static int32_t scale(const draw *d, int32_t *words, int32_t channel, int32_t total) {
    return pack_scaling(words, bias[channel], total, d->input_zero_point, multipliers[channel],
                        shifts[channel], d->output_zero_point, d->shows_negatives);
}

/* Rows of outputs of a band, where each needs so many bytes. */
static int32_t rows_of_band(const draw *d, int32_t bytes) {
    const int32_t fitting = BAND_BYTES / bytes < 1 ? 1 : BAND_BYTES / bytes;
    return BAND_BYTES == 0 ? d->band_rows : fitting < d->output_height ? fitting : d->output_height;
}

static uint32_t convolve(const layer *l, const draw *d, int8_t *output, int32_t *scratch_bytes) {
    const int32_t is_gathered = l->groups > 1 || l->dilation > 1 || l->inputs % 4 != 0;
    const int32_t members = l->inputs / l->groups;
    const int32_t steps = is_gathered ? (d->length + 3) / 4 : l->kernel_width * l->inputs / 4;
    const mcub_conv_2d_s8_lx6_params params = {
        l->batches,
        l->height,
        l->width,
        l->inputs,
        d->output_height,
        d->output_width,
        l->outputs,
        l->groups,
        members,
        l->kernel_height,
        l->kernel_width,
        l->stride,
        l->stride,
        l->dilation,
        l->dilation,
        d->pad_top,
        d->pad_left,
        d->input_zero_point,
        d->low,
        d->high,
        is_gathered,
        is_gathered ? 1 : l->kernel_height,
        steps,
        rows_of_band(d, is_gathered ? 8 * steps * d->output_width
                                    : 2 * l->stride * l->inputs *
                                          (l->stride * (d->output_width - 1) + l->kernel_width))};
    const int32_t quads = params.segments * steps + 1;
    int8_t *stream = stream_memory.bytes;
    for (int32_t channel = 0; channel < l->outputs; channel++) {
        const int8_t *row = weights + channel * d->length;
        scale(d, (int32_t *)(void *)stream, channel, sum(row, d->length));
        pack_row((uint8_t *)stream + 20, row, d->length, !is_gathered, quads);
        stream += 20 + 4 * quads;
    }
    *scratch_bytes = mcub_conv_2d_s8_lx6_scratch_bytes(&params);
    guard(scratch_memory.bytes, *scratch_bytes);
    const uint32_t before = cycles();
    mcub_conv_2d_s8_lx6(&params, input_memory.bytes, stream_memory.bytes, output,
                        scratch_memory.bytes + GUARD);
    return cycles() - before;
}

static uint32_t connect(const layer *l, const draw *d, int8_t *output, int32_t *scratch_bytes) {
    static int32_t scalings[5 * CHANNELS];
    const mcub_fully_connected_s8_lx6_params params = {l->batches, l->inputs, l->outputs, d->low,
                                                       d->high};
    const int32_t padded = (l->inputs + 3) / 4 * 4;
    for (int32_t channel = 0; channel < l->outputs; channel++) {
        const int8_t *row = weights + channel * d->length;
        scale(d, scalings + 5 * channel, channel, sum(row, d->length));
        for (int32_t i = 0; i < padded; i++) {
            stream_memory.bytes[channel * padded + i] = (int8_t)(i < d->length ? row[i] : 0);
        }
    }
    *scratch_bytes = 3 * padded + 8;
    guard(scratch_memory.bytes, *scratch_bytes);
    const uint32_t before = cycles();
    mcub_fully_connected_s8_lx6(&params, input_memory.bytes, stream_memory.bytes, scalings, output,
                                scratch_memory.bytes + GUARD);
    return cycles() - before;
}

static uint32_t separate(const layer *l, const draw *d, int8_t *output, int32_t *scratch_bytes) {
    const int32_t is_small = l->kernel_height == 3 && l->kernel_width == 3 && l->stride <= 2 &&
                             l->stride * d->output_width + 2 <= MCUB_DEPTHWISE_LX6_LANES;
    const mcub_depthwise_conv_2d_s8_lx6_params params = {
        l->batches,
        l->height,
        l->width,
        l->inputs,
        d->output_height,
        d->output_width,
        l->outputs / l->inputs,
        l->kernel_height,
        l->kernel_width,
        l->stride,
        l->stride,
        d->pad_top,
        d->pad_left,
        d->input_zero_point,
        d->low,
        d->high,
        rows_of_band(d, l->stride * MCUB_DEPTHWISE_LX6_PITCH)};
    const int32_t copies = 1 + (l->stride & 1);
    const int32_t steps = (l->kernel_width + copies - 1 + 3) / 4;
    const int32_t lanes = 4 + 4 * steps * l->kernel_height;
    const int32_t rows = (params.band_rows - 1) * l->stride + l->kernel_height;
    int32_t *words = (int32_t *)(void *)stream_memory.bytes;
    for (int32_t channel = 0; channel < l->outputs; channel++) {
        int32_t total = 0;
        int16_t *made = (int16_t *)(void *)(words + 5);
        const int32_t taps = l->kernel_height * l->kernel_width;
        for (int32_t tap = 0; tap < taps; tap++) {
            total += weights[tap * l->outputs + channel];
        }
        scale(d, words, channel, total);
        if (is_small) {
            static const int32_t places[9] = {0, 1, 6, 2, 3, 7, 4, 5, 8};
            made[9] = 0;
            for (int32_t tap = 0; tap < 9; tap++) {
                made[places[tap]] = weights[tap * l->outputs + channel];
            }
            words += MCUB_DEPTHWISE_LX6_3X3_WORDS;
            continue;
        }
        for (int32_t copy = 0; copy < copies; copy++) {
            for (int32_t i = 0; i < lanes; i++) {
                made[copy * lanes + i] = 0;
            }
            for (int32_t tap = 0; tap < taps; tap++) {
                made[copy * lanes + 1 + copy + tap / l->kernel_width * 4 * steps +
                     tap % l->kernel_width] = weights[tap * l->outputs + channel];
            }
        }
        words += 5 + copies * lanes / 2;
    }
    const int32_t width = (d->output_width - 1) * l->stride + l->kernel_width;
    *scratch_bytes =
        is_small ? rows * MCUB_DEPTHWISE_LX6_PITCH : rows * ((width + 1) / 2 * 4) + 8 * steps + 8;
    guard(scratch_memory.bytes, *scratch_bytes);
    mcub_depthwise_conv_2d_s8_lx6_fn *const kernel =
        is_small ? mcub_depthwise_conv_2d_s8_lx6_3x3 : mcub_depthwise_conv_2d_s8_lx6_any;
    const uint32_t before = cycles();
    kernel(&params, input_memory.bytes, (const int32_t *)(void *)stream_memory.bytes, output,
           scratch_memory.bytes + GUARD);
    return cycles() - before;
}
#endif

static uint32_t run(const layer *l, const draw *d, int8_t *output, int32_t *scratch_bytes) {
#if REFERENCE
    *scratch_bytes = -1;
    if (l->kind == CONNECTED) {
        const mcub_fully_connected_s8_params params = {
            l->batches,           l->inputs, l->outputs, d->input_zero_point,
            d->output_zero_point, d->low,    d->high};
        mcub_fully_connected_s8_ref(&params, input_memory.bytes, weights, bias, multipliers, shifts,
                                    output);
    } else if (l->kind == DEPTHWISE) {
        const mcub_depthwise_conv_2d_s8_params params = {l->batches,
                                                         l->height,
                                                         l->width,
                                                         l->inputs,
                                                         d->output_height,
                                                         d->output_width,
                                                         l->outputs / l->inputs,
                                                         l->kernel_height,
                                                         l->kernel_width,
                                                         l->stride,
                                                         l->stride,
                                                         l->dilation,
                                                         l->dilation,
                                                         d->pad_top,
                                                         d->pad_left,
                                                         d->input_zero_point,
                                                         d->output_zero_point,
                                                         d->low,
                                                         d->high};
        mcub_depthwise_conv_2d_s8_ref(&params, input_memory.bytes, weights, bias, multipliers,
                                      shifts, output);
    } else {
        const mcub_conv_2d_s8_params params = {l->batches,
                                               l->height,
                                               l->width,
                                               l->inputs,
                                               d->output_height,
                                               d->output_width,
                                               l->outputs,
                                               l->kernel_height,
                                               l->kernel_width,
                                               l->inputs / l->groups,
                                               l->stride,
                                               l->stride,
                                               l->dilation,
                                               l->dilation,
                                               d->pad_top,
                                               d->pad_left,
                                               d->input_zero_point,
                                               d->output_zero_point,
                                               d->low,
                                               d->high};
        mcub_conv_2d_s8_ref(&params, input_memory.bytes, weights, bias, multipliers, shifts,
                            output);
    }
    return 0;
#else
    return l->kind == CONNECTED   ? connect(l, d, output, scratch_bytes)
           : l->kind == DEPTHWISE ? separate(l, d, output, scratch_bytes)
                                  : convolve(l, d, output, scratch_bytes);
#endif
}

int body(void);

int body(void) {
    for (uint32_t index = 0; index < COUNT; index++) {
        state = 77 + index;
        const draw d = draw_layer(&layers[index]);
        int8_t *const output = output_memory.bytes + GUARD;
        int32_t scratch_bytes = 0;
        guard(output_memory.bytes, d.output_bytes);
        results[2 * index + 1] = run(&layers[index], &d, output, &scratch_bytes);
        uint32_t value =
            hash(output, d.output_bytes) ^ strayed(output_memory.bytes, d.output_bytes);
        if (scratch_bytes >= 0) {
            value ^= strayed(scratch_memory.bytes, scratch_bytes);
        }
        results[2 * index] = value;
    }
    return 0;
}

#ifdef ON_HOST
#include <stdio.h>

int main(void) {
    body();
    return fwrite(results, 1, sizeof results, stdout) == sizeof results ? 0 : 1;
}
#endif
