#include "mcub_elementwise_f32.h"

#include <math.h>
#include <stddef.h>

static inline float combined(mcub_f32_binary kind, float left, float right) {
    switch (kind) {
    case MCUB_F32_ADD:
        return left + right;
    case MCUB_F32_SUB:
        return left - right;
    case MCUB_F32_MUL:
        return left * right;
    case MCUB_F32_MAXIMUM:
        return left > right ? left : right;
    case MCUB_F32_MINIMUM:
        return left < right ? left : right;
    case MCUB_F32_PRELU:
        break;
    }
    return left >= 0.0f ? left : left * right;
}

/* A row of the innermost dimension, for one kind that the compiler knows. */
static inline void combine_row(mcub_f32_binary kind, const mcub_binary_f32_params *params,
                               const float *input1, const float *input2, float *restrict output) {
    const int64_t count = params->extents[MCUB_F32_RANK - 1];
    const int64_t step1 = params->strides1[MCUB_F32_RANK - 1];
    const int64_t step2 = params->strides2[MCUB_F32_RANK - 1];
    const float low = params->activation_min;
    const float high = params->activation_max;
    if (step1 == 1 && step2 == 1) {
        for (int64_t index = 0; index < count; index++) {
            float value = combined(kind, input1[index], input2[index]);
            value = value < low ? low : value;
            output[index] = value > high ? high : value;
        }
        return;
    }
    for (int64_t index = 0; index < count; index++) {
        float value = combined(kind, input1[index * step1], input2[index * step2]);
        value = value < low ? low : value;
        output[index] = value > high ? high : value;
    }
}

static void combine(const mcub_binary_f32_params *params, const float *input1, const float *input2,
                    float *output) {
    switch (params->kind) {
    case MCUB_F32_ADD:
        combine_row(MCUB_F32_ADD, params, input1, input2, output);
        break;
    case MCUB_F32_SUB:
        combine_row(MCUB_F32_SUB, params, input1, input2, output);
        break;
    case MCUB_F32_MUL:
        combine_row(MCUB_F32_MUL, params, input1, input2, output);
        break;
    case MCUB_F32_MAXIMUM:
        combine_row(MCUB_F32_MAXIMUM, params, input1, input2, output);
        break;
    case MCUB_F32_MINIMUM:
        combine_row(MCUB_F32_MINIMUM, params, input1, input2, output);
        break;
    case MCUB_F32_PRELU:
        combine_row(MCUB_F32_PRELU, params, input1, input2, output);
        break;
    }
}

void mcub_binary_f32(const mcub_binary_f32_params *params, const float *input1, const float *input2,
                     float *output) {
    int64_t rows = 1;
    for (int dimension = 0; dimension < MCUB_F32_RANK - 1; dimension++) {
        rows *= params->extents[dimension];
    }
    int64_t place[MCUB_F32_RANK] = {0};
    ptrdiff_t at1 = 0, at2 = 0;
    for (int64_t row = 0; row < rows; row++) {
        combine(params, input1 + at1, input2 + at2, output);
        output += params->extents[MCUB_F32_RANK - 1];
        for (int dimension = MCUB_F32_RANK - 2; dimension >= 0; dimension--) {
            at1 += params->strides1[dimension];
            at2 += params->strides2[dimension];
            if (++place[dimension] < params->extents[dimension])
                break;
            at1 -= params->strides1[dimension] * params->extents[dimension];
            at2 -= params->strides2[dimension] * params->extents[dimension];
            place[dimension] = 0;
        }
    }
}

static inline float mapped(mcub_f32_unary kind, float first, float second, float value) {
    switch (kind) {
    case MCUB_F32_CLAMP:
        value = value < first ? first : value;
        return value > second ? second : value;
    case MCUB_F32_HARD_SWISH: {
        float gate = value + 3.0f;
        gate = gate < 0.0f ? 0.0f : gate;
        return value * (gate > 6.0f ? 6.0f : gate) / 6.0f;
    }
    case MCUB_F32_LOGISTIC:
        return 1.0f / (1.0f + expf(-value));
    case MCUB_F32_TANH:
        return tanhf(value);
    case MCUB_F32_EXP:
        return expf(value);
    case MCUB_F32_ABS:
        return fabsf(value);
    case MCUB_F32_ELU:
        return value < 0.0f ? expm1f(value) : value;
    case MCUB_F32_LEAKY_RELU:
        break;
    }
    return value < 0.0f ? value * first : value;
}

static inline void map(mcub_f32_unary kind, float first, float second, const float *input,
                       float *restrict output, int64_t count) {
    for (int64_t index = 0; index < count; index++) {
        output[index] = mapped(kind, first, second, input[index]);
    }
}

void mcub_unary_f32(mcub_f32_unary kind, float first, float second, const float *input,
                    float *output, int64_t count) {
    switch (kind) {
    case MCUB_F32_CLAMP:
        map(MCUB_F32_CLAMP, first, second, input, output, count);
        break;
    case MCUB_F32_HARD_SWISH:
        map(MCUB_F32_HARD_SWISH, 0, 0, input, output, count);
        break;
    default:
        map(kind, first, second, input, output, count);
        break;
    }
}

void mcub_softmax_f32(const float *input, float *output, int64_t rows, int64_t depth, float beta) {
    for (int64_t row = 0; row < rows; row++) {
        float largest = -INFINITY;
        for (int64_t index = 0; index < depth; index++) {
            largest = input[index] > largest ? input[index] : largest;
        }
        float sum = 0.0f;
        for (int64_t index = 0; index < depth; index++) {
            output[index] = expf((input[index] - largest) * beta);
            sum += output[index];
        }
        for (int64_t index = 0; index < depth; index++) {
            output[index] /= sum;
        }
        input += depth;
        output += depth;
    }
}
