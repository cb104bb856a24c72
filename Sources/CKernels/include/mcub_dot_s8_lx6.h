/* One output channel of a convolution over widened activations, for the LX6's MAC16. */
#ifndef MCUB_DOT_S8_LX6_H
#define MCUB_DOT_S8_LX6_H

#include <stdint.h>

#include "mcub_requantize_lx6.h"

enum {
    MCUB_DOT_LX6_STEP = 4,         /* int16 lanes that a round of the loop multiplies */
    MCUB_DOT_LX6_STEP_BYTES = 8,   /* of activations or weights */
    MCUB_DOT_LX6_INPUT_EXTRA = 8,  /* bytes that are read behind a segment's last activation */
    MCUB_DOT_LX6_WEIGHTS_EXTRA = 8 /* bytes of a channel's weights beside those of its steps */
};

typedef struct {
    const void *input;     /* the first output's first activation, a multiple of 4 */
    int32_t pixel_bytes;   /* from one output's activations to the next one's, a multiple of 4 */
    int32_t segment_bytes; /* from one segment to the next, a multiple of 4 */
    int32_t segments;      /* an output; at least 1 */
    int32_t steps;         /* of four lanes, a segment; [1, 2^15] */
    const void *weights;   /* of the channel, a multiple of 4 */
    int8_t *output;        /* the first output */
    int32_t output_bytes;  /* from one output to the next */
    int32_t outputs;       /* at least 1 */
} mcub_dot_s8_lx6_row;

/**
 * Sums of products of int16 lanes, one an output, requantized.
 *   row.input    at each output, segments times segment_bytes: [4 * steps] int16
 *   row.weights  one lane that is not read, then [segments][4 * steps] int16, and up to
 *                8 bytes more that the first does not use
 *   row.output   [outputs] int8, output_bytes apart
 */
typedef void mcub_dot_s8_lx6_fn(const mcub_dot_s8_lx6_row *row, const mcub_requantize_lx6 *scaling);
mcub_dot_s8_lx6_fn mcub_dot_s8_lx6; /* any segments */

#endif
