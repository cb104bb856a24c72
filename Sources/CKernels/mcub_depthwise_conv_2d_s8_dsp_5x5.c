#include "mcub_depthwise_5x5_rows.h"
#include "mcub_depthwise_conv_2d_s8_dsp.h"

void mcub_depthwise_conv_2d_s8_dsp_5x5(const mcub_depthwise_conv_2d_s8_dsp_params *params,
                                       const int8_t *input, const int32_t *channels, int8_t *output,
                                       void *scratch) {
    static const mcub_depthwise_filter filter = {
        .taps = 5,
        .group_rows = 1,
        .group_columns = 4,
        .channel_words = MCUB_DEPTHWISE_5X5_WORDS,
        .rows = {{mcub_depthwise_5x5_rows_s1, mcub_depthwise_5x5_rows_s1_signed},
                 {mcub_depthwise_5x5_rows_s2, mcub_depthwise_5x5_rows_s2_signed}},
    };
    mcub_depthwise_strips(params, &filter, input, channels, output, scratch);
}
