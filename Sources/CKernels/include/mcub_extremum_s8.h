/* MAXIMUM and MINIMUM of two int8 tensors of one scale, with broadcasting. */
#ifndef MCUB_EXTREMUM_S8_H
#define MCUB_EXTREMUM_S8_H

#include <stdint.h>

typedef struct {
    int32_t extents[6];        /* of the output, outermost first, leading ones for lower ranks */
    int32_t input1_strides[6]; /* in elements; 0 along dimensions where the input is repeated */
    int32_t input2_strides[6];
} mcub_extremum_s8_params;

/**
 * Compares two tensors element by element and keeps the larger (smaller) one.
 *   input1  int8, at the strides of input1_strides
 *   input2  int8, at the strides of input2_strides
 *   output  [extents]  int8; an input's own memory where that input is not repeated, or apart
 */
typedef void mcub_extremum_s8_fn(const mcub_extremum_s8_params *params, const int8_t *input1,
                                 const int8_t *input2, int8_t *output);
mcub_extremum_s8_fn mcub_maximum_s8_ref; /* portable C, the definition */
mcub_extremum_s8_fn mcub_minimum_s8_ref; /* portable C, the definition */

#endif
