#include "mcub_host_calls.h"

#include <stddef.h>
#include <string.h>

/* One adapter a kernel: spreads the argument array over the kernel's own parameters. */
#define ARGUMENTS_2 arguments[0], arguments[1]
#define ARGUMENTS_3 ARGUMENTS_2, arguments[2]
#define ARGUMENTS_4 ARGUMENTS_3, arguments[3]
#define ARGUMENTS_5 ARGUMENTS_4, arguments[4]
#define ARGUMENTS_6 ARGUMENTS_5, arguments[5]
#define ARGUMENTS_7 ARGUMENTS_6, arguments[6]

#define ADAPTER(kernel, params_type, count)                                                        \
    static void call_##kernel(const void *params, void *const *arguments) {                        \
        kernel((const params_type *)params, ARGUMENTS_##count);                                    \
    }
#define ROW(kernel, params_type, count)                                                            \
    {#kernel, (int32_t)sizeof(params_type), count, call_##kernel},

#include "mcub_host_kernel_list.h"

MCUB_HOST_KERNELS(ADAPTER)

static const mcub_host_kernel kernels[] = {MCUB_HOST_KERNELS(ROW)};

const mcub_host_kernel *mcub_host_kernel_at(int32_t index) {
    const size_t count = sizeof kernels / sizeof kernels[0];
    return index >= 0 && (size_t)index < count ? &kernels[index] : NULL;
}

const mcub_host_kernel *mcub_host_kernel_named(const char *symbol) {
    for (size_t index = 0; index < sizeof kernels / sizeof kernels[0]; index++) {
        if (strcmp(kernels[index].symbol, symbol) == 0) {
            return &kernels[index];
        }
    }
    return NULL;
}
