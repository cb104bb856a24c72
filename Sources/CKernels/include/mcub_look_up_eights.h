/* int8 elements through a table, eight at a time. */
#ifndef MCUB_LOOK_UP_EIGHTS_H
#define MCUB_LOOK_UP_EIGHTS_H

#include <stdint.h>

/**
 * Writes middle[element] for each element.
 *   input   [count]  int8
 *   middle  the entry of 0 in a table of -128 to 127, int8
 *   output  [count]  int8; it may be the input, and overlaps it in no other way
 *   count   a multiple of 8, at least 8
 */
void mcub_look_up_eights(const int8_t *input, const int8_t *middle, int8_t *output, int32_t count);

#endif
