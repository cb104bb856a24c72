/* The host's twin of the assembly for the Cortex-M0+. */
#include "mcub_widen_plane_s8_m0.h"

void mcub_widen_plane_s8_m0(const mcub_widen_plane_m0_job *job) {
    for (int32_t row = 0; row < job->rows; row++) {
        const int8_t *const source = job->source + row * job->row_bytes;
        int32_t *const words = job->words + row * (job->pitch / 4);
        for (int32_t column = 0; column < job->columns; column++) {
            words[column] = source[column * job->step];
        }
    }
}
