#include "mcub_conv_2d_s8_dsp.h"

#include "mcub_clamp_s8.h"
#include "mcub_columns_s8_dsp.h"
#include "mcub_gemm_few_quads_s8_dsp.h"
#include "mcub_gemm_general_s8_dsp.h"
#include "mcub_gemm_s8_dsp.h"
#include "mcub_widen_pixels_s8_dsp.h"

static inline int32_t tile_words(const mcub_conv_2d_s8_dsp_params *params) {
    return params->quads * MCUB_GEMM_QUAD_WORDS + MCUB_GEMM_TILE_EXTRA_WORDS;
}

/* Three outputs of a 1x1 kernel from output index on, or one three times. */
static void widen_apart(const mcub_conv_2d_s8_dsp_params *params, const int8_t *image,
                        int32_t index, int32_t distance, uint32_t *tile) {
    const int8_t *columns[MCUB_GEMM_PIXELS];

    for (int32_t column = 0; column < MCUB_GEMM_PIXELS; column++) {
        const int32_t row = index / params->output_width;
        const int32_t pixel = row * params->stride_height * params->input_width +
                              (index - row * params->output_width) * params->stride_width;
        columns[column] = image + pixel * params->input_channels;
        index += distance;
    }
    mcub_widen_three_s8_dsp(columns, params->filter_channels, tile);
}

/* Tiles of a 1x1 kernel. */
static void widen_pixels(const mcub_conv_2d_s8_dsp_params *params, const int8_t *image,
                         int32_t index, int32_t distance, int32_t tiles, uint32_t *tile) {
    if (params->stride_height == 1 && params->stride_width == 1 && params->groups == 1 &&
        distance == 1) {
        const int32_t channels = params->input_channels;
        const int32_t pixels = params->input_height * params->input_width;
        /* A last quad that is not whole reads three bytes on: not behind the last pixel. */
        const int32_t spare = 4 * params->quads > channels ? 3 : 0;
        int32_t count = tiles;
        while (count > 0 && index + MCUB_GEMM_PIXELS * count + spare > pixels) {
            count--;
        }
        if (count > 0) {
            mcub_widen_pixels_s8_dsp(image + index * channels, channels, tile, params->quads,
                                     count);
        }
        tiles -= count;
        index += MCUB_GEMM_PIXELS * count;
        tile += tile_words(params) * count;
    }
    for (; tiles > 0; tiles--) {
        widen_apart(params, image, index, distance, tile);
        index += MCUB_GEMM_PIXELS;
        tile += tile_words(params);
    }
}

/* The taps of each output into its column of a tile. */
static void widen(const mcub_conv_2d_s8_dsp_params *params, const int8_t *image, int32_t index,
                  int32_t distance, int32_t tiles, uint32_t *tile, int8_t *patch) {
    const int is_pointwise = params->kernel_height == 1 && params->kernel_width == 1 &&
                             params->pad_top == 0 && params->pad_left == 0;
    if (is_pointwise) {
        widen_pixels(params, image, index, distance, tiles, tile);
    } else {
        mcub_widen_taps_s8_dsp(params, image, index, distance, MCUB_GEMM_PIXELS * tiles, tile,
                               patch);
    }
}

/* What multiplies fastest. */
static mcub_gemm_s8_dsp_fn *chosen_product(const mcub_conv_2d_s8_dsp_params *params) {
    if (params->is_general) {
        return mcub_gemm_general_s8_dsp;
    }
    if (params->rounds_negatives) {
        return mcub_gemm_s8_dsp;
    }
    switch (params->quads) {
    case 1:
        return mcub_gemm_s8_dsp_one_quad;
    case 2:
        return mcub_gemm_s8_dsp_two_quads;
    case 4:
        return mcub_gemm_s8_dsp_four_quads;
    case 7:
        return mcub_gemm_s8_dsp_seven_quads;
    default:
        return mcub_gemm_s8_dsp;
    }
}

/* All channels of a pass's tiles, a block of channels at a time. */
static void multiply(const mcub_conv_2d_s8_dsp_params *params, const uint32_t *tile,
                     const uint32_t *behind, const int8_t *stream, int8_t *output,
                     int32_t row_bytes) {
    const int32_t pair_bytes = params->quads * MCUB_GEMM_QUAD_BYTES + MCUB_GEMM_PAIR_BYTES;
    const int32_t channels = params->output_channels / params->groups;
    const int32_t whole = channels / MCUB_GEMM_CHANNELS;
    mcub_gemm_s8_dsp_fn *const multiply_tiles = chosen_product(params);

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

/* Ends each tile, and lets its outputs follow those of the tile before. */
static void end_tiles(const mcub_conv_2d_s8_dsp_params *params, uint32_t *tile, int32_t step) {
    const uint32_t mark = params->rounds_negatives ? MCUB_GEMM_END : MCUB_GEMM_END_UNSIGNED;

    for (int32_t count = 0; count < params->tiles; count++) {
        tile += tile_words(params);
        tile[-MCUB_GEMM_TILE_EXTRA_WORDS] = mark;
        tile[MCUB_GEMM_TILE_OFFSET - MCUB_GEMM_TILE_EXTRA_WORDS] = (uint32_t)(count * step);
    }
}

/* One group of an image; input and output are its first channel's. */
static void convolve(const mcub_conv_2d_s8_dsp_params *params, const int8_t *input,
                     const int8_t *stream, int8_t *output, uint32_t *first) {
    const int32_t pixels = params->output_height * params->output_width;
    const int32_t channels = params->output_channels;
    const int is_single = pixels < MCUB_GEMM_PIXELS;
    const int32_t distance = is_single ? 0 : 1;
    const int32_t made = is_single ? 1 : MCUB_GEMM_PIXELS;
    uint32_t *const end = first + params->tiles * tile_words(params);
    int8_t *const patch = (int8_t *)end;

    end_tiles(params, first, made * channels);
    for (int32_t index = 0; index < pixels;) {
        const int32_t left = pixels - index;
        const int32_t fitting = left / made;
        const int32_t tiles = fitting < params->tiles ? fitting : params->tiles;
        /* The last tile makes some outputs again rather than fewer than three. */
        const int32_t overlapping = pixels - made;
        const int32_t start = index < overlapping ? index : overlapping;
        uint32_t *behind = first + tiles * tile_words(params);
        int32_t count = tiles * made;

        widen(params, input, index, distance, tiles, first, patch);
        if (tiles < params->tiles && count < left) {
            widen(params, input, overlapping, distance, 1, behind, patch);
            behind += tile_words(params);
            behind[MCUB_GEMM_TILE_OFFSET - MCUB_GEMM_TILE_EXTRA_WORDS] =
                (uint32_t)((overlapping - index) * channels);
            count = left;
        }
        multiply(params, first, behind, stream, output + index * channels, distance * channels);
        index += count;
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
