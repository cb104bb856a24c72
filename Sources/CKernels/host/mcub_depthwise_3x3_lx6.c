/* The host's twin of the assembly for the LX6. */
#include "mcub_depthwise_3x3_lx6.h"

/* Where the nine weights lie in their words, row by row. */
static const int32_t places[9] = {0, 1, 6, 2, 3, 7, 4, 5, 8};

void mcub_depthwise_3x3_lx6(const mcub_depthwise_lx6_image *image, const int32_t *channel) {
    const mcub_requantize_lx6 *const scaling = (const void *)channel;
    const int16_t *const weights = (const int16_t *)(scaling + 1);

    for (int32_t row = 0; row < image->rows; row++) {
        for (int32_t column = 0; column < image->columns; column++) {
            const int16_t *const lanes = (const int16_t *)image->plane +
                                         row * image->stride * MCUB_DEPTHWISE_LX6_LANES +
                                         column * image->stride;
            int32_t sum = 0;
            for (int32_t tap = 0; tap < 9; tap++) {
                sum += lanes[tap / 3 * MCUB_DEPTHWISE_LX6_LANES + tap % 3] * weights[places[tap]];
            }
            image->output[row * image->output_row_bytes + column * image->output_bytes] =
                mcub_requantized_lx6(sum, scaling);
        }
    }
}
