/* A border of one value around a tensor: PAD and PADV2, any element type of 1, 2 or 4 bytes. */
#ifndef MCUB_PAD_H
#define MCUB_PAD_H

#include <stdint.h>

#define MCUB_PAD_RANK 6

typedef struct {
    int32_t element_bytes;                 /* 1, 2 or 4 */
    int32_t value;                         /* the border's element in the low element_bytes */
    int32_t input_extents[MCUB_PAD_RANK];  /* >= 1, outermost first */
    int32_t output_extents[MCUB_PAD_RANK]; /* >= before + input extent */
    int32_t before[MCUB_PAD_RANK];         /* >= 0; border elements in front */
} mcub_pad_params;

/**
 * Copies a tensor into the middle of a larger one.
 *   input   [input_extents...]   elements
 *   output  [output_extents...]  elements, apart from the input
 */
typedef void mcub_pad_fn(const mcub_pad_params *params, const void *input, void *output);
mcub_pad_fn mcub_pad_ref;

#endif
