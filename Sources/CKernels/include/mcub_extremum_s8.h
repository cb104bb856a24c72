/* MAXIMUM and MINIMUM of two int8 tensors of one scale, with broadcasting. */
#ifndef MCUB_EXTREMUM_S8_H
#define MCUB_EXTREMUM_S8_H

#include <stdint.h>

#define MCUB_EXTREMUM_RANK 6

typedef struct {
    int32_t extents[MCUB_EXTREMUM_RANK];        /* >= 1; of the output, outermost first */
    int32_t first_strides[MCUB_EXTREMUM_RANK];  /* elements; 0 where the first input repeats */
    int32_t second_strides[MCUB_EXTREMUM_RANK]; /* elements; 0 where the second input repeats */
} mcub_extremum_s8_params;

/**
 * Compares two tensors element by element and keeps the larger (smaller) one.
 *   first   int8, walked by first_strides
 *   second  int8, walked by second_strides
 *   output  [extents...]  int8, apart from both inputs, or on one of the output's shape
 */
typedef void mcub_extremum_s8_fn(const mcub_extremum_s8_params *params, const int8_t *first,
                                 const int8_t *second, int8_t *output);
mcub_extremum_s8_fn mcub_maximum_s8_ref;
mcub_extremum_s8_fn mcub_minimum_s8_ref;

#endif
