/* Fully connected layer over int8 tensors for Armv6-M. */
#ifndef MCUB_FULLY_CONNECTED_S8_M0_H
#define MCUB_FULLY_CONNECTED_S8_M0_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t depth; /* inputs of a unit */
    int32_t units; /* outputs */
} mcub_fully_connected_s8_m0_params;

/**
 * As mcub_fully_connected_s8_ref.
 *   input      [batches][depth]                      int8
 *   weights    [units / 4 rounded up][depth][4]      int8, on a word; zeros where no unit is
 *   constants  [units][8]  int32, as mcub_gemm_s8_m0 has them for rows of no runs
 *   output     [batches][units]                      int8
 */
typedef void mcub_fully_connected_s8_m0_fn(const mcub_fully_connected_s8_m0_params *params,
                                           const int8_t *input, const int8_t *weights,
                                           const int32_t *constants, int8_t *output);
mcub_fully_connected_s8_m0_fn mcub_fully_connected_s8_m0;

#endif
