#include "mcub_conv_2d_f32.h"

#include <stddef.h>
#include <string.h>

/* Four floats, which every host here adds and multiplies in one instruction. */
typedef float mcub_f32x4 __attribute__((vector_size(16)));

/* Output positions that one pass works on: with two vectors each, they fill half the registers of
 * SSE2, the least of an x86-64. */
#define POSITIONS 4

enum { PANEL = MCUB_CONV_2D_F32_PANEL };

static mcub_f32x4 load(const float *from) {
    mcub_f32x4 value;
    memcpy(&value, from, sizeof value);
    return value;
}

/* Whether each output position reads the one input position of its own number. */
static int is_plain(const mcub_conv_2d_f32_params *params) {
    return params->kernel_height == 1 && params->kernel_width == 1 && params->stride_height == 1 &&
           params->stride_width == 1 && params->pad_top == 0 && params->pad_left == 0 &&
           params->input_height == params->output_height &&
           params->input_width == params->output_width;
}

static int32_t panels(const mcub_conv_2d_f32_params *params) {
    return (params->output_channels / params->groups + PANEL - 1) / PANEL;
}

static ptrdiff_t panel_elements(const mcub_conv_2d_f32_params *params) {
    return (ptrdiff_t)params->kernel_height * params->kernel_width *
           (params->input_channels / params->groups) * PANEL;
}

int64_t mcub_conv_2d_f32_packed_count(const mcub_conv_2d_f32_params *params) {
    return (int64_t)params->groups * panels(params) * panel_elements(params);
}

void mcub_conv_2d_f32_pack(const mcub_conv_2d_f32_params *params, const float *weights,
                           float *packed) {
    const int32_t group_outputs = params->output_channels / params->groups;
    const ptrdiff_t taps = panel_elements(params) / PANEL;
    for (int32_t group = 0; group < params->groups; group++) {
        for (int32_t panel = 0; panel < panels(params); panel++) {
            for (int32_t lane = 0; lane < PANEL; lane++) {
                const int32_t channel = panel * PANEL + lane;
                const float *from = weights + ((ptrdiff_t)group * group_outputs + channel) * taps;
                for (ptrdiff_t tap = 0; tap < taps; tap++) {
                    packed[tap * PANEL + lane] = channel < group_outputs ? from[tap] : 0.0f;
                }
            }
            packed += taps * PANEL;
        }
    }
}

/* Adds the products of one tap's input channels at four positions with a panel of weights. */
static inline void add_tap(const float *const rows[POSITIONS], const float *weights, int32_t depth,
                           mcub_f32x4 sums[POSITIONS][2]) {
    mcub_f32x4 s00 = sums[0][0], s01 = sums[0][1], s10 = sums[1][0], s11 = sums[1][1];
    mcub_f32x4 s20 = sums[2][0], s21 = sums[2][1], s30 = sums[3][0], s31 = sums[3][1];
    const float *r0 = rows[0], *r1 = rows[1], *r2 = rows[2], *r3 = rows[3];
    for (int32_t index = 0; index < depth; index++) {
        const mcub_f32x4 low = load(weights), high = load(weights + 4);
        const mcub_f32x4 v0 = {r0[index], r0[index], r0[index], r0[index]};
        s00 += v0 * low;
        s01 += v0 * high;
        const mcub_f32x4 v1 = {r1[index], r1[index], r1[index], r1[index]};
        s10 += v1 * low;
        s11 += v1 * high;
        const mcub_f32x4 v2 = {r2[index], r2[index], r2[index], r2[index]};
        s20 += v2 * low;
        s21 += v2 * high;
        const mcub_f32x4 v3 = {r3[index], r3[index], r3[index], r3[index]};
        s30 += v3 * low;
        s31 += v3 * high;
        weights += PANEL;
    }
    sums[0][0] = s00, sums[0][1] = s01, sums[1][0] = s10, sums[1][1] = s11;
    sums[2][0] = s20, sums[2][1] = s21, sums[3][0] = s30, sums[3][1] = s31;
}

/* Adds the products of one tap's input channels at one position. */
static inline void add_tap_once(const float *row, const float *weights, int32_t depth,
                                mcub_f32x4 sums[2]) {
    mcub_f32x4 s0 = sums[0], s1 = sums[1];
    for (int32_t index = 0; index < depth; index++) {
        const mcub_f32x4 value = {row[index], row[index], row[index], row[index]};
        s0 += value * load(weights);
        s1 += value * load(weights + 4);
        weights += PANEL;
    }
    sums[0] = s0, sums[1] = s1;
}

