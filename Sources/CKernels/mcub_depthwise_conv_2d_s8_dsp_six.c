#include "mcub_depthwise_conv_2d_s8_dsp_narrow.h"

void mcub_depthwise_conv_2d_s8_dsp_six(const mcub_depthwise_conv_2d_s8_dsp_narrow_params *params,
                                       const int8_t *input, const int32_t *words, int8_t *output,
                                       void *scratch) {
    mcub_depthwise_narrow_images(params, mcub_depthwise_narrow_s8_six, 6, input, words, output,
                                 scratch);
}
