/* Sums of four rows of weights over one vector, for Armv6-M. */
#ifndef MCUB_DOT_FOURS_S8_M0_H
#define MCUB_DOT_FOURS_S8_M0_H

#include <stdint.h>

/** sums[r] becomes the sum of weights[k][r] * input[k]; weights [count][4] on a word, count >= 1.
 */
typedef void mcub_dot_fours_s8_m0_fn(const int8_t *weights, const int8_t *input, int32_t count,
                                     int32_t sums[4]);
mcub_dot_fours_s8_m0_fn mcub_dot_fours_s8_m0;

#endif
