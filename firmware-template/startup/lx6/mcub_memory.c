/* What string.h declares; memcpy, memmove and memset go by words where both ends allow it. */
#include <stdint.h>
#include <string.h>

/* Without this the compiler may see a memcpy in the loops that are one, and call it. */
#define PLAIN_LOOPS __attribute__((optimize("no-tree-loop-distribute-patterns")))

/* Words that may hold anything. */
typedef uint32_t __attribute__((may_alias)) word;

static int are_aligned(uintptr_t first, uintptr_t second) {
    return ((first | second) & 3u) == 0;
}

PLAIN_LOOPS void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
    uint8_t *target = to;
    const uint8_t *source = from;
    if (are_aligned((uintptr_t)target, (uintptr_t)source)) {
        for (; bytes >= 16; bytes -= 16, target += 16, source += 16) {
            const word first = ((const word *)source)[0];
            const word second = ((const word *)source)[1];
            const word third = ((const word *)source)[2];
            const word fourth = ((const word *)source)[3];
            ((word *)target)[0] = first;
            ((word *)target)[1] = second;
            ((word *)target)[2] = third;
            ((word *)target)[3] = fourth;
        }
        for (; bytes >= 4; bytes -= 4, target += 4, source += 4) {
            *(word *)target = *(const word *)source;
        }
    }
    for (; bytes != 0; bytes--) {
        *target++ = *source++;
    }
    return to;
}

PLAIN_LOOPS void *memmove(void *to, const void *from, size_t bytes) {
    uint8_t *target = to;
    const uint8_t *source = from;
    if ((uintptr_t)target - (uintptr_t)source >= bytes) {
        /* The target does not begin inside the source: ascending order is safe. */
        if (are_aligned((uintptr_t)target, (uintptr_t)source)) {
            for (; bytes >= 4; bytes -= 4, target += 4, source += 4) {
                *(word *)target = *(const word *)source;
            }
        }
        for (; bytes != 0; bytes--) {
            *target++ = *source++;
        }
        return to;
    }
    while (bytes != 0) {
        bytes--;
        target[bytes] = source[bytes];
    }
    return to;
}

PLAIN_LOOPS void *memset(void *to, int value, size_t bytes) {
    uint8_t *target = to;
    const uint8_t byte = (uint8_t)value;
    const word four = byte * 0x01010101u;
    for (; bytes != 0 && ((uintptr_t)target & 3u) != 0; bytes--) {
        *target++ = byte;
    }
    for (; bytes >= 4; bytes -= 4, target += 4) {
        *(word *)target = four;
    }
    for (; bytes != 0; bytes--) {
        *target++ = byte;
    }
    return to;
}

int memcmp(const void *first, const void *second, size_t bytes) {
    const uint8_t *one = first;
    const uint8_t *other = second;
    for (; bytes != 0; bytes--, one++, other++) {
        if (*one != *other) {
            return *one < *other ? -1 : 1;
        }
    }
    return 0;
}

PLAIN_LOOPS size_t strlen(const char *text) {
    size_t bytes = 0;
    while (text[bytes] != 0) {
        bytes++;
    }
    return bytes;
}

int strcmp(const char *first, const char *second) {
    while (*first != 0 && *first == *second) {
        first++;
        second++;
    }
    return (int)(uint8_t)*first - (int)(uint8_t)*second;
}
