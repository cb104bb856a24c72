/* int8 elements of two places in the halves of words, for Armv6-M. */
#ifndef MCUB_PACK_PLANE_S8_M0_H
#define MCUB_PACK_PLANE_S8_M0_H

#include <stdint.h>

/**
 * words[k] becomes low[k * low_step] + 65536 * high[k * high_step]; count is 1 or more, steps may
 * be 0.
 */
typedef void mcub_pack_plane_s8_m0_fn(const int8_t *low, const int8_t *high, int32_t count,
                                      uint32_t *words, int32_t low_step, int32_t high_step);
mcub_pack_plane_s8_m0_fn mcub_pack_plane_s8_m0;

#endif
