/* Activations that lie apart into rows of int16 lanes, for the LX6's MAC16. */
#ifndef MCUB_SPREAD_S8_LX6_H
#define MCUB_SPREAD_S8_LX6_H

#include <stdint.h>

/**
 * Elements x of an image, each as x + 128 in a lane.
 *   input  rows row_bytes apart, in each [columns] int8, step bytes apart
 *   lanes  rows pitch bytes apart, a multiple of 2, in each [columns] int16
 *
 * columns is at least 0, rows at least 1.
 */
void mcub_spread_s8_lx6(const int8_t *input, int16_t *lanes, int32_t columns, int32_t step,
                        int32_t rows, int32_t row_bytes, int32_t pitch);

#endif
