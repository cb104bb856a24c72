/* Joining tensors along one dimension: CONCATENATION and PACK, any element type. */
#ifndef MCUB_CONCATENATION_H
#define MCUB_CONCATENATION_H

#include <stdint.h>

typedef struct {
    int32_t outer_count; /* >= 1; positions in the dimensions before the joined one */
    int32_t input_count; /* >= 1 */
} mcub_concatenation_params;

/**
 * Joins tensors whose quantization is equal, so that bytes move unchanged.
 *   inputs         [input_count]                  each [outer_count][input_row_bytes[k]] bytes
 *   input_row_bytes[input_count]                  bytes that each input adds to an output row
 *   output         [outer_count][sum of row bytes]  bytes, apart from every input
 */
typedef void mcub_concatenation_fn(const mcub_concatenation_params *params,
                                   const void *const *inputs, const int32_t *input_row_bytes,
                                   void *output);
mcub_concatenation_fn mcub_concatenation_ref;
mcub_concatenation_fn mcub_concatenation_dsp; /* short rows without a call */

#endif
