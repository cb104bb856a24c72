/* The product of mcub_gemm_s8_dsp for columns of a few quads. */
#ifndef MCUB_GEMM_FEW_QUADS_S8_DSP_H
#define MCUB_GEMM_FEW_QUADS_S8_DSP_H

#include "mcub_gemm_s8_dsp.h"

/** As mcub_gemm_s8_dsp where `quads` is what the name says and the end mark is
 * MCUB_GEMM_END_UNSIGNED. */
mcub_gemm_s8_dsp_fn mcub_gemm_s8_dsp_one_quad;
mcub_gemm_s8_dsp_fn mcub_gemm_s8_dsp_two_quads;
mcub_gemm_s8_dsp_fn mcub_gemm_s8_dsp_four_quads;
mcub_gemm_s8_dsp_fn mcub_gemm_s8_dsp_seven_quads;

#endif
