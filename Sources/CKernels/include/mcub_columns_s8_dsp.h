/* Columns of a tile for mcub_gemm_s8_dsp, widened from int8 activations. */
#ifndef MCUB_COLUMNS_S8_DSP_H
#define MCUB_COLUMNS_S8_DSP_H

#include <stdint.h>

#include "mcub_conv_2d_s8_dsp.h"

/**
 * Three columns at once, each of count activations in a row, into a tile from its start.
 *
 * Reads nothing behind a column. What fills the last four up is undefined.
 */
void mcub_widen_three_s8_dsp(const int8_t *const columns[3], int32_t count, uint32_t *tile);

/**
 * The taps of outputs of a convolution into tiles that follow one another, input_zero_point for
 * those in the padding. What is behind the quads of a tile stays as it is.
 *   index     the first output, counted row by row
 *   distance  1, or 0: the first output over and over
 *   count     of outputs, a multiple of three
 *   patch     kernel_height * kernel_width * input_channels / groups bytes, rounded up to a
 *             multiple of 4 and aligned so; unused where a group's channels are a multiple of 4
 */
void mcub_widen_taps_s8_dsp(const mcub_conv_2d_s8_dsp_params *params, const int8_t *image,
                            int32_t index, int32_t distance, int32_t count, uint32_t *tile,
                            int8_t *patch);

#endif
