#include "mcub_walk_f32.h"

#include <stddef.h>

/* Takes the places of a walk one row of the innermost dimension on. */
static void next_row(const mcub_walk_f32 *walk, int64_t place[MCUB_F32_RANK], ptrdiff_t *from,
                     ptrdiff_t *to) {
    for (int dimension = MCUB_F32_RANK - 2; dimension >= 0; dimension--) {
        *from += walk->input_strides[dimension];
        *to += walk->output_strides[dimension];
        if (++place[dimension] < walk->extents[dimension])
            return;
        *from -= walk->input_strides[dimension] * walk->extents[dimension];
        *to -= walk->output_strides[dimension] * walk->extents[dimension];
        place[dimension] = 0;
    }
}

static int64_t row_count(const mcub_walk_f32 *walk) {
    int64_t rows = 1;
    for (int dimension = 0; dimension < MCUB_F32_RANK - 1; dimension++) {
        rows *= walk->extents[dimension];
    }
    return rows;
}

void mcub_copy_f32(const mcub_walk_f32 *walk, const float *input, float *output) {
    const int64_t count = walk->extents[MCUB_F32_RANK - 1];
    const int64_t step = walk->input_strides[MCUB_F32_RANK - 1];
    const int64_t out_step = walk->output_strides[MCUB_F32_RANK - 1];
    const int64_t rows = row_count(walk);
    int64_t place[MCUB_F32_RANK] = {0};
    ptrdiff_t from = 0, to = 0;
    for (int64_t row = 0; row < rows; row++) {
        for (int64_t index = 0; index < count; index++) {
            output[to + index * out_step] = input[from + index * step];
        }
        next_row(walk, place, &from, &to);
    }
}

void mcub_fill_f32(float *output, int64_t count, float value) {
    for (int64_t index = 0; index < count; index++) {
        output[index] = value;
    }
}

static inline float folded(mcub_f32_fold fold, float left, float right) {
    switch (fold) {
    case MCUB_F32_SUM:
        return left + right;
    case MCUB_F32_PRODUCT:
        return left * right;
    case MCUB_F32_LARGEST:
        return left > right ? left : right;
    case MCUB_F32_SMALLEST:
        break;
    }
    return left < right ? left : right;
}

void mcub_fold_f32(mcub_f32_fold fold, const mcub_walk_f32 *walk, const float *input, float *output,
                   int64_t count, float factor) {
    const int64_t length = walk->extents[MCUB_F32_RANK - 1];
    const int64_t step = walk->input_strides[MCUB_F32_RANK - 1];
    const int64_t out_step = walk->output_strides[MCUB_F32_RANK - 1];
    const int64_t rows = row_count(walk);
    int64_t place[MCUB_F32_RANK] = {0};
    ptrdiff_t from = 0, to = 0;
    for (int64_t row = 0; row < rows; row++) {
        for (int64_t index = 0; index < length; index++) {
            float *at = output + to + index * out_step;
            *at = folded(fold, *at, input[from + index * step]);
        }
        next_row(walk, place, &from, &to);
    }
    for (int64_t index = 0; index < count; index++) {
        output[index] *= factor;
    }
}
