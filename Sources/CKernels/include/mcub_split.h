/* Cutting a tensor along one dimension: SPLIT, SPLIT_V and UNPACK, any element type. */
#ifndef MCUB_SPLIT_H
#define MCUB_SPLIT_H

#include <stdint.h>

typedef struct {
    int32_t outer_count;  /* >= 1; positions in the dimensions before the cut one */
    int32_t output_count; /* >= 1 */
} mcub_split_params;

/**
 * Cuts a tensor into pieces; bytes move unchanged.
 *   input            [outer_count][sum of row bytes]  bytes
 *   output_row_bytes [output_count]                   bytes that each output takes of an input row
 *   outputs          [output_count]                   each [outer_count][output_row_bytes[k]]
 * bytes, apart from the input and from each other
 */
typedef void mcub_split_fn(const mcub_split_params *params, const void *input,
                           const int32_t *output_row_bytes, void *const *outputs);
mcub_split_fn mcub_split_ref;
mcub_split_fn mcub_split_dsp; /* short rows without a call */

#endif
