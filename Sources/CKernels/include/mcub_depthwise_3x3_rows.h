/* Output rows of a depthwise 3x3 convolution from int16 planes. */
#ifndef MCUB_DEPTHWISE_3X3_ROWS_H
#define MCUB_DEPTHWISE_3X3_ROWS_H

#include "mcub_depthwise_strips.h"

/** Words of an output channel. */
#define MCUB_DEPTHWISE_3X3_WORDS 10

/*
 * Two rows and two columns at a time.
 *   planes   int16, rows MCUB_DEPTHWISE_ROW_BYTES apart, aligned to 4 bytes; read up to the inputs
 *            of a next pair of columns, and of a second row where the last is single
 *   output   int8, at the steps of walk, a channel behind the other
 *   channels int32, MCUB_DEPTHWISE_3X3_WORDS of each: multiplier, addend, shift, bias and six words
 *            of weights, the first of two in the low half: for stride 1 of each row of taps
 *            (w0, w1) and (w1, w2); for stride 2 (w0, w1) of each row, w2 of the rows 0 and 1, w2
 *            of row 2 with 0, and 0
 *
 * With the sum S of bias and products an output is as mcub_short_requantize.h says; the _signed
 * ones are those with a sign. Whoever packs the words holds S within int32.
 */
mcub_depthwise_rows_fn mcub_depthwise_3x3_rows_s1;
mcub_depthwise_rows_fn mcub_depthwise_3x3_rows_s1_signed;
mcub_depthwise_rows_fn mcub_depthwise_3x3_rows_s2;
mcub_depthwise_rows_fn mcub_depthwise_3x3_rows_s2_signed;

#endif
