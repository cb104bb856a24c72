/* Copies of short blocks, for which a call of memcpy costs more than the bytes. */
#ifndef MCUB_COPY_BLOCK_H
#define MCUB_COPY_BLOCK_H

#include <stdint.h>
#include <string.h>

/** From so many bytes on, memcpy's own speed pays for its call. */
#define MCUB_LONG_BLOCK 64

/** Copies `bytes` bytes between places that do not overlap; gives the place behind the last. */
static inline uint8_t *mcub_copy_block(uint8_t *target, const uint8_t *source, int32_t bytes) {
    if (bytes >= MCUB_LONG_BLOCK) {
        memcpy(target, source, (size_t)bytes);
        return target + bytes;
    }
    for (; bytes >= 4; bytes -= 4, target += 4, source += 4) {
        uint32_t word;
        memcpy(&word, source, sizeof word);
        memcpy(target, &word, sizeof word);
    }
    for (; bytes > 0; bytes--) {
        *target++ = *source++;
    }
    return target;
}

#endif
