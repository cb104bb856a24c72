/* int8 elements of two rows in the halves of words, for Armv6-M. */
#ifndef MCUB_PACK_PAIRS_S8_M0_H
#define MCUB_PACK_PAIRS_S8_M0_H

#include <stdint.h>

/** Every third word from `words` on becomes low[k] + 65536 * high[k]; count is 1 or more. */
typedef void mcub_pack_pairs_s8_m0_fn(const int8_t *low, const int8_t *high, int32_t count,
                                      uint32_t *words);
mcub_pack_pairs_s8_m0_fn mcub_pack_pairs_s8_m0;

#endif
