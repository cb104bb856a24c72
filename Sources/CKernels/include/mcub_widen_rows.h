/* Rows of int8 pixels, widened to int16 rows of one channel each. */
#ifndef MCUB_WIDEN_ROWS_H
#define MCUB_WIDEN_ROWS_H

#include <stdint.h>

/** Channels that lie beside each other in a row of planes, and bytes of each in the row. */
#define MCUB_PLANES_BESIDE 4
#define MCUB_PLANES_BYTES 128

/** What to widen; steps are in bytes. */
typedef struct {
    int32_t rows;       /* at least 1 */
    int32_t pairs;      /* words of two inputs of a row: a padded first or last one not counted */
    int32_t has_first;  /* whether a word of padding and an input comes before them */
    int32_t has_last;   /* whether a word of an input and padding comes after them */
    int32_t padding;    /* the zero point in each of four bytes */
    int32_t pixel_step; /* from one pixel to the next */
    int32_t row_step;   /* from one input row to the next */
    int32_t plane_row_step; /* from one row of the planes to the next, a multiple of 4 */
} mcub_widening;

/**
 * Widens four neighbouring channels.
 *   pixels  int8, the first of the channels; reads the four of each pixel alone
 *   planes  int16, MCUB_PLANES_BESIDE planes MCUB_PLANES_BYTES apart, aligned to 4 bytes
 */
void mcub_widen_rows(const mcub_widening *widening, const int8_t *pixels, int16_t *planes);

#endif
