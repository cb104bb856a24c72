/* Walks over float32 tensors: moving elements, and reducing them. */
#ifndef MCUB_WALK_F32_H
#define MCUB_WALK_F32_H

#include "mcub_elementwise_f32.h"

#include <stdint.h>

typedef struct {
    int64_t extents[MCUB_F32_RANK]; /* positions, outermost first */
    int64_t input_strides[MCUB_F32_RANK];
    int64_t output_strides[MCUB_F32_RANK];
} mcub_walk_f32;

/** Copies one element a position; strides are elements and may be negative or 0. */
void mcub_copy_f32(const mcub_walk_f32 *walk, const float *input, float *output);

/** Sets `count` elements to `value`. */
void mcub_fill_f32(float *output, int64_t count, float value);

typedef enum { MCUB_F32_SUM, MCUB_F32_PRODUCT, MCUB_F32_LARGEST, MCUB_F32_SMALLEST } mcub_f32_fold;

/**
 * Folds one element a position into the output's, which holds the fold's neutral element before; an
 * output stride of 0 marks a dimension that is folded. Then multiplies `count` outputs by `factor`.
 */
void mcub_fold_f32(mcub_f32_fold fold, const mcub_walk_f32 *walk, const float *input, float *output,
                   int64_t count, float factor);

#endif
