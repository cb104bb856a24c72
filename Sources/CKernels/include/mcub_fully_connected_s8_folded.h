/* Fully connected layer with two rows of weights folded into one, for the DSP extension. */
#ifndef MCUB_FULLY_CONNECTED_S8_FOLDED_H
#define MCUB_FULLY_CONNECTED_S8_FOLDED_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t depth;     /* inputs of a unit */
    int32_t units;     /* outputs */
    int32_t steps;     /* of eight inputs: depth / 8, rounded up */
    int32_t row_bytes; /* 12 where each unit has its own requantization, 0 where they share one */
    int32_t activation_min; /* [-128, 127], at most activation_max */
    int32_t activation_max; /* [-128, 127] */
} mcub_fully_connected_s8_folded_params;

/**
 * As mcub_fully_connected_s8_ref.
 *   input           [batches][depth]  int8
 *   stream          units / 4 groups of rows, rounded up, as mcub_fold_s8_dsp reads them; rows and
 *                   weights that are not there are zeros. A bias is what a sum over raw inputs
 *                   starts from
 *   requantization  [units rounded up to a multiple of 4] or one: multiplier, rounding, which holds
 *                   the output's zero point, and shift, int32
 *   output          [batches][units]  int8
 *   scratch         16 bytes for each step and 4 more
 */
typedef void mcub_fully_connected_s8_folded_fn(const mcub_fully_connected_s8_folded_params *params,
                                               const int8_t *input, const int8_t *stream,
                                               const int32_t *requantization, int8_t *output,
                                               void *scratch);
mcub_fully_connected_s8_folded_fn mcub_fully_connected_s8_folded;

#endif
