/* The host's twin of the assembly for the Cortex-M0+. */
#include "mcub_depthwise_3x3_s8_m0.h"

/* Of a channel's stream: weights, then what requantizes. */
enum { WEIGHTS = 2, SCALE = 11, DISTANCE = 15, ZERO = 16 };

static int8_t requantized(uint32_t total, const mcub_depthwise_direct_m0_job *job) {
    const int32_t *const scale = job->stream + SCALE;
    const uint32_t range = (uint32_t)scale[3];
    const uint32_t t = total <= range ? total : (int32_t)total < 0 ? 0 : range;
    uint32_t scaled = t * (uint32_t)scale[0] >> MCUB_DEPTHWISE_DIRECT_M0_FRACTION;
    scaled += t * (uint32_t)scale[1] + (uint32_t)scale[2];
    if (job->rounds_negatives && t < (uint32_t)job->stream[ZERO]) {
        scaled += (uint32_t)job->stream[ZERO + 1];
    }
    return (int8_t)(scaled >> 24);
}

static void channel(const mcub_depthwise_direct_m0_job *job, int32_t outputs) {
    const int32_t *const stream = job->stream;
    const int32_t row_bytes = job->row_step + outputs * job->two_steps;

    for (const mcub_depthwise_direct_m0_group *group = job->groups; group->kind >= 0; group++) {
        const int32_t is_right = group->kind & MCUB_DEPTHWISE_DIRECT_M0_RIGHT;
        const int32_t is_bottom = (group->kind & MCUB_DEPTHWISE_DIRECT_M0_BOTTOM) != 0;
        int8_t *const first = job->output + group->output - (outputs - 1) * stream[DISTANCE];
        for (int32_t output = 0; output < outputs; output++) {
            uint32_t total = (uint32_t)stream[is_bottom];
            for (int32_t tap = 0; tap < (is_bottom ? 6 : 9); tap++) {
                const int32_t column = 2 * output + tap % 3;
                const int32_t element =
                    is_right && column == 2 * outputs
                        ? job->padding
                        : job->input[group->input + tap / 3 * row_bytes + column * job->step];
                total += (uint32_t)element * (uint32_t)stream[WEIGHTS + tap];
            }
            first[output * stream[DISTANCE]] = requantized(total, job);
        }
    }
}

void mcub_depthwise_3x3_s8_m0_direct(const mcub_depthwise_direct_m0_job *job) {
    channel(job, MCUB_DEPTHWISE_DIRECT_M0_WIDE);
}

void mcub_depthwise_3x3_s8_m0_direct_narrow(const mcub_depthwise_direct_m0_job *job) {
    channel(job, MCUB_DEPTHWISE_DIRECT_M0_NARROW);
}
