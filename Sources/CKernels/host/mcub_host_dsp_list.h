/* Kernels for cores with the DSP extension, which run on the host by way of plain-C twins. */
#ifndef MCUB_HOST_DSP_LIST_H
#define MCUB_HOST_DSP_LIST_H

#include "mcub_add_s8_dsp.h"
#include "mcub_average_pool_2d_s8.h"
#include "mcub_concatenation.h"
#include "mcub_conv_2d_s8_dsp.h"
#include "mcub_depthwise_conv_2d_s8_dsp.h"
#include "mcub_depthwise_conv_2d_s8_dsp_narrow.h"
#include "mcub_depthwise_conv_2d_s8_dsp_nine.h"
#include "mcub_fully_connected_s8_dsp.h"
#include "mcub_fully_connected_s8_folded.h"
#include "mcub_lookup_s8.h"
#include "mcub_max_pool_2d_s8.h"
#include "mcub_mean_s8_dsp.h"
#include "mcub_mul_s8_dsp.h"
#include "mcub_softmax_s8_dsp.h"
#include "mcub_split.h"
#include "mcub_strided_copy.h"

#define MCUB_HOST_DSP_KERNELS(ROW)                                                                 \
    ROW(mcub_add_s8_dsp, mcub_add_s8_dsp_params, 4)                                                \
    ROW(mcub_average_pool_2d_s8_dsp, mcub_average_pool_2d_s8_params, 2)                            \
    ROW(mcub_concatenation_dsp, mcub_concatenation_params, 3)                                      \
    ROW(mcub_conv_2d_s8_dsp, mcub_conv_2d_s8_dsp_params, 4)                                        \
    ROW(mcub_depthwise_conv_2d_s8_dsp_3x3, mcub_depthwise_conv_2d_s8_dsp_params, 4)                \
    ROW(mcub_depthwise_conv_2d_s8_dsp_5x5, mcub_depthwise_conv_2d_s8_dsp_params, 4)                \
    ROW(mcub_depthwise_conv_2d_s8_dsp_nine, mcub_depthwise_conv_2d_s8_dsp_nine_params, 3)          \
    ROW(mcub_depthwise_conv_2d_s8_dsp_nine_5x5, mcub_depthwise_conv_2d_s8_dsp_nine_params, 3)      \
    ROW(mcub_depthwise_conv_2d_s8_dsp_nine_s2, mcub_depthwise_conv_2d_s8_dsp_nine_params, 3)       \
    ROW(mcub_depthwise_conv_2d_s8_dsp_five, mcub_depthwise_conv_2d_s8_dsp_narrow_params, 4)        \
    ROW(mcub_depthwise_conv_2d_s8_dsp_six, mcub_depthwise_conv_2d_s8_dsp_narrow_params, 4)         \
    ROW(mcub_fully_connected_s8_dsp, mcub_fully_connected_s8_dsp_params, 7)                        \
    ROW(mcub_fully_connected_s8_folded, mcub_fully_connected_s8_folded_params, 5)                  \
    ROW(mcub_lookup_s8_dsp, mcub_lookup_s8_params, 3)                                              \
    ROW(mcub_max_pool_2d_s8_dsp, mcub_max_pool_2d_s8_params, 2)                                    \
    ROW(mcub_mean_s8_dsp, mcub_mean_s8_dsp_params, 2)                                              \
    ROW(mcub_mul_s8_dsp, mcub_mul_s8_dsp_params, 3)                                                \
    ROW(mcub_softmax_s8_dsp, mcub_softmax_s8_dsp_params, 3)                                        \
    ROW(mcub_split_dsp, mcub_split_params, 3)                                                      \
    ROW(mcub_strided_copy_dsp, mcub_strided_copy_params, 2)

#endif
