/* Pixels widened into tiles for mcub_gemm_s8_dsp; for the DSP extension. */
#ifndef MCUB_WIDEN_PIXELS_S8_DSP_H
#define MCUB_WIDEN_PIXELS_S8_DSP_H

#include <stdint.h>

/**
 * Three pixels a tile, one after another, four times quads activations of each.
 *   pixels       the first pixel, at any address; read up to 4 * quads bytes from each pixel's
 *                start, even behind its end
 *   pixel_bytes  from one pixel to the next
 *   tile         the first of the tiles; what is behind the quads of each stays as it is
 *   quads        at least 1
 *   tiles        at least 1
 */
void mcub_widen_pixels_s8_dsp(const int8_t *pixels, int32_t pixel_bytes, uint32_t *tile,
                              int32_t quads, int32_t tiles);

#endif
