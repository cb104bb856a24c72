/* Taps of 3x3 kernels on three channels widened into tiles for mcub_gemm_s8_dsp. */
#ifndef MCUB_WIDEN_NINES_S8_DSP_H
#define MCUB_WIDEN_NINES_S8_DSP_H

#include <stdint.h>

/**
 * Columns of three rows of nine activations each, one column of a tile after another.
 *   taps        the first row of the first column, at any address; nothing else is read
 *   row_bytes   from one row to the next
 *   tile        where the first column's first word lies; of seven quads, one after another. What
 *               fills the last quad up is undefined
 *   count       of columns, at least 1
 *   step_bytes  from one column to the next
 *   is_even     whether rows and columns lie on half words, every second column on words:
 *               row_bytes is a multiple of 4 then, and step_bytes of 2 only
 */
void mcub_widen_nines_s8_dsp(const int8_t *taps, int32_t row_bytes, uint32_t *tile, int32_t count,
                             int32_t step_bytes, int32_t is_even);

#endif
