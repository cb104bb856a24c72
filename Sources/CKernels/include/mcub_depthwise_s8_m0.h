/* One channel of a depthwise convolution from a plane whose words hold two rows, for Armv6-M. */
#ifndef MCUB_DEPTHWISE_S8_M0_H
#define MCUB_DEPTHWISE_S8_M0_H

#include <stdint.h>

enum {
    MCUB_DEPTHWISE_M0_COLUMNS = 3, /* of a group, of two rows each */
    MCUB_DEPTHWISE_M0_STEPS = 25,  /* the longest run of taps */
    MCUB_DEPTHWISE_M0_STEP_BYTES = 22,
    MCUB_DEPTHWISE_M0_LAST = 612, /* what the word of a channel's last run is more */
    MCUB_DEPTHWISE_M0_ROW_WORDS = 8,
    MCUB_DEPTHWISE_M0_BIAS = 32640, /* as MCUB_GEMM_M0_BIAS */
    MCUB_DEPTHWISE_M0_FRACTION = 11
};

/** Where a group begins: bytes into the plane, and from the job's output to its first element. */
typedef struct {
    int32_t plane;
    int32_t output;
} mcub_depthwise_m0_group;

/** What is multiplied, in the order in which the assembly takes it. */
typedef struct {
    const int32_t *stream; /* eight constants as mcub_gemm_s8_m0 has them, then runs */
    const mcub_depthwise_m0_group *groups;
    int32_t count;         /* of groups; at least 1 */
    const uint32_t *plane; /* x' + 65536 * x, where x' is the same place some rows on */
    int8_t *output;        /* the channel's first element, of the rows of x */
    int32_t distance;      /* from one column to the next, in bytes */
    int32_t back;          /* from the third column of the row some rows on to the first column */
} mcub_depthwise_m0_job;

/**
 * Six outputs a group, requantized; gives what lies behind the channel's stream.
 *
 * A run is a word and its taps. The word is MCUB_DEPTHWISE_M0_STEP_BYTES times what
 * MCUB_DEPTHWISE_M0_STEPS is more than it has taps, and MCUB_DEPTHWISE_M0_LAST more for the last
 * run, which may be empty; a run's magnitudes sum to 255 at most. A tap is a word: bytes into the
 * plane from the group's place, uint16, and above bit 24 the weight.
 */
typedef const int32_t *mcub_depthwise_s8_m0_fn(const mcub_depthwise_m0_job *job);
mcub_depthwise_s8_m0_fn mcub_depthwise_s8_m0;
mcub_depthwise_s8_m0_fn mcub_depthwise_s8_m0_signed; /* takes the last constant off below zero */

#endif
