/* Output rows of a depthwise 5x5 convolution from int16 planes. */
#ifndef MCUB_DEPTHWISE_5X5_ROWS_H
#define MCUB_DEPTHWISE_5X5_ROWS_H

#include "mcub_depthwise_strips.h"

/** Words of an output channel. */
#define MCUB_DEPTHWISE_5X5_WORDS 24

/*
 * Four columns at a time.
 *   planes   int16, rows MCUB_DEPTHWISE_ROW_BYTES apart, aligned to 4 bytes; read up to the inputs
 *            of a whole last group of columns
 *   output   int8, at the steps of walk, a channel behind the other
 *   channels int32, MCUB_DEPTHWISE_5X5_WORDS of each: multiplier, addend, shift, bias and twenty
 *            words of weights, the first of two in the low half: for stride 1 of each row of taps
 *            (w0, w1), (w1, w2), (w2, w3) and (w3, w4); for stride 2 of each row (w0, w1), (w2, w3)
 *            and (w4, 0), then five of 0
 *
 * With the sum S of bias and products an output is as mcub_short_requantize.h says; the _signed
 * ones are those with a sign. Whoever packs the words holds S within int32.
 */
mcub_depthwise_rows_fn mcub_depthwise_5x5_rows_s1;
mcub_depthwise_rows_fn mcub_depthwise_5x5_rows_s1_signed;
mcub_depthwise_rows_fn mcub_depthwise_5x5_rows_s2;
mcub_depthwise_rows_fn mcub_depthwise_5x5_rows_s2_signed;

#endif
