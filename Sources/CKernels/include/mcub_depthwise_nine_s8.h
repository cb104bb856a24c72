/* Depthwise convolution to images of 3x3 pixels. */
#ifndef MCUB_DEPTHWISE_NINE_S8_H
#define MCUB_DEPTHWISE_NINE_S8_H

#include <stdint.h>

/** Words of a channel with 3x3 taps and with 5x5. */
#define MCUB_DEPTHWISE_NINE_WORDS 10
#define MCUB_DEPTHWISE_NINE_5X5_WORDS 24

/*
 * One image, channel by channel, whose inputs stay in registers; taps in the padding are left out.
 *   mcub_depthwise_nine_s8      3x3 taps, input [3][3][channels] padded by one pixel, stride 1
 *   mcub_depthwise_nine_s8_s2   3x3 taps, input [6][6][channels] padded below and right, stride 2
 *   mcub_depthwise_nine_s8_5x5  5x5 taps, input [3][3][channels] padded by two pixels, stride 1
 *
 *   input     int8
 *   output    [3][3][channels]  int8
 *   channels  at least 1
 *   words     int32, of each channel multiplier, addend, shift, bias and for each row of taps
 *             (w0, w1), (w1, w2), ..., the first of two in the low half
 *   zero      the input's zero point in both lanes
 *
 * With the sum S of the bias and of weights times inputs less their zero point, an output is as
 * mcub_short_requantize.h says: with a sign for 5x5 taps, where shifts are above 0 or multipliers
 * 0, and without one for 3x3. Whoever packs the words holds S within int32.
 */
typedef void mcub_depthwise_nine_s8_fn(const int8_t *input, int8_t *output, int32_t channels,
                                       const int32_t *words, uint32_t zero);
mcub_depthwise_nine_s8_fn mcub_depthwise_nine_s8;

#endif
