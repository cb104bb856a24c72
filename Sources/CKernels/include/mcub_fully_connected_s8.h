/* Fully connected layer over int8 tensors. */
#ifndef MCUB_FULLY_CONNECTED_S8_H
#define MCUB_FULLY_CONNECTED_S8_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t depth;             /* inputs of a unit */
    int32_t units;             /* outputs */
    int32_t input_zero_point;  /* [-128, 127] */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t activation_min;    /* [-128, 127], at most activation_max */
    int32_t activation_max;    /* [-128, 127] */
} mcub_fully_connected_s8_params;

/**
 * Fully connected layer with int32 accumulation.
 *   input        [batches][depth]  int8
 *   weights      [units][depth]    int8, zero point 0
 *   bias         [units]           int32, or NULL for none
 *   multipliers  [units]           int32, >= 0
 *   shifts       [units]           int32, [-31, 30]; positive shifts left
 *   output       [batches][units]  int8
 *
 * Costs depth MACs an output. Sums wrap at 32 bits. Bit-exact with TensorFlow Lite for
 * Microcontrollers (double rounding; TensorFlow Lite's own reference rounds once here).
 */
typedef void mcub_fully_connected_s8_fn(const mcub_fully_connected_s8_params *params,
                                        const int8_t *input, const int8_t *weights,
                                        const int32_t *bias, const int32_t *multipliers,
                                        const int32_t *shifts, int8_t *output);
mcub_fully_connected_s8_fn mcub_fully_connected_s8_ref; /* portable C, the definition */

#endif
