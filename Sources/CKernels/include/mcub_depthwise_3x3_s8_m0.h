/* One channel of a depthwise 3x3 convolution from a plane of words, or at stride 2 from an image
 * itself, for Armv6-M. */
#ifndef MCUB_DEPTHWISE_3X3_S8_M0_H
#define MCUB_DEPTHWISE_3X3_S8_M0_H

#include <stdint.h>

enum {
    MCUB_DEPTHWISE_3X3_M0_WIDE = 6,   /* outputs of a group, side by side */
    MCUB_DEPTHWISE_3X3_M0_NARROW = 3, /* the same of the narrow forms */
    MCUB_DEPTHWISE_3X3_M0_WORDS = 19, /* of a channel's stream */
    MCUB_DEPTHWISE_3X3_M0_FRACTION = 14
};

/** Where a group begins: bytes into the plane, and from the job's output to its last element. */
typedef struct {
    int32_t plane; /* -1 behind the last group */
    int32_t output;
} mcub_depthwise_3x3_m0_group;

/** What is multiplied; pointers as on the target, so that assembly finds each after the other. */
typedef struct {
    const int32_t *stream;
    const int32_t *plane; /* an element a word, rows behind each other with their padding */
    int8_t *output;       /* the channel's first element */
    const mcub_depthwise_3x3_m0_group *groups;
    int32_t skipped;          /* outputs of each group that are not written, from its end */
    int32_t rounds_negatives; /* whether the stream's last two words count */
} mcub_depthwise_3x3_m0_job;

/**
 * Groups of six or three outputs of a row at stride 1 or 2, requantized.
 *
 * A channel's stream is words: its bias; a row's three weights; for each of the other two rows its
 * weights and the bytes from what a group has read of the row above to where it begins in this one;
 * two parts c0 and c1 of the scale, an addend, the range, the bytes from one output to the next,
 * the place of zero, and what totals below it are more. A total, the sum with its bias, is brought
 * into [0, range], range < 2^18. The output is the upper byte of
 * c1 t + floor(c0 t / 2^14) + addend, with the last word added where t is below the place of zero.
 */
typedef void mcub_depthwise_3x3_s8_m0_fn(const mcub_depthwise_3x3_m0_job *job);
mcub_depthwise_3x3_s8_m0_fn mcub_depthwise_3x3_s8_m0_wide;
mcub_depthwise_3x3_s8_m0_fn mcub_depthwise_3x3_s8_m0_wide_s2;
mcub_depthwise_3x3_s8_m0_fn mcub_depthwise_3x3_s8_m0_narrow;
mcub_depthwise_3x3_s8_m0_fn mcub_depthwise_3x3_s8_m0_narrow_s2;

enum {
    MCUB_DEPTHWISE_DIRECT_M0_WIDE = 6,   /* outputs of a group, side by side */
    MCUB_DEPTHWISE_DIRECT_M0_NARROW = 3, /* the same of the narrow form */
    MCUB_DEPTHWISE_DIRECT_M0_WORDS = 18, /* of a channel's stream */
    MCUB_DEPTHWISE_DIRECT_M0_FRACTION = 14,
    MCUB_DEPTHWISE_DIRECT_M0_RIGHT = 1, /* the group's last column is padding */
    MCUB_DEPTHWISE_DIRECT_M0_BOTTOM = 2 /* its third row is */
};

/** A group: bytes into the image, and from the job's output to its last element. */
typedef struct {
    int32_t input;
    int32_t output;
    int32_t kind; /* -1 behind the last group */
} mcub_depthwise_direct_m0_group;

/** What is multiplied; pointers as on the target, so that assembly finds each after the other. */
typedef struct {
    const int32_t *stream;
    const int8_t *input; /* the channel's first element */
    int8_t *output;      /* the same of the output */
    const mcub_depthwise_direct_m0_group *groups;
    int32_t step;             /* from one column of the image to the next, in bytes */
    int32_t two_steps;        /* twice as many */
    int32_t row_step;         /* from behind the columns of a group's outputs to the next row */
    int32_t padding;          /* what an element of the padding is */
    int32_t rounds_negatives; /* whether the stream's last two words count */
} mcub_depthwise_direct_m0_job;

/**
 * Groups of six or three outputs of a row, requantized.
 *
 * A channel's stream is words: its bias; the same with what a third row of padding makes; nine
 * weights; then from the parts of the scale on what mcub_depthwise_3x3_s8_m0 has.
 */
typedef void mcub_depthwise_3x3_direct_s8_m0_fn(const mcub_depthwise_direct_m0_job *job);
mcub_depthwise_3x3_direct_s8_m0_fn mcub_depthwise_3x3_s8_m0_direct;
mcub_depthwise_3x3_direct_s8_m0_fn mcub_depthwise_3x3_s8_m0_direct_narrow;

#endif
