/* Depthwise convolution with 5x5 taps to images of 3x3 pixels. */
#ifndef MCUB_DEPTHWISE_NINE_S8_5X5_H
#define MCUB_DEPTHWISE_NINE_S8_5X5_H

#include "mcub_depthwise_nine_s8.h"

/** See mcub_depthwise_nine_s8.h. */
mcub_depthwise_nine_s8_fn mcub_depthwise_nine_s8_5x5;

#endif
