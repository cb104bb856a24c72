/* One channel's elements of some rows into words, for Armv6-M. */
#ifndef MCUB_WIDEN_PLANE_S8_M0_H
#define MCUB_WIDEN_PLANE_S8_M0_H

#include <stdint.h>

/** What is copied; pointers as on the target, so that assembly finds each after the other. */
typedef struct {
    const int8_t *source; /* the channel's first element */
    int32_t *words;       /* where it goes */
    int32_t step;         /* from one element of a row to the next, in bytes */
    int32_t columns;      /* at least 1 */
    int32_t rows;         /* at least 1 */
    int32_t row_bytes;    /* from one row of the source to the next */
    int32_t pitch;        /* from one row of the words to the next, in bytes; 4 * columns or more */
} mcub_widen_plane_m0_job;

/** words[r * pitch / 4 + c] becomes source[r * row_bytes + c * step]. */
typedef void mcub_widen_plane_s8_m0_fn(const mcub_widen_plane_m0_job *job);
mcub_widen_plane_s8_m0_fn mcub_widen_plane_s8_m0;

#endif
