/* Sums of int8 elements by way of tables. */
#ifndef MCUB_ADD_ELEMENTS_S8_H
#define MCUB_ADD_ELEMENTS_S8_H

#include <stdint.h>

/** Words of what the elements are made with: multiplier, addend, shift and two tables of 256. */
#define MCUB_ADD_WORDS (3 + 2 * 256)

/**
 * Adds `count` elements, at least 1.
 *   words  multiplier, addend, shift, then for each input what its bytes 0 to 255, read as
 * unsigned, add to the sum
 *
 * With the sum S: (high word of (S * multiplier + 2^31) + addend) >> shift, saturated to int8. The
 * _signed one adds -1 before the shift where S is negative. Whoever makes the tables holds S within
 * int32.
 */
typedef void mcub_add_elements_s8_fn(const int8_t *input1, const int8_t *input2, int8_t *output,
                                     int32_t count, const int32_t *words);
mcub_add_elements_s8_fn mcub_add_elements_s8;
mcub_add_elements_s8_fn mcub_add_elements_s8_signed;

#endif
