/* Two-dimensional convolution over int8 tensors for cores with the DSP extension. */
#ifndef MCUB_CONV_2D_S8_DSP_H
#define MCUB_CONV_2D_S8_DSP_H

#include <stdint.h>

typedef struct {
    int32_t batches;
    int32_t input_height;
    int32_t input_width;
    int32_t input_channels;
    int32_t output_height;
    int32_t output_width;
    int32_t output_channels; /* at least 2 a group */
    int32_t groups;          /* divides the channels of input and output */
    int32_t filter_channels; /* input_channels / groups */
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t stride_height;
    int32_t stride_width;
    int32_t dilation_height;
    int32_t dilation_width;
    int32_t pad_top;          /* rows of padding above the input */
    int32_t pad_left;         /* columns of padding left of the input */
    int32_t input_zero_point; /* [-128, 127] */
    int32_t activation_min;   /* [-128, 127], at most activation_max */
    int32_t activation_max;   /* [-128, 127] */
    int32_t is_general;       /* whether rows are as mcub_gemm_general_s8_dsp reads them */
    int32_t rounds_negatives; /* 0 where outputs of sums below 0 are all activation_min */
    int32_t quads;            /* of four weights, a row */
    int32_t block_pairs;      /* pairs of rows that stay in the cache for a pass; at least 1 */
    int32_t tiles;            /* of three columns in a pass; [1, MCUB_CONV_DSP_TILES] */
} mcub_conv_2d_s8_dsp_params;

/** The most tiles of a pass. */
#define MCUB_CONV_DSP_TILES 32

/**
 * As mcub_conv_2d_s8_ref.
 *   input    [batches][input_height][input_width][input_channels]      int8
 *   stream   group by group, channels / 2 pairs of rows, rounded up, as mcub_gemm_s8_dsp reads
 * them, or its general form; of an odd number of channels, the last pair holds the last two. A row
 * is [kernel_height] [kernel_width][input_channels / groups] and zeros up to its last quad. A bias
 * is twice what a sum over 2 * (x + 128) starts from; a rounding holds the output's zero point
 *   output   [batches][output_height][output_width][output_channels]   int8
 *   scratch  tiles times (24 * quads + 16) bytes, and where the kernel is no 1x1 without padding
 *            and a group's input channels no multiple of 4, the taps of a kernel rounded up to a
 * multiple of
 * 4
 *
 * Weights are read once a pass, whatever the number of its columns.
 */
typedef void mcub_conv_2d_s8_dsp_fn(const mcub_conv_2d_s8_dsp_params *params, const int8_t *input,
                                    const int8_t *stream, int8_t *output, void *scratch);
mcub_conv_2d_s8_dsp_fn mcub_conv_2d_s8_dsp;

#endif
