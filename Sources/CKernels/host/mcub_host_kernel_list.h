/* Every kernel: its name, its parameter struct, and how many pointers follow the struct. */
#ifndef MCUB_HOST_KERNEL_LIST_H
#define MCUB_HOST_KERNEL_LIST_H

#include "mcub_copy.h"

#define MCUB_HOST_KERNELS(ROW) ROW(mcub_copy_ref, mcub_copy_params, 2)

#endif
