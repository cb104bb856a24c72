/* Matrix product of packed int8 weights with widened activations, for the DSP extension. */
#ifndef MCUB_GEMM_S8_DSP_H
#define MCUB_GEMM_S8_DSP_H

#include <stdint.h>

enum {
    MCUB_GEMM_PIXELS = 3,      /* columns of a tile */
    MCUB_GEMM_CHANNELS = 2,    /* rows of a pair */
    MCUB_GEMM_STEP = 8,        /* products a column and row that a step makes */
    MCUB_GEMM_STEP_WORDS = 12, /* of a tile: 8 activations of three columns in int16 lanes */
    MCUB_GEMM_TILE_EXTRA_WORDS =
        4,                     /* behind the last step: the end mark and what is read with it */
    MCUB_GEMM_PAIR_BYTES = 32, /* of a pair in the stream beside 16 for each step */
    MCUB_GEMM_STREAM_EXTRA_BYTES = 16 /* behind the last pair: read, never used */
};

/** The word behind a tile's last step; no lane of an activation has this value. */
#define MCUB_GEMM_END 0x80008000u

/**
 * Three columns times pairs of rows, requantized in short form.
 *   tile        [steps][2][2][3]  words of two lanes: for four activations k..k+3 the lanes k and
 *               k + 2 of each column, then k + 1 and k + 3; an activation x is 2 * (x + 128). The
 *               end mark follows
 *   stream      pairs up to end, each: two int32 biases; steps of [2][2][4] int8 weights, for four
 *               activations a word of k and k + 2 and one of k + 1 and k + 3, each word as row 0 k,
 *               row 1 k, row 0 k+2, row 1 k+2; then for each row multiplier m, rounding r, and
 *               shift e, int32
 *   output      [3][row_bytes], where a pair writes two elements; the next pair the two behind
 *   row_bytes   from one column's output to the next one's, or 0: all three write the same place,
 *               the first column last
 *   steps       [1, 2^16]
 *
 * The element for a sum s is that of ((s * m + 2^31) >> 32) + r + (s < 0 ? -1 : 0), shifted right
 * by e and clamped to int8; s starts from the bias. No step of it leaves int32.
 */
void mcub_gemm_s8_dsp(const uint32_t *tile, const void *stream, const void *end, int8_t *output,
                      int32_t row_bytes, int32_t steps);

#endif
