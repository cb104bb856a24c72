/* Rows of int8 weights, two folded into each int16 lane, times one vector; for the DSP extension.
 */
#ifndef MCUB_FOLD_S8_DSP_H
#define MCUB_FOLD_S8_DSP_H

#include <stdint.h>

enum {
    MCUB_FOLD_ROWS = 4,        /* rows of a group */
    MCUB_FOLD_STEP = 8,        /* elements of the vector that a step takes */
    MCUB_FOLD_STEP_WORDS = 4,  /* of the lanes */
    MCUB_FOLD_EXTRA_WORDS = 1, /* behind the last step: the end mark */
    MCUB_FOLD_GROUP_BYTES = 16 /* of a group in the stream beside 32 for each step */
};

/** The word behind the lanes of the last step; no lane of an element has this value. */
#define MCUB_FOLD_END 0x80008000u

/**
 * Groups of four rows times one vector, requantized in short form as mcub_gemm_s8_dsp does.
 *   lanes           [steps][2][2] words of two lanes: of elements k..k+3 the lanes k and k + 2,
 * then k + 1 and k + 3, sign-extended. The end mark follows stream          groups up to end, each:
 * four int32 biases; steps of [4][2] words of two lanes, for each word of lanes one of rows 0 and 1
 * and one of rows 2 and 3; a lane is 256 * w1 + w0. Biases are b0, 256 * b1 + b0, b2, 256 * b3 +
 * b2. 20 bytes are read behind the last group requantization  multiplier, rounding and shift of the
 * first row, int32 row_bytes       12 where each row has its own, 0 where all rows share them
 *   output          [4] for each group
 *   steps           of eight elements, at least 1
 *
 * The sums of rows 1 and 3 are in [-2^23, 2^23), those of rows 0 and 2 in [-2^30, 2^30).
 */
void mcub_fold_s8_dsp(const uint32_t *lanes, const void *stream, const void *end,
                      const int32_t *requantization, int32_t row_bytes, int8_t *output,
                      int32_t steps);

#endif
