/* Depthwise convolution strip by strip from int16 planes: what the filters' sizes have in common.
 */
#ifndef MCUB_DEPTHWISE_STRIPS_H
#define MCUB_DEPTHWISE_STRIPS_H

#include <stdint.h>

#include "mcub_depthwise_conv_2d_s8_dsp.h"

/** Bytes from one row of a plane to the next; planes of several channels may share a row. */
#define MCUB_DEPTHWISE_ROW_BYTES 512

/** Where output rows lie; steps are in bytes. */
typedef struct {
    int32_t row_groups;    /* groups of output rows that are made together */
    int32_t group_bytes;   /* input bytes that a row's whole groups of columns advance by */
    int32_t last_columns;  /* output columns that follow the whole groups */
    int32_t last_rows;     /* output rows of the last group, or 0 where it is whole */
    int32_t pixel_step;    /* from one output pixel to the next */
    int32_t row_step;      /* from one output row to the next */
    int32_t channel_count; /* channels to make, whose outputs and words follow each other */
    int32_t plane_step;    /* from one channel's plane to the next one's */
} mcub_depthwise_walk;

/** Where a channel's words hold its shift. */
#define MCUB_DEPTHWISE_SHIFT_WORD 2

/** Makes output rows channel by channel. */
typedef void mcub_depthwise_rows_fn(const mcub_depthwise_walk *walk, const int16_t *planes,
                                    int8_t *output, const int32_t *channels);

/** What a size of filters takes. */
typedef struct {
    int32_t taps;                       /* rows and columns of the filter */
    int32_t group_rows;                 /* output rows that are made together ... */
    int32_t group_columns;              /* ... and output columns */
    int32_t channel_words;              /* words of an output channel */
    mcub_depthwise_rows_fn *rows[2][2]; /* by stride, then by whether sums below zero can show */
} mcub_depthwise_filter;

/**
 * Widens `planes` input channels at a time to int16 planes with their padding, then makes each
 * output channel from its plane without a test of an edge.
 *   input     [batches][input_height][input_width][input_channels]  int8
 *   channels  [input_channels * depth_multiplier][channel_words]  int32
 *   output    [batches][output_height][output_width][input_channels * depth_multiplier]  int8
 *   scratch   stride * (strip_rows - 1) + taps rows of MCUB_DEPTHWISE_ROW_BYTES, and 32 bytes,
 *             aligned to 4
 *
 * An activation other than [-128, 127] costs a pass over the output.
 */
void mcub_depthwise_strips(const mcub_depthwise_conv_2d_s8_dsp_params *params,
                           const mcub_depthwise_filter *filter, const int8_t *input,
                           const int32_t *channels, int8_t *output, void *scratch);

#endif
