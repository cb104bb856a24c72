/* Picking slices along one dimension by constant indices: GATHER, any element type. */
#ifndef MCUB_GATHER_H
#define MCUB_GATHER_H

#include <stdint.h>

typedef struct {
    int32_t batch_count; /* >= 1; each batch has its own indices */
    int32_t outer_count; /* >= 1; positions between the batch dimensions and the axis */
    int32_t axis_extent; /* >= 1; slices to pick from */
    int32_t index_count; /* >= 1; slices picked in each batch */
    int32_t slice_bytes; /* >= 1 */
} mcub_gather_params;

/**
 * Picks slices; bytes move unchanged.
 *   input    [batch_count][outer_count][axis_extent][slice_bytes]  bytes
 *   indices  [batch_count][index_count]                            int32, in [0, axis_extent)
 *   output   [batch_count][outer_count][index_count][slice_bytes]  bytes, apart from the input
 */
typedef void mcub_gather_fn(const mcub_gather_params *params, const void *input,
                            const int32_t *indices, void *output);
mcub_gather_fn mcub_gather_ref;

#endif
