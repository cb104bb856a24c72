/* Depthwise convolution with 3x3 taps over images five or six pixels wide. */
#ifndef MCUB_DEPTHWISE_NARROW_S8_H
#define MCUB_DEPTHWISE_NARROW_S8_H

#include <stdint.h>

/** Words of a channel. */
#define MCUB_DEPTHWISE_NARROW_WORDS 10

/** Bytes of a row of the plane: six int16 inputs. */
#define MCUB_DEPTHWISE_NARROW_ROW_BYTES 12

/** What the channels of an image have in common. */
typedef struct {
    int32_t channels; /* at least 1 */
    int32_t height;   /* at least 1 */
    uint32_t zero;    /* the input's zero point in both lanes */
    int16_t *plane;   /* of height + 2 rows, aligned to 4; the first and the last are zeros */
} mcub_depthwise_narrow_place;

/**
 * One image, padded by a pixel on each side, with a stride of 1.
 *   input   [height][5 or 6][channels]  int8
 *   words   int32, of each channel as mcub_depthwise_nine_s8.h says
 *   output  [height][5 or 6][channels]  int8
 */
typedef void mcub_depthwise_narrow_s8_fn(const mcub_depthwise_narrow_place *place,
                                         const int8_t *input, const int32_t *words, int8_t *output);
mcub_depthwise_narrow_s8_fn mcub_depthwise_narrow_s8_five;
mcub_depthwise_narrow_s8_fn mcub_depthwise_narrow_s8_six;

#endif
