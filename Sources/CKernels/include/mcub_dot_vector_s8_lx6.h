/* Rows of int8 weights times one vector of widened activations, for the LX6's MAC16. */
#ifndef MCUB_DOT_VECTOR_S8_LX6_H
#define MCUB_DOT_VECTOR_S8_LX6_H

#include <stdint.h>

#include "mcub_requantize_lx6.h"

enum {
    MCUB_DOT_VECTOR_LX6_LANES_EXTRA = 8,  /* bytes that are read behind the lanes */
    MCUB_DOT_VECTOR_LX6_WEIGHTS_EXTRA = 4 /* and behind the weights */
};

/**
 *   lanes    [4 * quads]         int16, of each four the elements 0, 2, 1 and 3 in this order
 *   weights  [units][4 * quads]  int8, at a multiple of 4
 *   scalings [units]             what becomes of each sum
 *   output   [units]             int8
 *
 * units is at least 1, quads in [1, 2^16). Every weight is read once.
 */
void mcub_dot_vector_s8_lx6(const uint32_t *lanes, const int8_t *weights,
                            const mcub_requantize_lx6 *scalings, int8_t *output, int32_t units,
                            int32_t quads);

#endif
