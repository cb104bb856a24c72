/* The Cortex-M4 has no caches, and no branch predictor that remembers (Arm DDI 0439). */
#include "mcub_core.h"

void mcub_core_start_caches(void) {
}

void mcub_core_empty_caches(void) {
    mcub_core_barrier();
}
