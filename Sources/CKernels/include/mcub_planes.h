/* Rows of an int8 image, widened to one int16 plane a channel with its padding around it. */
#ifndef MCUB_PLANES_H
#define MCUB_PLANES_H

#include <stdint.h>

#include "mcub_widen_rows.h"

typedef struct {
    int32_t input_height;
    int32_t input_width;
    int32_t channels;   /* of the input */
    int32_t pad_left;   /* columns of padding left of the input */
    int32_t count;      /* planes beside each other: MCUB_PLANES_BESIDE or 1 */
    int32_t row_bytes;  /* from row to row of the planes, a multiple of 4 */
    int32_t columns;    /* of a plane that are read */
    int32_t zero_point; /* what the padding holds */
    int16_t *planes;    /* aligned to 4 bytes */

    int32_t rows;           /* of the planes; these are what mcub_planes_place sets */
    int32_t first_inside;   /* the planes' first row that lies in the input, ... */
    int32_t input_offset;   /* ... where it begins in the image ... */
    mcub_widening widening; /* ... and how it and those after it are widened */
} mcub_planes;

/** Writes the columns left and right of the input, which mcub_planes_fill leaves as they are. */
void mcub_planes_pad_columns(const mcub_planes *planes);

/**
 * Places the planes over `rows` rows of the image from `first_row` on, which is negative in the
 * padding above, and writes those that lie in the padding.
 */
void mcub_planes_place(mcub_planes *planes, int32_t first_row, int32_t rows);

/**
 * Widens channels from `channel` on of an image to the planes; gives how many planes it has filled:
 * all, or the channels that are left.
 */
int32_t mcub_planes_fill(const mcub_planes *planes, const int8_t *image, int32_t channel);

#endif
