/* Activations of a column widened into a tile for mcub_gemm_s8_dsp; for the DSP extension. */
#ifndef MCUB_WIDEN_S8_DSP_H
#define MCUB_WIDEN_S8_DSP_H

#include <stdint.h>

/**
 * Rows of four times quads activations each into one column of a tile; gives where the next ones
 * go. taps       the first row, from any address row_bytes  from one row to the next tile where the
 * column's word for the first four activations lies quads      at least 0 rows       at least 1
 */
uint32_t *mcub_widen_s8_dsp(const int8_t *taps, int32_t row_bytes, uint32_t *tile, int32_t quads,
                            int32_t rows);

#endif
