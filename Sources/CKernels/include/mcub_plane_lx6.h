/* One channel of some rows of an image in int16 lanes, for the LX6's depthwise kernels. */
#ifndef MCUB_PLANE_LX6_H
#define MCUB_PLANE_LX6_H

#include "mcub_depthwise_conv_2d_s8_lx6.h"

typedef struct {
    int16_t *lanes;  /* at a multiple of 4 */
    int32_t columns; /* of taps, at most pitch / 2 */
    int32_t pitch;   /* bytes from one row to the next, a multiple of 4 */
    int32_t rows;
    int32_t first; /* row of the image that the first row is; negative in the padding */
} mcub_plane_lx6;

/** Fills the plane as if all of it were padding; needed once for all channels of an image. */
void mcub_pad_plane_lx6(const mcub_depthwise_conv_2d_s8_lx6_params *params,
                        const mcub_plane_lx6 *plane);

/** Brings the channel that image starts at into the plane, each element x as x + 128. */
void mcub_fill_plane_lx6(const mcub_depthwise_conv_2d_s8_lx6_params *params,
                         const mcub_plane_lx6 *plane, const int8_t *image);

#endif
