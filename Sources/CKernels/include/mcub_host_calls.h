/* Kernels by name, for callers on the host that have a plan and no generated code. */
#ifndef MCUB_HOST_CALLS_H
#define MCUB_HOST_CALLS_H

#include <stdint.h>

/**
 * A kernel behind a uniform signature.
 *   params     the kernel's own parameter struct
 *   arguments  its pointer arguments after params, in order
 */
typedef void mcub_host_call_fn(const void *params, void *const *arguments);

/** One kernel that the host can call. */
typedef struct {
    const char *symbol;
    int32_t params_bytes;   /* sizeof the parameter struct */
    int32_t argument_count; /* pointers after params */
    mcub_host_call_fn *call;
} mcub_host_kernel;

/** The kernel named symbol, or NULL when there is none. */
const mcub_host_kernel *mcub_host_kernel_named(const char *symbol);

/** The kernel at index, or NULL past the last one. */
const mcub_host_kernel *mcub_host_kernel_at(int32_t index);

#endif
