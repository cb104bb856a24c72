/* Plain copy of a tensor: RESHAPE and its kin, where the output does not lie on the input. */
#ifndef MCUB_COPY_H
#define MCUB_COPY_H

#include <stdint.h>

typedef struct {
    int32_t byte_count; /* >= 0 */
} mcub_copy_params;

/**
 * Copies a tensor of any type.
 *   input   [byte_count]  bytes
 *   output  [byte_count]  bytes, the input's own memory or apart from it
 */
typedef void mcub_copy_fn(const mcub_copy_params *params, const void *input, void *output);
mcub_copy_fn mcub_copy_ref;

#endif
