/* The product of mcub_gemm_s8_dsp for rows that its short requantization is not exact for. */
#ifndef MCUB_GEMM_GENERAL_S8_DSP_H
#define MCUB_GEMM_GENERAL_S8_DSP_H

#include "mcub_gemm_s8_dsp.h"

/**
 * As mcub_gemm_s8_dsp, but a row ends with its multiplier, its shift, [-31, 30] where positive
 * shifts left, and the output's zero point, and is requantized as mcub_requantize_to_s8 does.
 *
 * Sums, which the biases and lanes hold twice, are in [-2^30, 2^30). The end mark only ends a tile.
 */
mcub_gemm_s8_dsp_fn mcub_gemm_general_s8_dsp;

#endif
