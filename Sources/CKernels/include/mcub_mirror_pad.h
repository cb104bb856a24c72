/* A border that mirrors a tensor: MIRROR_PAD, any element type. */
#ifndef MCUB_MIRROR_PAD_H
#define MCUB_MIRROR_PAD_H

#include <stdint.h>

#define MCUB_MIRROR_PAD_RANK 6

typedef struct {
    int32_t element_bytes; /* >= 1 */
    int32_t is_symmetric;  /* 1: the border repeats the edge; 0: it does not */
    int32_t input_extents[MCUB_MIRROR_PAD_RANK];  /* >= 1, outermost first */
    int32_t output_extents[MCUB_MIRROR_PAD_RANK]; /* >= before + input extent */
    int32_t before[MCUB_MIRROR_PAD_RANK];         /* [0, input extent - 1 + is_symmetric] */
} mcub_mirror_pad_params;

/**
 * Copies a tensor into the middle of a larger one and mirrors it at its edges.
 *   input   [input_extents...]   elements
 *   output  [output_extents...]  elements, apart from the input; no border is longer than before's
 *                                range
 */
typedef void mcub_mirror_pad_fn(const mcub_mirror_pad_params *params, const void *input,
                                void *output);
mcub_mirror_pad_fn mcub_mirror_pad_ref;

#endif
