#include "mcub_copy.h"

#include <string.h>

void mcub_copy_ref(const mcub_copy_params *params, const void *input, void *output) {
    if (input != output) {
        memcpy(output, input, (size_t)params->byte_count);
    }
}
