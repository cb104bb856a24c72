#include "mcub_max_words.h"

/* Bytes of a word that memory may hold as other types too. */
typedef int32_t __attribute__((may_alias)) word;

/* Moves the next lower byte to the top. */
static inline int32_t next_byte(int32_t value) {
    return (int32_t)((uint32_t)value << 8);
}

static inline int32_t larger(int32_t first, int32_t second) {
    return second > first ? second : first;
}

/* The largest word has the largest top byte, whatever lies below it. */
void mcub_max_words(const mcub_pixels *pixels, int32_t channels, int8_t *output) {
    for (int32_t channel = 0; channel < channels; channel += 4) {
        const int8_t *row = pixels->first + channel;
        int32_t first = INT32_MIN;
        int32_t second = INT32_MIN;
        int32_t third = INT32_MIN;
        int32_t fourth = INT32_MIN;
        for (int32_t y = 0; y < pixels->rows; y++, row += pixels->row_step) {
            const int8_t *pixel = row;
            for (int32_t left = pixels->columns; left > 0; left--, pixel += pixels->pixel_step) {
                int32_t value = *(const word *)(const void *)pixel;
                fourth = larger(fourth, value);
                value = next_byte(value);
                third = larger(third, value);
                value = next_byte(value);
                second = larger(second, value);
                value = next_byte(value);
                first = larger(first, value);
            }
        }
        output[channel] = (int8_t)(first >> 24);
        output[channel + 1] = (int8_t)(second >> 24);
        output[channel + 2] = (int8_t)(third >> 24);
        output[channel + 3] = (int8_t)(fourth >> 24);
    }
}
