/* Softmax of int8 rows by a table of exponentials. */
#ifndef MCUB_SOFTMAX_S8_DSP_H
#define MCUB_SOFTMAX_S8_DSP_H

#include <stdint.h>

typedef struct {
    int32_t rows;
    int32_t depth; /* elements of a row, at least 1 */
} mcub_softmax_s8_dsp_params;

/**
 * As mcub_softmax_s8_ref.
 *   input         [rows][depth]  int8
 *   exponentials  [256]          int32: of an element that lies k below its row's largest, in
 * Q0.31, and 0 where it counts as 0 output        [rows][depth]  int8, scale 1/256 and zero point
 * -128; the input's own memory or apart
 */
typedef void mcub_softmax_s8_dsp_fn(const mcub_softmax_s8_dsp_params *params, const int8_t *input,
                                    const int32_t *exponentials, int8_t *output);
mcub_softmax_s8_dsp_fn mcub_softmax_s8_dsp;

#endif
