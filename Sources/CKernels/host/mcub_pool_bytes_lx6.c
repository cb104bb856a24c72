/* The host's twins of the assembly for the LX6. */
#include "mcub_pool_bytes_lx6.h"

uint32_t mcub_sum_bytes_lx6(const mcub_pixels *pixels, const int8_t *first) {
    uint32_t sum = 0;
    for (int32_t row = 0; row < pixels->rows; row++, first += pixels->row_step) {
        for (int32_t column = 0; column < pixels->columns; column++) {
            sum += (uint32_t)(first[column * pixels->pixel_step] + 128);
        }
    }
    return sum;
}

int32_t mcub_max_bytes_lx6(const mcub_pixels *pixels, const int8_t *first) {
    int32_t largest = INT8_MIN;
    for (int32_t row = 0; row < pixels->rows; row++, first += pixels->row_step) {
        for (int32_t column = 0; column < pixels->columns; column++) {
            const int32_t value = first[column * pixels->pixel_step];
            largest = value > largest ? value : largest;
        }
    }
    return largest;
}
