/* Fully connected layer over int8 tensors for the LX6. */
#ifndef MCUB_FULLY_CONNECTED_S8_LX6_H
#define MCUB_FULLY_CONNECTED_S8_LX6_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t depth;          /* inputs of a unit */
    int32_t units;          /* outputs, at least 1 */
    int32_t activation_min; /* [-128, 127], at most activation_max */
    int32_t activation_max; /* [-128, 127] */
} mcub_fully_connected_s8_lx6_params;

/**
 * As mcub_fully_connected_s8_ref.
 *   input     [batches][depth]  int8, at a multiple of 4
 *   weights   [units][depth rounded up to a multiple of 4] and 4 bytes more  int8
 *   scalings  [units]           mcub_requantize_lx6, for sums over activations x + 128
 *   output    [batches][units]  int8
 *   scratch   12 bytes for each four of depth, rounded up, and 8, at a multiple of 4
 */
typedef void mcub_fully_connected_s8_lx6_fn(const mcub_fully_connected_s8_lx6_params *params,
                                            const int8_t *input, const int8_t *weights,
                                            const int32_t *scalings, int8_t *output, void *scratch);
mcub_fully_connected_s8_lx6_fn mcub_fully_connected_s8_lx6;

#endif
