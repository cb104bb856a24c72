/* Depthwise convolution with 3x3 taps from images of 6x6 to images of 3x3 pixels. */
#ifndef MCUB_DEPTHWISE_NINE_S8_S2_H
#define MCUB_DEPTHWISE_NINE_S8_S2_H

#include "mcub_depthwise_nine_s8.h"

/** As mcub_depthwise_nine_s8 of [6][6][channels], padded below and right, at a stride of 2. */
mcub_depthwise_nine_s8_fn mcub_depthwise_nine_s8_s2;

#endif
