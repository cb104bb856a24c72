/* Depthwise convolution with 3x3 taps to images of 3x3 pixels. */
#ifndef MCUB_DEPTHWISE_NINE_S8_H
#define MCUB_DEPTHWISE_NINE_S8_H

#include <stdint.h>

/** Words of a channel. */
#define MCUB_DEPTHWISE_NINE_WORDS 10

/*
 * One image of [3][3][channels], padded by a pixel on each side, with a stride of 1. Its inputs
 * stay in registers, channel by channel; taps in the padding are left out.
 *   input     [3][3][channels]  int8
 *   output    [3][3][channels]  int8
 *   channels  at least 1
 *   words     int32, MCUB_DEPTHWISE_NINE_WORDS of each channel: multiplier, addend, shift, bias,
 *             and for each row of taps (w0, w1) and (w1, w2), the first of two in the low half
 *   zero      the input's zero point in both lanes
 *
 * With the sum S of the bias and of weights times inputs less their zero point, an output is as
 * mcub_short_requantize.h says without a sign. Whoever packs the words holds S within int32.
 */
typedef void mcub_depthwise_nine_s8_fn(const int8_t *input, int8_t *output, int32_t channels,
                                       const int32_t *words, uint32_t zero);
mcub_depthwise_nine_s8_fn mcub_depthwise_nine_s8;

#endif
