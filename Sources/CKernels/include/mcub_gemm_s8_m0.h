/* Matrix product of int8 weights with activations, two of them in a word, for Armv6-M. */
#ifndef MCUB_GEMM_S8_M0_H
#define MCUB_GEMM_S8_M0_H

#include <stdint.h>

enum {
    MCUB_GEMM_M0_COLUMNS = 6, /* of a tile */
    MCUB_GEMM_M0_WORDS = 3,   /* that hold an activation of each */
    MCUB_GEMM_M0_BLOCK = 12,  /* rows whose weights alternate */
    MCUB_GEMM_M0_STEPS = 28,  /* the longest run of weights */
    MCUB_GEMM_M0_UNIT = 4,    /* what a run's byte is more or less by each weight */
    MCUB_GEMM_M0_SPILL = 13,  /* what the byte of a run without weights would be less than 0 */
    MCUB_GEMM_M0_ROW_WORDS = 8,
    MCUB_GEMM_M0_BIAS = 32640,       /* what each run's sums start from: 255 * 128 */
    MCUB_GEMM_M0_FRACTION = 11,      /* bits of a scale's lower two parts each */
    MCUB_GEMM_M0_SHORT_FRACTION = 14 /* bits of the lower one of two */
};

/** What is multiplied; pointers as on the target, so that assembly finds each after the other. */
typedef struct {
    int32_t tiles;            /* at least 1 */
    int32_t rows;             /* at least 1 */
    const int8_t *weights;    /* [rows / 12 rounded up][length][12] */
    int32_t block_bytes;      /* 12 * length */
    const int8_t *runs;       /* row after row */
    const int32_t *constants; /* [rows][8] */
    const uint32_t *tile;     /* the first; the next ones behind */
    int32_t distance;         /* from one column's output to the next column's */
    int8_t *output;           /* what tiles count from */
} mcub_gemm_m0_job;

/**
 * Rows times tiles of six columns, requantized.
 *   weights    an activation's weights of twelve rows beside each other
 *   runs       for each row, bytes: -13 - 4 n for n weights, 28 at most, whose magnitudes sum to
 *              255 at most, one run after another; 4 (28 - n) for the last one, which may be empty
 *   constants  for each row the three parts c0, c1 and c2 of its scale, an addend, the range,
 *              a bias, and for the signed form the place of zero and what totals below it are
 *              less. A total is the row's sum and its bias, where each run adds
 *              MCUB_GEMM_M0_BIAS; it is brought into [0, range], range < 2^21. The output is the
 *              upper byte of c2 t + floor((c1 t + floor(c0 t / 2^11)) / 2^11) + addend,
 *              in the signed form less the last word where t is below the place of zero.
 *              Of the short forms there are two parts c0 and c1, the addend and a word that nobody
 *              reads; range < 2^18 and the output the upper byte of
 *              c1 t + floor(c0 t / 2^14) + addend
 *   tile       for each activation three words: column 5 and 65536 times column 0; column 3 and
 *              65536 times column 2; column 4 and 65536 times column 1. Behind them a word: the
 *              bytes from output to the first row's of column 0
 *
 * Row r writes its output r bytes behind; columns lie `distance` bytes apart.
 */
typedef void mcub_gemm_s8_m0_fn(const mcub_gemm_m0_job *job);
mcub_gemm_s8_m0_fn mcub_gemm_s8_m0;
mcub_gemm_s8_m0_fn mcub_gemm_s8_m0_signed;
mcub_gemm_s8_m0_fn mcub_gemm_s8_m0_short;
mcub_gemm_s8_m0_fn mcub_gemm_s8_m0_short_signed;

#endif
