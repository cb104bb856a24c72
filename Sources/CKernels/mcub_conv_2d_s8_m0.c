#include "mcub_conv_2d_s8_m0.h"

#include <string.h>

#include "mcub_gemm_s8_m0.h"
#include "mcub_pack_pairs_s8_m0.h"

enum { COLUMNS = MCUB_GEMM_M0_COLUMNS, WORDS = MCUB_GEMM_M0_WORDS };

/* The columns in the low and high half of a tile's words. */
static const int8_t halves[WORDS][2] = {{5, 0}, {3, 2}, {4, 1}};

static int32_t rounded_up(int32_t bytes) {
    return (bytes + 3) & ~3;
}

static int32_t row_length(const mcub_conv_2d_s8_m0_params *params) {
    return params->kernel_height * params->kernel_width * params->input_channels;
}

/* One row of taps at a place that may lie in the padding, or partly. */
static void fill_patch(const mcub_conv_2d_s8_m0_params *params, const int8_t *image, int32_t y,
                       int32_t x, int8_t *patch) {
    const uint32_t channels = (uint32_t)params->input_channels;

    for (int32_t tap = 0; tap < params->kernel_width; tap++) {
        if (y < 0 || y >= params->input_height || x < 0 || x >= params->input_width) {
            memset(patch, params->input_zero_point, channels);
        } else {
            memcpy(patch, image + (y * params->input_width + x) * params->input_channels, channels);
        }
        patch += channels;
        x += params->dilation_width;
    }
}

/* Rows of taps, or pixels, of six columns into a tile; gives what lies behind them. */
static uint32_t *pack(const int8_t *const rows[COLUMNS], int32_t count, uint32_t *tile) {
    for (int32_t word = 0; word < WORDS; word++) {
        mcub_pack_pairs_s8_m0(rows[halves[word][0]], rows[halves[word][1]], count, tile + word);
    }
    return tile + WORDS * count;
}

/* The taps of six outputs from index on, the last one again where there are none; then the word
 * behind them. */
static uint32_t *fill_tile(const mcub_conv_2d_s8_m0_params *params, const int8_t *image,
                           int32_t index, int32_t offset, uint32_t *tile, int8_t *patches) {
    const int32_t pixels = params->output_height * params->output_width;
    const int32_t channels = params->input_channels;
    const int32_t row_bytes = params->kernel_width * channels;
    const int32_t reach = (params->kernel_width - 1) * params->dilation_width;
    const int32_t is_whole = params->dilation_width == 1 || params->kernel_width == 1;
    int32_t ys[COLUMNS], xs[COLUMNS];
    int32_t oy = index / params->output_width;
    int32_t ox = index - oy * params->output_width;

    for (int32_t column = 0; column < COLUMNS; column++) {
        ys[column] = oy * params->stride_height - params->pad_top;
        xs[column] = ox * params->stride_width - params->pad_left;
        if (++index < pixels && ++ox == params->output_width) {
            ox = 0;
            oy++;
        }
    }
    for (int32_t ky = 0; ky < params->kernel_height; ky++) {
        const int8_t *rows[COLUMNS];
        for (int32_t column = 0; column < COLUMNS; column++) {
            const int32_t y = ys[column];
            const int32_t x = xs[column];
            if (is_whole && y >= 0 && y < params->input_height && x >= 0 &&
                x + reach < params->input_width) {
                rows[column] = image + (y * params->input_width + x) * channels;
            } else {
                int8_t *const patch = patches + column * row_bytes;
                fill_patch(params, image, y, x, patch);
                rows[column] = patch;
            }
            ys[column] = y + params->dilation_height;
        }
        tile = pack(rows, row_bytes, tile);
    }
    *tile = (uint32_t)offset;
    return tile + 1;
}

static mcub_gemm_s8_m0_fn *product_kernel(const mcub_conv_2d_s8_m0_params *params) {
    if (params->has_short_scales) {
        return params->rounds_negatives ? mcub_gemm_s8_m0_short_signed : mcub_gemm_s8_m0_short;
    }
    return params->rounds_negatives ? mcub_gemm_s8_m0_signed : mcub_gemm_s8_m0;
}

/* Outputs of an image, as many tiles at a time as there is scratch for. */
static void convolve(const mcub_conv_2d_s8_m0_params *params, mcub_gemm_m0_job job,
                     const int8_t *image, uint32_t *first, int8_t *patches) {
    const int32_t pixels = params->output_height * params->output_width;
    const int32_t channels = params->output_channels;
    mcub_gemm_s8_m0_fn *const product = product_kernel(params);

    for (int32_t index = 0; index < pixels;) {
        uint32_t *tile = first;
        for (job.tiles = 0; job.tiles < params->tiles && index < pixels; job.tiles++) {
            /* The last tile makes some outputs again rather than fewer than six. */
            const int32_t last = pixels > COLUMNS ? pixels - COLUMNS : 0;
            const int32_t start = index < last ? index : last;
            tile = fill_tile(params, image, start, start * channels, tile, patches);
            index += COLUMNS;
        }
        product(&job);
    }
}

void mcub_conv_2d_s8_m0(const mcub_conv_2d_s8_m0_params *params, const int8_t *input,
                        const int8_t *weights, const int8_t *runs, const int32_t *constants,
                        int8_t *output, void *scratch) {
    const int32_t image_bytes = params->input_height * params->input_width * params->input_channels;
    const int32_t pixels = params->output_height * params->output_width;
    const int32_t output_bytes = pixels * params->output_channels;
    const int32_t length = row_length(params);
    const int32_t tile_words = WORDS * length + 1;
    uint32_t *const first = scratch;
    int8_t *const patches = (int8_t *)(first + params->tiles * tile_words);
    const int32_t patch_bytes = COLUMNS * params->kernel_width * params->input_channels;
    int8_t *const spare = patches + rounded_up(patch_bytes);
    const int32_t is_small = pixels < COLUMNS;
    mcub_gemm_m0_job job = {
        .rows = params->output_channels,
        .weights = weights,
        .block_bytes = MCUB_GEMM_M0_BLOCK * length,
        .runs = runs,
        .constants = constants,
        .tile = first,
        .distance = params->output_channels,
    };

    for (int32_t batch = 0; batch < params->batches; batch++) {
        job.output = is_small ? spare : output;
        convolve(params, job, input, first, patches);
        if (is_small) {
            memcpy(output, spare, (uint32_t)output_bytes);
        }
        input += image_bytes;
        output += output_bytes;
    }
}
