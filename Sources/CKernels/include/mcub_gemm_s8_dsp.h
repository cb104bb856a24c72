/* Matrix product of packed int8 weights with widened activations, for the DSP extension. */
#ifndef MCUB_GEMM_S8_DSP_H
#define MCUB_GEMM_S8_DSP_H

#include <stdint.h>

enum {
    MCUB_GEMM_PIXELS = 3,     /* columns of a tile */
    MCUB_GEMM_CHANNELS = 2,   /* rows of a pair */
    MCUB_GEMM_QUAD_WORDS = 6, /* of a tile: 4 activations of three columns in int16 lanes */
    MCUB_GEMM_QUAD_BYTES = 8, /* of the stream: 4 weights of two rows */
    MCUB_GEMM_PAIR_BYTES = 32 /* of a pair in the stream beside its quads */
};

/** Words of a tile behind its last quad: the end mark, one that is read with it, where the tile's
 * first output lies, and one that fills up. */
#define MCUB_GEMM_TILE_EXTRA_WORDS 4
/** Which of them holds the bytes from the output to the tile's first one, int32. */
#define MCUB_GEMM_TILE_OFFSET 2
/** Bytes of a stream behind its last pair that are read and never used. */
#define MCUB_GEMM_STREAM_EXTRA_BYTES 16

/** The word behind a tile's last quad; no lane of an activation has this value. */
#define MCUB_GEMM_END 0x80008000u
/** The same where a sum's sign does not count. */
#define MCUB_GEMM_END_UNSIGNED 0x80008001u

/**
 * Tiles of three columns times pairs of rows, requantized in short form.
 *   tile        the first of the tiles up to behind, each: [quads][2][3] words of two lanes: for
 *               four activations k..k+3 the lanes k and k + 2 of each column, then k + 1 and
 *               k + 3; an activation x is 2 * (x + 128). The end mark follows, and the words
 *               MCUB_GEMM_TILE_EXTRA_WORDS tells of
 *   stream      pairs up to end, one at least, each: two int32 biases; quads of [2][4] int8
 *               weights, for four activations a word of k and k + 2 and one of k + 1 and
 *               k + 3, each word as row 0 k, row 1 k, row 0 k+2, row 1 k+2; then for each row
 *               multiplier m, rounding r, and shift e, int32
 *   output      [3][row_bytes] at each tile's offset, where a pair writes two elements; the next
 *               pair the two behind
 *   row_bytes   from one column's output to the next one's, or 0: all three write the same place,
 *               the first column last
 *   quads       of activations a column, [1, 2^16]
 *
 * The element for a sum s is that of ((s * m + 2^31) >> 32) + r + (s < 0 ? -1 : 0), shifted right
 * by e and clamped to int8; s starts from the bias. No step of it leaves int32. Behind
 * MCUB_GEMM_END_UNSIGNED it is without the -1.
 */
typedef void mcub_gemm_s8_dsp_fn(const uint32_t *tile, const uint32_t *behind, const void *stream,
                                 const void *end, int8_t *output, int32_t row_bytes, int32_t quads);
mcub_gemm_s8_dsp_fn mcub_gemm_s8_dsp;

#endif
