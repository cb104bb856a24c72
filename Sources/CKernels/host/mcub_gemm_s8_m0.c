/* The host's twin of the assembly for the Cortex-M0+. */
#include "mcub_gemm_s8_m0.h"

#define SPILLED 0x00ff00ffu
#define BIASES ((uint32_t)MCUB_GEMM_M0_BIAS | (uint32_t)MCUB_GEMM_M0_BIAS << 16)

/* Of a scale: how many parts it has, and whether sums below zero are another matter. */
typedef struct {
    int32_t parts;
    int32_t is_signed;
} form;

/* A total's output: see the header. */
static int8_t requantized(uint32_t total, const int32_t *row, form scale) {
    const uint32_t range = (uint32_t)row[4];
    const uint32_t t = total <= range ? total : (int32_t)total < 0 ? 0 : range;
    uint32_t scaled;
    if (scale.parts == 3) {
        scaled = t * (uint32_t)row[0] >> MCUB_GEMM_M0_FRACTION;
        scaled = (scaled + t * (uint32_t)row[1]) >> MCUB_GEMM_M0_FRACTION;
        scaled += t * (uint32_t)row[2] + (uint32_t)row[3];
    } else {
        scaled = t * (uint32_t)row[0] >> MCUB_GEMM_M0_SHORT_FRACTION;
        scaled += t * (uint32_t)row[1] + (uint32_t)row[2];
    }
    if (scale.is_signed && t < (uint32_t)row[6]) {
        scaled -= (uint32_t)row[7];
    }
    return (int8_t)(scaled >> 24);
}

/* The sums of a word's two columns over a row; gives what lies behind the row's runs. */
static const int8_t *multiply(const int8_t *weights, const int8_t *runs, const uint32_t *words,
                              uint32_t sums[2]) {
    uint32_t sum = BIASES;
    uint32_t spilled = 0;

    for (;;) {
        const int32_t run = *runs++;
        const int32_t is_last = run >= 0;
        const int32_t steps = is_last ? MCUB_GEMM_M0_STEPS - run / MCUB_GEMM_M0_UNIT
                                      : -(run + MCUB_GEMM_M0_SPILL) / MCUB_GEMM_M0_UNIT;
        for (int32_t step = 0; step < steps; step++) {
            sum += (uint32_t)*weights * *words;
            weights += MCUB_GEMM_M0_BLOCK;
            words += MCUB_GEMM_M0_WORDS;
        }
        if (is_last) {
            break;
        }
        spilled += sum >> 8 & SPILLED;
        sum = (sum & SPILLED) + BIASES;
    }
    sums[0] = (sum & 0xffffu) + ((spilled & 0xffffu) << 8);
    sums[1] = (sum >> 16) + (spilled >> 16 << 8);
    return runs;
}

static void product(const mcub_gemm_m0_job *job, form scale) {
    static const int8_t halves[MCUB_GEMM_M0_WORDS][2] = {{5, 0}, {3, 2}, {4, 1}};
    const int32_t length = job->block_bytes / MCUB_GEMM_M0_BLOCK;
    const int8_t *runs = job->runs;

    for (int32_t row = 0; row < job->rows; row++) {
        const int8_t *weights =
            job->weights + row / MCUB_GEMM_M0_BLOCK * job->block_bytes + row % MCUB_GEMM_M0_BLOCK;
        const int32_t *constants = job->constants + MCUB_GEMM_M0_ROW_WORDS * row;
        const uint32_t *tile = job->tile;
        const int8_t *next = runs;
        for (int32_t count = 0; count < job->tiles; count++) {
            const uint32_t *const end = tile + MCUB_GEMM_M0_WORDS * length;
            int8_t *output = job->output + (int32_t)*end + row;
            for (int32_t word = 0; word < MCUB_GEMM_M0_WORDS; word++) {
                uint32_t sums[2];
                next = multiply(weights, runs, tile + word, sums);
                for (int32_t half = 0; half < 2; half++) {
                    output[halves[word][half] * job->distance] =
                        requantized(sums[half] + (uint32_t)constants[5], constants, scale);
                }
            }
            tile = end + 1;
        }
        runs = next;
    }
}

void mcub_gemm_s8_m0(const mcub_gemm_m0_job *job) {
    product(job, (form){.parts = 3, .is_signed = 0});
}

void mcub_gemm_s8_m0_signed(const mcub_gemm_m0_job *job) {
    product(job, (form){.parts = 3, .is_signed = 1});
}

void mcub_gemm_s8_m0_short(const mcub_gemm_m0_job *job) {
    product(job, (form){.parts = 2, .is_signed = 0});
}

void mcub_gemm_s8_m0_short_signed(const mcub_gemm_m0_job *job) {
    product(job, (form){.parts = 2, .is_signed = 1});
}
