/* Kernels for Armv6-M, which run on the host by way of plain-C twins. */
#ifndef MCUB_HOST_M0_LIST_H
#define MCUB_HOST_M0_LIST_H

#include "mcub_add_s8_m0.h"
#include "mcub_conv_2d_s8_m0.h"
#include "mcub_depthwise_conv_2d_s8_m0.h"
#include "mcub_depthwise_conv_2d_s8_m0_3x3.h"
#include "mcub_depthwise_conv_2d_s8_m0_3x3_s2.h"
#include "mcub_fully_connected_s8_m0.h"
#include "mcub_mul_s8_m0.h"

#define MCUB_HOST_M0_KERNELS(ROW)                                                                  \
    ROW(mcub_add_s8_m0, mcub_add_s8_m0_params, 4)                                                  \
    ROW(mcub_conv_2d_s8_m0, mcub_conv_2d_s8_m0_params, 6)                                          \
    ROW(mcub_depthwise_conv_2d_s8_m0, mcub_depthwise_conv_2d_s8_m0_params, 4)                      \
    ROW(mcub_depthwise_conv_2d_s8_m0_3x3, mcub_depthwise_conv_2d_s8_m0_3x3_params, 4)              \
    ROW(mcub_depthwise_conv_2d_s8_m0_3x3_s2, mcub_depthwise_conv_2d_s8_m0_3x3_s2_params, 4)        \
    ROW(mcub_fully_connected_s8_m0, mcub_fully_connected_s8_m0_params, 4)                          \
    ROW(mcub_mul_s8_m0, mcub_mul_s8_m0_params, 3)

#endif
