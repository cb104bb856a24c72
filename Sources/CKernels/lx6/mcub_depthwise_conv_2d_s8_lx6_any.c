#include "mcub_depthwise_conv_2d_s8_lx6.h"

#include "mcub_clamp_s8_lx6.h"
#include "mcub_dot_s8_lx6.h"
#include "mcub_plane_lx6.h"

typedef struct {
    int32_t copies; /* of the weights: for outputs that begin at a word, and between two */
    int32_t steps;
    int32_t weight_words; /* of a copy */
    int32_t pitch;
} layout;

static layout layout_of(const mcub_depthwise_conv_2d_s8_lx6_params *params) {
    const int32_t lanes = (params->output_width - 1) * params->stride_width + params->kernel_width;
    layout made;
    made.copies = 1 + (params->stride_width & 1);
    made.steps = (params->kernel_width + made.copies - 1 + 3) / MCUB_DOT_LX6_STEP;
    made.weight_words = 2 + 2 * params->kernel_height * made.steps;
    made.pitch = (lanes + 1) / 2 * 4;
    return made;
}

/* Some rows of one channel. */
static void make(const mcub_depthwise_conv_2d_s8_lx6_params *params, const layout *layout,
                 const mcub_plane_lx6 *plane, int32_t rows, const int32_t *words, int8_t *output) {
    const int32_t channels = params->input_channels * params->depth_multiplier;
    const mcub_requantize_lx6 *const scaling = (const void *)words;
    const int32_t *const weights = words + sizeof *scaling / sizeof *words;

    for (int32_t copy = 0; copy < layout->copies && copy < params->output_width; copy++) {
        const int32_t first = copy * params->stride_width / 2;
        mcub_dot_s8_lx6_row row = {plane->lanes + 2 * first,
                                   2 * layout->copies * params->stride_width,
                                   layout->pitch,
                                   params->kernel_height,
                                   layout->steps,
                                   weights + copy * layout->weight_words,
                                   output + copy * channels,
                                   layout->copies * channels,
                                   (params->output_width - copy + layout->copies - 1) /
                                       layout->copies};
        for (int32_t y = 0; y < rows; y++) {
            mcub_dot_s8_lx6(&row, scaling);
            row.input = (const int8_t *)row.input + params->stride_height * layout->pitch;
            row.output += params->output_width * channels;
        }
    }
}

/* One image, a band after the other. */
static void convolve(const mcub_depthwise_conv_2d_s8_lx6_params *params, const int8_t *image,
                     const int32_t *words, int8_t *output, int16_t *lanes) {
    const layout layout = layout_of(params);
    const int32_t channels = params->input_channels * params->depth_multiplier;
    const int32_t row_bytes = params->output_width * channels;
    const int32_t channel_words = (int32_t)(sizeof(mcub_requantize_lx6) / sizeof(int32_t)) +
                                  layout.copies * layout.weight_words;

    for (int32_t first = 0; first < params->output_height; first += params->band_rows) {
        const int32_t left = params->output_height - first;
        const int32_t rows = left < params->band_rows ? left : params->band_rows;
        const mcub_plane_lx6 plane = {
            lanes, (params->output_width - 1) * params->stride_width + params->kernel_width,
            layout.pitch, (rows - 1) * params->stride_height + params->kernel_height,
            first * params->stride_height - params->pad_top};
        int8_t *made = output + first * row_bytes;
        const int32_t *channel = words;

        mcub_pad_plane_lx6(params, &plane);
        for (int32_t input = 0; input < params->input_channels; input++) {
            mcub_fill_plane_lx6(params, &plane, image + input);
            for (int32_t member = 0; member < params->depth_multiplier; member++) {
                make(params, &layout, &plane, rows, channel, made++);
                channel += channel_words;
            }
        }
    }
}

void mcub_depthwise_conv_2d_s8_lx6_any(const mcub_depthwise_conv_2d_s8_lx6_params *params,
                                       const int8_t *input, const int32_t *channels, int8_t *output,
                                       void *scratch) {
    const int32_t image_bytes = params->input_height * params->input_width * params->input_channels;
    const int32_t output_bytes = params->output_height * params->output_width *
                                 params->input_channels * params->depth_multiplier;

    for (int32_t batch = 0; batch < params->batches; batch++) {
        convolve(params, input, channels, output, scratch);
        mcub_clamp_s8_lx6(output, output_bytes, params->activation_min, params->activation_max);
        input += image_bytes;
        output += output_bytes;
    }
}
