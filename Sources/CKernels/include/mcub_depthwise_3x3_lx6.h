/* One channel of a depthwise convolution with 3x3 taps, for the LX6's MAC16. */
#ifndef MCUB_DEPTHWISE_3X3_LX6_H
#define MCUB_DEPTHWISE_3X3_LX6_H

#include <stdint.h>

#include "mcub_requantize_lx6.h"

enum {
    MCUB_DEPTHWISE_LX6_PITCH = 256,   /* bytes from one row of a plane to the next */
    MCUB_DEPTHWISE_LX6_LANES = 128,   /* columns of a plane */
    MCUB_DEPTHWISE_LX6_3X3_WORDS = 10 /* of a channel */
};

typedef struct {
    const void *plane;        /* [][128] int16 at a multiple of 4; the first output's first tap */
    int32_t stride;           /* 1 or 2 */
    int8_t *output;           /* the first output */
    int32_t output_bytes;     /* from one output to the next of its row */
    int32_t output_row_bytes; /* from one row of outputs to the next */
    int32_t columns;          /* outputs a row, at least 1; stride * columns + 2 at most 128 */
    int32_t rows;             /* at least 1 */
} mcub_depthwise_lx6_image;

/**
 *   channel  mcub_requantize_lx6, and five words of two int16 weights each, the first in the low
 *            half: 00 01, 10 11, 20 21, 02 12, 22 and nothing
 */
void mcub_depthwise_3x3_lx6(const mcub_depthwise_lx6_image *image, const int32_t *channel);

#endif
