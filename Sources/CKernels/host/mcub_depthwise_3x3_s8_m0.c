/* The host's twin of the assembly for the Cortex-M0+. */
#include "mcub_depthwise_3x3_s8_m0.h"

/* Of a channel's stream: rows of weights, then what requantizes. */
enum { FIRST_ROW = 1, OTHER_ROWS = 4, SCALE = 12, DISTANCE = 16, ZERO = 17 };

static int8_t requantized(uint32_t total, const mcub_depthwise_3x3_m0_job *job) {
    const int32_t *const scale = job->stream + SCALE;
    const uint32_t range = (uint32_t)scale[3];
    const uint32_t t = total <= range ? total : (int32_t)total < 0 ? 0 : range;
    uint32_t scaled = t * (uint32_t)scale[0] >> MCUB_DEPTHWISE_3X3_M0_FRACTION;
    scaled += t * (uint32_t)scale[1] + (uint32_t)scale[2];
    if (job->rounds_negatives && t < (uint32_t)job->stream[ZERO]) {
        scaled += (uint32_t)job->stream[ZERO + 1];
    }
    return (int8_t)(scaled >> 24);
}

static uint32_t row_sum(const int32_t *words, const int32_t *weights) {
    uint32_t sum = 0;
    for (int32_t tap = 0; tap < 3; tap++) {
        sum += (uint32_t)words[tap] * (uint32_t)weights[tap];
    }
    return sum;
}

static void channel(const mcub_depthwise_3x3_m0_job *job, int32_t outputs, int32_t stride) {
    const int32_t *const stream = job->stream;
    const int32_t read_words = (outputs - 1) * stride + 3;
    const int32_t count = outputs - job->skipped;

    for (const mcub_depthwise_3x3_m0_group *group = job->groups; group->plane >= 0; group++) {
        int8_t *const first = job->output + group->output - (count - 1) * stream[DISTANCE];
        for (int32_t output = 0; output < count; output++) {
            const int32_t *words = job->plane + group->plane / 4 + output * stride;
            uint32_t total = (uint32_t)stream[0] + row_sum(words, stream + FIRST_ROW);
            for (int32_t row = 0; row < 2; row++) {
                const int32_t *const weights = stream + OTHER_ROWS + 4 * row;
                words += read_words + weights[3] / 4;
                total += row_sum(words, weights);
            }
            first[output * stream[DISTANCE]] = requantized(total, job);
        }
    }
}

void mcub_depthwise_3x3_s8_m0_wide(const mcub_depthwise_3x3_m0_job *job) {
    channel(job, MCUB_DEPTHWISE_3X3_M0_WIDE, 1);
}

void mcub_depthwise_3x3_s8_m0_wide_s2(const mcub_depthwise_3x3_m0_job *job) {
    channel(job, MCUB_DEPTHWISE_3X3_M0_WIDE, 2);
}

void mcub_depthwise_3x3_s8_m0_narrow(const mcub_depthwise_3x3_m0_job *job) {
    channel(job, MCUB_DEPTHWISE_3X3_M0_NARROW, 1);
}

void mcub_depthwise_3x3_s8_m0_narrow_s2(const mcub_depthwise_3x3_m0_job *job) {
    channel(job, MCUB_DEPTHWISE_3X3_M0_NARROW, 2);
}
