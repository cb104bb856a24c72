#include "mcub_max_bytes.h"

void mcub_max_bytes(const mcub_pixels *pixels, int32_t channels, int8_t *output) {
    for (int32_t channel = 0; channel < channels; channel++) {
        const int8_t *row = pixels->first + channel;
        int32_t largest = INT8_MIN;
        for (int32_t y = 0; y < pixels->rows; y++, row += pixels->row_step) {
            const int8_t *pixel = row;
            for (int32_t left = pixels->columns; left > 0; left--, pixel += pixels->pixel_step) {
                largest = *pixel > largest ? *pixel : largest;
            }
        }
        output[channel] = (int8_t)largest;
    }
}
