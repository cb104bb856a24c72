#include "mcub_conv_2d_s8_dsp.h"

#include "mcub_clamp_s8.h"
#include "mcub_columns_s8_dsp.h"
#include "mcub_gemm_general_s8_dsp.h"
#include "mcub_gemm_s8_dsp.h"

/* Widens three outputs of a 1x1 kernel from output index on, or one three times. */
static inline void fill_pointwise(const mcub_conv_2d_s8_dsp_params *params, const int8_t *image,
                                  int32_t index, int32_t distance, uint32_t *tile) {
    const int32_t channels = params->input_channels;
    const int8_t *columns[MCUB_GEMM_PIXELS];

    if (params->stride_height == 1 && params->stride_width == 1) {
        columns[0] = image + index * channels;
        columns[1] = columns[0] + distance * channels;
        columns[2] = columns[1] + distance * channels;
    } else {
        for (int32_t column = 0; column < MCUB_GEMM_PIXELS; column++) {
            const int32_t row = index / params->output_width;
            const int32_t pixel = row * params->stride_height * params->input_width +
                                  (index - row * params->output_width) * params->stride_width;
            columns[column] = image + pixel * channels;
            index += distance;
        }
    }
    mcub_widen_three_s8_dsp(columns, params->filter_channels, tile);
}

typedef void product(const uint32_t *tile, const uint32_t *behind, const void *stream,
                     const void *end, int8_t *output, int32_t row_bytes, int32_t quads);

/* All channels of a pass's tiles, a block of channels at a time. */
static void multiply(const mcub_conv_2d_s8_dsp_params *params, const uint32_t *tile,
                     const uint32_t *behind, const int8_t *stream, int8_t *output,
                     int32_t row_bytes) {
    const int32_t pair_bytes = params->quads * MCUB_GEMM_QUAD_BYTES + MCUB_GEMM_PAIR_BYTES;
    const int32_t channels = params->output_channels / params->groups;
    const int32_t whole = channels / MCUB_GEMM_CHANNELS;
    product *const multiply_tiles =
        params->is_general ? mcub_gemm_general_s8_dsp : mcub_gemm_s8_dsp;

    for (int32_t pair = 0; pair < whole; pair += params->block_pairs) {
        const int32_t left = whole - pair;
        const int32_t pairs = left < params->block_pairs ? left : params->block_pairs;
        const int8_t *block = stream + pair * pair_bytes;
        multiply_tiles(tile, behind, block, block + pairs * pair_bytes,
                       output + pair * MCUB_GEMM_CHANNELS, row_bytes, params->quads);
    }
    if ((channels & 1) != 0) {
        const int8_t *last = stream + whole * pair_bytes;
        multiply_tiles(tile, behind, last, last + pair_bytes,
                       output + channels - MCUB_GEMM_CHANNELS, row_bytes, params->quads);
    }
}

/* One group of an image; input and output are its first channel's. */
static void convolve(const mcub_conv_2d_s8_dsp_params *params, const int8_t *input,
                     const int8_t *stream, int8_t *output, uint32_t *first) {
    const int32_t pixels = params->output_height * params->output_width;
    const int32_t channels = params->output_channels;
    const int32_t tile_words = params->quads * MCUB_GEMM_QUAD_WORDS + MCUB_GEMM_TILE_EXTRA_WORDS;
    const int is_single = pixels < MCUB_GEMM_PIXELS;
    const int32_t distance = is_single ? 0 : 1;
    const int32_t made = is_single ? 1 : MCUB_GEMM_PIXELS;
    const int is_pointwise = params->kernel_height == 1 && params->kernel_width == 1 &&
                             params->pad_top == 0 && params->pad_left == 0;
    int8_t *const patch = (int8_t *)(first + params->tiles * tile_words);

    for (int32_t index = 0; index < pixels;) {
        const int32_t start = index + made > pixels ? pixels - made : index;
        uint32_t *tile = first;
        for (int32_t tiles = params->tiles; tiles > 0 && index < pixels; tiles--) {
            uint32_t *const mark = tile + params->quads * MCUB_GEMM_QUAD_WORDS;
            /* The last tile makes some outputs again rather than fewer than three. */
            index = index + made > pixels ? pixels - made : index;
            if (is_pointwise) {
                fill_pointwise(params, input, index, distance, tile);
            } else {
                mcub_widen_taps_s8_dsp(params, input, index, distance, tile, patch);
            }
            mark[0] = params->rounds_negatives ? MCUB_GEMM_END : MCUB_GEMM_END_UNSIGNED;
            mark[MCUB_GEMM_TILE_OFFSET] = (uint32_t)(index * channels);
            tile = mark + MCUB_GEMM_TILE_EXTRA_WORDS;
            index += made;
        }
        multiply(params, first, tile, stream, output, distance * channels);
        if (params->groups == 1) {
            mcub_clamp_s8(output + start * channels, (index - start) * channels,
                          params->activation_min, params->activation_max);
        }
    }
}

void mcub_conv_2d_s8_dsp(const mcub_conv_2d_s8_dsp_params *params, const int8_t *input,
                         const int8_t *stream, int8_t *output, void *scratch) {
    const int32_t image_bytes = params->input_height * params->input_width * params->input_channels;
    const int32_t output_bytes =
        params->output_height * params->output_width * params->output_channels;
    const int32_t inputs = params->filter_channels;
    const int32_t outputs = params->output_channels / params->groups;
    const int32_t group_bytes = (outputs + 1) / MCUB_GEMM_CHANNELS *
                                (params->quads * MCUB_GEMM_QUAD_BYTES + MCUB_GEMM_PAIR_BYTES);

    for (int32_t batch = 0; batch < params->batches; batch++) {
        for (int32_t group = 0; group < params->groups; group++) {
            convolve(params, input + group * inputs, stream + group * group_bytes,
                     output + group * outputs, scratch);
        }
        if (params->groups > 1) {
            mcub_clamp_s8(output, output_bytes, params->activation_min, params->activation_max);
        }
        input += image_bytes;
        output += output_bytes;
    }
}
