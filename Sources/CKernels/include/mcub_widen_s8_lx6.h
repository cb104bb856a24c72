/* Bytes into int16 lanes, for the LX6's MAC16. */
#ifndef MCUB_WIDEN_S8_LX6_H
#define MCUB_WIDEN_S8_LX6_H

#include <stdint.h>

/**
 * Quads of activations x, each as x + 128 in a lane.
 *   input  [4 * quads]  int8, at a multiple of 4
 *   lanes  [4 * quads]  int16; of each four, the elements 0, 2, 1 and 3 in this order
 *
 * quads is at least 0.
 */
void mcub_widen_s8_lx6(const int8_t *input, uint32_t *lanes, int32_t quads);

/**
 * The same of weights that a stream holds as w + 128, each as w in a lane.
 *   stream  [4 * quads]  uint8, at a multiple of 4
 *   lanes   [4 * quads]  int16; of each four, the elements 0, 2, 1 and 3 in this order
 */
void mcub_widen_weights_s8_lx6(const uint8_t *stream, uint32_t *lanes, int32_t quads);

#endif
