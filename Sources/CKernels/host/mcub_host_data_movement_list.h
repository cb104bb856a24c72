/* The kernels that move, compare, look up and convert elements; see mcub_host_kernel_list.h. */
#ifndef MCUB_HOST_DATA_MOVEMENT_LIST_H
#define MCUB_HOST_DATA_MOVEMENT_LIST_H

#include "mcub_arg_max_s8.h"
#include "mcub_concatenation.h"
#include "mcub_dequantize.h"
#include "mcub_extremum_s8.h"
#include "mcub_gather.h"
#include "mcub_leaky_relu_s8.h"
#include "mcub_lookup_s8.h"
#include "mcub_mirror_pad.h"
#include "mcub_pad.h"
#include "mcub_prelu_s8.h"
#include "mcub_quantize.h"
#include "mcub_quantize_f32_s8.h"
#include "mcub_relu_s8.h"
#include "mcub_resize_bilinear_s8.h"
#include "mcub_resize_nearest.h"
#include "mcub_split.h"
#include "mcub_strided_copy.h"

/* clang-format off */
#define MCUB_HOST_DATA_MOVEMENT_KERNELS(ROW)                                                      \
    ROW(mcub_arg_max_s8_ref, mcub_arg_max_s8_params, 2)                                           \
    ROW(mcub_concatenation_ref, mcub_concatenation_params, 3)                                     \
    ROW(mcub_dequantize_s8_f32_ref, mcub_dequantize_params, 2)                                    \
    ROW(mcub_dequantize_u8_f32_ref, mcub_dequantize_params, 2)                                    \
    ROW(mcub_gather_ref, mcub_gather_params, 3)                                                   \
    ROW(mcub_leaky_relu_s8_ref, mcub_leaky_relu_s8_params, 2)                                     \
    ROW(mcub_lookup_s8_ref, mcub_lookup_s8_params, 3)                                             \
    ROW(mcub_maximum_s8_ref, mcub_extremum_s8_params, 3)                                          \
    ROW(mcub_minimum_s8_ref, mcub_extremum_s8_params, 3)                                          \
    ROW(mcub_mirror_pad_ref, mcub_mirror_pad_params, 2)                                           \
    ROW(mcub_pad_ref, mcub_pad_params, 2)                                                         \
    ROW(mcub_prelu_s8_ref, mcub_prelu_s8_params, 3)                                               \
    ROW(mcub_quantize_f32_s8_ref, mcub_quantize_f32_s8_params, 2)                                 \
    ROW(mcub_quantize_s8_s8_ref, mcub_quantize_params, 2)                                         \
    ROW(mcub_quantize_s8_u8_ref, mcub_quantize_params, 2)                                         \
    ROW(mcub_quantize_u8_s8_ref, mcub_quantize_params, 2)                                         \
    ROW(mcub_relu_s8_ref, mcub_relu_s8_params, 2)                                                 \
    ROW(mcub_resize_bilinear_s8_ref, mcub_resize_bilinear_s8_params, 2)                           \
    ROW(mcub_resize_nearest_ref, mcub_resize_nearest_params, 4)                                   \
    ROW(mcub_split_ref, mcub_split_params, 3)                                                     \
    ROW(mcub_strided_copy_ref, mcub_strided_copy_params, 2)
/* clang-format on */

#endif
