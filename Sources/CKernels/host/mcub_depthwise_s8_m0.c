/* The host's twin of the assembly for the Cortex-M0+. */
#include "mcub_depthwise_s8_m0.h"

#define SPILLED 0x00ff00ffu
#define BIASES ((uint32_t)MCUB_DEPTHWISE_M0_BIAS | (uint32_t)MCUB_DEPTHWISE_M0_BIAS << 16)

/* A total's output: see mcub_gemm_s8_m0.h. */
static int8_t requantized(uint32_t total, const int32_t *constants, int is_signed) {
    const uint32_t range = (uint32_t)constants[4];
    const uint32_t t = total <= range ? total : (int32_t)total < 0 ? 0 : range;
    uint32_t scaled = t * (uint32_t)constants[0] >> MCUB_DEPTHWISE_M0_FRACTION;
    scaled = (scaled + t * (uint32_t)constants[1]) >> MCUB_DEPTHWISE_M0_FRACTION;
    scaled += t * (uint32_t)constants[2] + (uint32_t)constants[3];
    if (is_signed && t < (uint32_t)constants[6]) {
        scaled -= (uint32_t)constants[7];
    }
    return (int8_t)(scaled >> 24);
}

/* The sums of a word's two outputs over the taps; gives what lies behind them. */
static const int32_t *multiply(const int32_t *stream, const uint8_t *plane, uint32_t sums[2]) {
    uint32_t sum = BIASES;
    uint32_t spilled = 0;

    for (;;) {
        const int32_t head = *stream++;
        const int32_t is_last = head >= MCUB_DEPTHWISE_M0_LAST;
        const int32_t skipped =
            (head - (is_last ? MCUB_DEPTHWISE_M0_LAST : 0)) / MCUB_DEPTHWISE_M0_STEP_BYTES;
        for (int32_t step = skipped; step < MCUB_DEPTHWISE_M0_STEPS; step++) {
            const int32_t tap = *stream++;
            const uint32_t word = *(const uint32_t *)(const void *)(plane + (tap & 0xffff));
            sum += (uint32_t)(tap >> 24) * word;
        }
        if (is_last) {
            break;
        }
        spilled += sum >> 8 & SPILLED;
        sum = (sum & SPILLED) + BIASES;
    }
    sums[0] = (sum & 0xffffu) + ((spilled & 0xffffu) << 8);
    sums[1] = (sum >> 16) + (spilled >> 16 << 8);
    return stream;
}

static const int32_t *channel(const mcub_depthwise_m0_job *job, int is_signed) {
    const int32_t *const constants = job->stream;
    const int32_t *end = constants;

    for (int32_t count = 0; count < job->count; count++) {
        const mcub_depthwise_m0_group group = job->groups[count];
        const uint8_t *const plane = (const uint8_t *)job->plane + group.plane;
        int8_t *const high = job->output + group.output + 2 * job->distance - job->back;
        for (int32_t column = 0; column < MCUB_DEPTHWISE_M0_COLUMNS; column++) {
            uint32_t sums[2];
            end = multiply(constants + MCUB_DEPTHWISE_M0_ROW_WORDS, plane + 4 * column, sums);
            for (int32_t half = 0; half < 2; half++) {
                int8_t *const output = half == 0 ? high : job->output + group.output;
                output[column * job->distance] =
                    requantized(sums[half] + (uint32_t)constants[5], constants, is_signed);
            }
        }
    }
    return end;
}

const int32_t *mcub_depthwise_s8_m0(const mcub_depthwise_m0_job *job) {
    return channel(job, 0);
}

const int32_t *mcub_depthwise_s8_m0_signed(const mcub_depthwise_m0_job *job) {
    return channel(job, 1);
}
