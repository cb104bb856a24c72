/* Copies of short blocks, for which a call of memcpy costs more than the bytes. */
#ifndef MCUB_COPY_BLOCK_H
#define MCUB_COPY_BLOCK_H

#include <stdint.h>
#include <string.h>

/** From so many bytes on, memcpy's own speed pays for its call. */
#define MCUB_LONG_BLOCK 64

/** Copies four words: the first and those so many bytes behind it. */
static inline void mcub_copy_words(uint8_t *target, const uint8_t *source, int32_t second,
                                   int32_t third, int32_t fourth) {
    uint32_t words[4];
    memcpy(&words[0], source, sizeof words[0]);
    memcpy(&words[1], source + second, sizeof words[1]);
    memcpy(&words[2], source + third, sizeof words[2]);
    memcpy(&words[3], source + fourth, sizeof words[3]);
    memcpy(target, &words[0], sizeof words[0]);
    memcpy(target + second, &words[1], sizeof words[1]);
    memcpy(target + third, &words[2], sizeof words[2]);
    memcpy(target + fourth, &words[3], sizeof words[3]);
}

/** Copies `bytes` bytes between places that do not overlap; gives the place behind the last. */
static inline uint8_t *mcub_copy_block(uint8_t *target, const uint8_t *source, int32_t bytes) {
    if (bytes >= MCUB_LONG_BLOCK) {
        memcpy(target, source, (size_t)bytes);
        return target + bytes;
    }
    for (; bytes > 16; bytes -= 16, target += 16, source += 16) {
        mcub_copy_words(target, source, 4, 8, 12);
    }
    /* The rest without a loop, whose end would be predicted wrongly: its last words may overlap
     * the first. */
    if (bytes >= 8) {
        mcub_copy_words(target, source, 4, bytes - 8, bytes - 4);
        return target + bytes;
    }
    if (bytes >= 4) {
        mcub_copy_words(target, source, 0, bytes - 4, bytes - 4);
        return target + bytes;
    }
    for (; bytes > 0; bytes--) {
        *target++ = *source++;
    }
    return target;
}

#endif
