/* Kernels for the LX6, which run on the host by way of plain-C twins of their assembly. */
#ifndef MCUB_HOST_LX6_LIST_H
#define MCUB_HOST_LX6_LIST_H

#include "mcub_average_pool_2d_s8.h"
#include "mcub_conv_2d_s8_lx6.h"
#include "mcub_depthwise_conv_2d_s8_lx6.h"
#include "mcub_fully_connected_s8_lx6.h"
#include "mcub_max_pool_2d_s8.h"

#define MCUB_HOST_LX6_KERNELS(ROW)                                                                 \
    ROW(mcub_average_pool_2d_s8_lx6, mcub_average_pool_2d_s8_params, 2)                            \
    ROW(mcub_conv_2d_s8_lx6, mcub_conv_2d_s8_lx6_params, 4)                                        \
    ROW(mcub_depthwise_conv_2d_s8_lx6_3x3, mcub_depthwise_conv_2d_s8_lx6_params, 4)                \
    ROW(mcub_depthwise_conv_2d_s8_lx6_any, mcub_depthwise_conv_2d_s8_lx6_params, 4)                \
    ROW(mcub_fully_connected_s8_lx6, mcub_fully_connected_s8_lx6_params, 5)                        \
    ROW(mcub_max_pool_2d_s8_lx6, mcub_max_pool_2d_s8_params, 2)

#endif
