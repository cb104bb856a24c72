/* Every kernel: its name, its parameter struct, and how many pointers follow the struct. */
#ifndef MCUB_HOST_KERNEL_LIST_H
#define MCUB_HOST_KERNEL_LIST_H

#include "mcub_add_s8.h"
#include "mcub_average_pool_2d_s8.h"
#include "mcub_batch_matmul_s8.h"
#include "mcub_conv_2d_s8.h"
#include "mcub_copy.h"
#include "mcub_depthwise_conv_2d_s8.h"
#include "mcub_fully_connected_s8.h"
#include "mcub_host_data_movement_list.h"
#include "mcub_host_dsp_list.h"
#include "mcub_host_lx6_list.h"
#include "mcub_host_m0_list.h"
#include "mcub_max_pool_2d_s8.h"
#include "mcub_mean_s8.h"
#include "mcub_mul_s8.h"
#include "mcub_softmax_s8.h"
#include "mcub_sub_s8.h"
#include "mcub_sum_s8.h"
#include "mcub_transpose_conv_s8.h"

#define MCUB_HOST_KERNELS(ROW)                                                                     \
    MCUB_HOST_DATA_MOVEMENT_KERNELS(ROW)                                                           \
    MCUB_HOST_DSP_KERNELS(ROW)                                                                     \
    MCUB_HOST_LX6_KERNELS(ROW)                                                                     \
    MCUB_HOST_M0_KERNELS(ROW)                                                                      \
    ROW(mcub_add_s8_ref, mcub_add_s8_params, 3)                                                    \
    ROW(mcub_average_pool_2d_s8_ref, mcub_average_pool_2d_s8_params, 2)                            \
    ROW(mcub_average_pool_2d_s8_words, mcub_average_pool_2d_s8_params, 2)                          \
    ROW(mcub_batch_matmul_s8_ref, mcub_batch_matmul_s8_params, 3)                                  \
    ROW(mcub_conv_2d_s8_ref, mcub_conv_2d_s8_params, 6)                                            \
    ROW(mcub_copy_ref, mcub_copy_params, 2)                                                        \
    ROW(mcub_depthwise_conv_2d_s8_ref, mcub_depthwise_conv_2d_s8_params, 6)                        \
    ROW(mcub_fully_connected_s8_ref, mcub_fully_connected_s8_params, 6)                            \
    ROW(mcub_max_pool_2d_s8_ref, mcub_max_pool_2d_s8_params, 2)                                    \
    ROW(mcub_max_pool_2d_s8_words, mcub_max_pool_2d_s8_params, 2)                                  \
    ROW(mcub_mean_s8_ref, mcub_mean_s8_params, 2)                                                  \
    ROW(mcub_mul_s8_ref, mcub_mul_s8_params, 3)                                                    \
    ROW(mcub_softmax_s8_ref, mcub_softmax_s8_params, 2)                                            \
    ROW(mcub_sub_s8_ref, mcub_sub_s8_params, 3)                                                    \
    ROW(mcub_sum_s8_ref, mcub_sum_s8_params, 2)                                                    \
    ROW(mcub_transpose_conv_s8_ref, mcub_transpose_conv_s8_params, 6)

#endif
