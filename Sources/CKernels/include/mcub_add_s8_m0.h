/* Sum or difference of two int8 tensors by tables, for Armv6-M. */
#ifndef MCUB_ADD_S8_M0_H
#define MCUB_ADD_S8_M0_H

#include <stdint.h>

enum { MCUB_ADD_M0_FRACTION = 22 }; /* bits of a table's entry below an output's unit */

typedef struct {
    int32_t extents[6];        /* of the output, outermost first, leading ones for lower ranks */
    int32_t input1_strides[6]; /* in elements; 0 along dimensions where the input is repeated ... */
    int32_t input2_strides[6]; /* ... and 1 along the last dimension of both */
    int32_t activation_min;    /* [-128, 127], at most activation_max */
    int32_t activation_max;    /* [-128, 127] */
} mcub_add_s8_m0_params;

/**
 * As mcub_add_s8_ref or mcub_sub_s8_ref, by tables of what each element adds to an output.
 *   input1  int8, at the strides of input1_strides
 *   input2  int8, at the strides of input2_strides
 *   tables  [2][256]  int32 with MCUB_ADD_M0_FRACTION fraction bits, by the element's unsigned byte
 *   output  [extents]  int8; an input's own memory where that input is not repeated, or apart
 */
typedef void mcub_add_s8_m0_fn(const mcub_add_s8_m0_params *params, const int8_t *input1,
                               const int8_t *input2, const int32_t *tables, int8_t *output);
mcub_add_s8_m0_fn mcub_add_s8_m0;

#endif
