/* Kernels for cores with the DSP extension, which run on the host by way of plain-C twins. */
#ifndef MCUB_HOST_DSP_LIST_H
#define MCUB_HOST_DSP_LIST_H

#include "mcub_conv_2d_s8_dsp.h"
#include "mcub_fully_connected_s8_dsp.h"
#include "mcub_fully_connected_s8_folded.h"

#define MCUB_HOST_DSP_KERNELS(ROW)                                                                 \
    ROW(mcub_conv_2d_s8_dsp, mcub_conv_2d_s8_dsp_params, 4)                                        \
    ROW(mcub_fully_connected_s8_dsp, mcub_fully_connected_s8_dsp_params, 7)                        \
    ROW(mcub_fully_connected_s8_folded, mcub_fully_connected_s8_folded_params, 5)

#endif
