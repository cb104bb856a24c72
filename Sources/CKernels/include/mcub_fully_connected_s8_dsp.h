/* Fully connected layer over int8 tensors for cores with the DSP extension. */
#ifndef MCUB_FULLY_CONNECTED_S8_DSP_H
#define MCUB_FULLY_CONNECTED_S8_DSP_H

#include <stdint.h>

/** Units that share a pass over the input, and inputs that a pass takes at a time. */
#define MCUB_FULLY_CONNECTED_DSP_UNITS 4
#define MCUB_FULLY_CONNECTED_DSP_STEP 4

typedef struct {
    int32_t batches;
    int32_t depth;             /* inputs of a unit */
    int32_t units;             /* outputs */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t activation_min;    /* [-128, 127], at most activation_max */
    int32_t activation_max;    /* [-128, 127] */
} mcub_fully_connected_s8_dsp_params;

/**
 * As mcub_fully_connected_s8_ref, from weights in the order in which they are read.
 *   input        [batches][depth]  int8
 *   weights      [units / 4][depth / 4][2][2][4]  int8, units and depth rounded up to multiples of
 *                4 with zeros: for each four units and four inputs k..k+3 a word of inputs k and
 *                k + 2 and one of k + 1 and k + 3 of units u and u + 1, each beside one of units
 *                u + 2 and u + 3; a word holds u k, u+1 k, u k+2, u+1 k+2
 *   bias         [units rounded up]  int32, less the input's zero point times the unit's weights
 *   multipliers  [units]  int32, >= 0
 *   shifts       [units]  int32, [-31, 30]; positive shifts left
 *   output       [batches][units]  int8
 *   scratch      2 bytes for each of depth's inputs, rounded up to a multiple of 4
 *
 * Sums wrap at 32 bits.
 */
typedef void mcub_fully_connected_s8_dsp_fn(const mcub_fully_connected_s8_dsp_params *params,
                                            const int8_t *input, const int8_t *weights,
                                            const int32_t *bias, const int32_t *multipliers,
                                            const int32_t *shifts, int8_t *output, void *scratch);
mcub_fully_connected_s8_dsp_fn mcub_fully_connected_s8_dsp;

#endif
