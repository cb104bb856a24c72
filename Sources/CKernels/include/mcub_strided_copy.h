/*
 * Reading a tensor in another order: TRANSPOSE, STRIDED_SLICE, SLICE, DEPTH_TO_SPACE and
 * SPACE_TO_DEPTH, any element type.
 */
#ifndef MCUB_STRIDED_COPY_H
#define MCUB_STRIDED_COPY_H

#include <stdint.h>

#define MCUB_STRIDED_COPY_RANK 6

typedef struct {
    int32_t block_bytes;                           /* >= 1; contiguous in input and output */
    int32_t input_offset_bytes;                    /* >= 0; of the first block */
    int32_t extents[MCUB_STRIDED_COPY_RANK];       /* >= 1; blocks of the output, outermost first */
    int32_t input_strides[MCUB_STRIDED_COPY_RANK]; /* bytes from a block to the next; any sign */
} mcub_strided_copy_params;

/**
 * Writes the output's blocks in order, each from its place in the input.
 *   input   bytes; every block that params name lies inside
 *   output  [extents...][block_bytes]  bytes, apart from the input
 */
typedef void mcub_strided_copy_fn(const mcub_strided_copy_params *params, const void *input,
                                  void *output);
mcub_strided_copy_fn mcub_strided_copy_ref;
mcub_strided_copy_fn mcub_strided_copy_dsp; /* two dimensions at a time, words where it can */

#endif
