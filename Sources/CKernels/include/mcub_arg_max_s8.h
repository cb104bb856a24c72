/* ARG_MAX over one dimension of an int8 tensor. */
#ifndef MCUB_ARG_MAX_S8_H
#define MCUB_ARG_MAX_S8_H

#include <stdint.h>

typedef struct {
    int32_t outer_count; /* >= 1; positions before the axis */
    int32_t axis_extent; /* >= 1 */
    int32_t inner_count; /* >= 1; positions behind the axis */
} mcub_arg_max_s8_params;

/**
 * Gives the place of the largest element along the axis, of several the first.
 *   input   [outer_count][axis_extent][inner_count]  int8
 *   output  [outer_count][inner_count]               int32, apart from the input
 */
typedef void mcub_arg_max_s8_fn(const mcub_arg_max_s8_params *params, const int8_t *input,
                                int32_t *output);
mcub_arg_max_s8_fn mcub_arg_max_s8_ref;

#endif
