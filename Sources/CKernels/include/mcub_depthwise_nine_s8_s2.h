/* Depthwise convolution with 3x3 taps at a stride of 2 to images of 3x3 pixels. */
#ifndef MCUB_DEPTHWISE_NINE_S8_S2_H
#define MCUB_DEPTHWISE_NINE_S8_S2_H

#include "mcub_depthwise_nine_s8.h"

/** See mcub_depthwise_nine_s8.h. */
mcub_depthwise_nine_s8_fn mcub_depthwise_nine_s8_s2;

#endif
