/* Matrix products over int8 tensors. */
#ifndef MCUB_BATCH_MATMUL_S8_H
#define MCUB_BATCH_MATMUL_S8_H

#include <stdint.h>

typedef struct {
    int32_t batch_extents[3]; /* of the output's leading dimensions, outermost first */
    int32_t left_strides[3];  /* in elements; 0 where the left matrices are repeated */
    int32_t right_strides[3];
    int32_t rows;    /* of the left matrices and the output */
    int32_t depth;   /* columns of the left matrices, rows of the right ones */
    int32_t columns; /* of the right matrices and the output */
    int32_t left_row_stride;
    int32_t left_depth_stride;
    int32_t right_depth_stride;
    int32_t right_column_stride;
    int32_t left_zero_point;   /* [-128, 127] */
    int32_t right_zero_point;  /* [-128, 127] */
    int32_t output_zero_point; /* [-128, 127] */
    int32_t multiplier;        /* >= 0; the input scales' product over the output scale */
    int32_t shift;             /* [-31, 30]; positive shifts left */
} mcub_batch_matmul_s8_params;

/**
 * Matrix products with int32 accumulation.
 *   left    int8, at the left strides; a transposed matrix has its strides exchanged
 *   right   int8, at the right strides
 *   output  [batch_extents][rows][columns]  int8
 *
 * Costs depth MACs an output. Sums wrap at 32 bits. Bit-exact with TensorFlow Lite for
 * Microcontrollers (double rounding).
 */
typedef void mcub_batch_matmul_s8_fn(const mcub_batch_matmul_s8_params *params, const int8_t *left,
                                     const int8_t *right, int8_t *output);
mcub_batch_matmul_s8_fn mcub_batch_matmul_s8_ref; /* portable C, the definition */

#endif