/* What one panel of output channels reads and writes. */
typedef struct {
    const float *weights;
    const float *zeros;
    int32_t depth;    /* input channels of the group */
    int32_t channels; /* output channels that exist, 1 to PANEL */
    float bias[PANEL];
} panel_work;

static void store(const mcub_conv_2d_f32_params *params, const panel_work *work,
                  const mcub_f32x4 sums[2], float *output) {
    float values[PANEL];
    memcpy(values, sums, sizeof values);
    for (int32_t lane = 0; lane < work->channels; lane++) {
        float value = values[lane];
        value = value < params->activation_min ? params->activation_min : value;
        output[lane] = value > params->activation_max ? params->activation_max : value;
    }
}

/* `count` positions from 1 to 4 of one output row, the first at `column`. */
static void convolve(const mcub_conv_2d_f32_params *params, const panel_work *work,
                     const float *input, int32_t row, int32_t column, int32_t count,
                     float *output) {
    mcub_f32x4 sums[POSITIONS][2];
    for (int32_t position = 0; position < POSITIONS; position++) {
        sums[position][0] = load(work->bias);
        sums[position][1] = load(work->bias + 4);
    }
    const float *weights = work->weights;
    const ptrdiff_t tap_elements = (ptrdiff_t)work->depth * PANEL;
    for (int32_t y = 0; y < params->kernel_height; y++) {
        const int32_t from =
            row * params->stride_height - params->pad_top + y * params->dilation_height;
        if (from < 0 || from >= params->input_height) {
            weights += params->kernel_width * tap_elements;
            continue;
        }
        const float *input_row =
            input + (ptrdiff_t)from * params->input_width * params->input_channels;
        for (int32_t x = 0; x < params->kernel_width; x++) {
            const float *rows[POSITIONS];
            for (int32_t position = 0; position < POSITIONS; position++) {
                const int32_t at = (column + position) * params->stride_width - params->pad_left +
                                   x * params->dilation_width;
                const int is_inside = position < count && at >= 0 && at < params->input_width;
                rows[position] =
                    is_inside ? input_row + (ptrdiff_t)at * params->input_channels : work->zeros;
            }
            if (count == 1) {
                add_tap_once(rows[0], weights, work->depth, sums[0]);
            } else {
                add_tap(rows, weights, work->depth, sums);
            }
            weights += tap_elements;
        }
    }
    for (int32_t position = 0; position < count; position++) {
        store(params, work, sums[position], output + (ptrdiff_t)position * params->output_channels);
    }
}

void mcub_conv_2d_f32(const mcub_conv_2d_f32_params *params, const float *input,
                      const float *packed, const float *bias, const float *zeros, float *output) {
    mcub_conv_2d_f32_params shape = *params;
    if (is_plain(params)) {
        /* All positions as one row, so that blocks of four do not end with each image row. */
        shape.input_width = shape.output_width =
            params->batches * params->input_height * params->input_width;
        shape.batches = shape.input_height = shape.output_height = 1;
    }
    const int32_t group_inputs = shape.input_channels / shape.groups;
    const int32_t group_outputs = shape.output_channels / shape.groups;
    const ptrdiff_t input_elements =
        (ptrdiff_t)shape.input_height * shape.input_width * shape.input_channels;
    const ptrdiff_t row_elements = (ptrdiff_t)shape.output_width * shape.output_channels;
    for (int32_t group = 0; group < shape.groups; group++) {
        for (int32_t panel = 0; panel < panels(&shape); panel++) {
            const int32_t first = panel * PANEL;
            const int32_t channel = group * group_outputs + first;
            panel_work work = {.weights = packed, .zeros = zeros, .depth = group_inputs};
            work.channels = group_outputs - first < PANEL ? group_outputs - first : PANEL;
            for (int32_t lane = 0; lane < work.channels; lane++) {
                work.bias[lane] = bias ? bias[channel + lane] : 0.0f;
            }
            packed += panel_elements(&shape);
            const float *image = input + (ptrdiff_t)group * group_inputs;
            float *row_output = output + channel;
            for (int32_t batch = 0; batch < shape.batches; batch++) {
                for (int32_t row = 0; row < shape.output_height; row++) {
                    for (int32_t column = 0; column < shape.output_width; column += POSITIONS) {
                        const int32_t left = shape.output_width - column;
                        convolve(&shape, &work, image, row, column,
                                 left < POSITIONS ? left : POSITIONS,
                                 row_output + (ptrdiff_t)column * shape.output_channels);
                    }
                    row_output += row_elements;
                }
                image += input_elements;
            }
        }
    }
}
