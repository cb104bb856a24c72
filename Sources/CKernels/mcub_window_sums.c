#include "mcub_window_sums.h"

mcub_pixels mcub_joined_pixels(mcub_pixels pixels) {
    if (pixels.row_step == pixels.columns * pixels.pixel_step) {
        pixels.columns *= pixels.rows;
        pixels.rows = 1;
    }
    return pixels;
}

static void sum_eight(const mcub_pixels *pixels, int32_t channel, int32_t *sums) {
    const int32_t step = pixels->pixel_step;
    mcub_four_sums low = {0, 0};
    mcub_four_sums high = {0, 0};
    int32_t room = MCUB_LANE_PIXELS;

    for (int32_t row = 0; row < pixels->rows; row++) {
        const int8_t *pixel = pixels->first + row * pixels->row_step + channel;
        for (int32_t left = pixels->columns; left > 0;) {
            const int32_t count = left < room ? left : room;
            mcub_add_pixels(pixel, step, count, &low, &high);
            pixel += count * step;
            left -= count;
            room -= count;
            if (room == 0) {
                mcub_unpack_sums(low, sums);
                mcub_unpack_sums(high, sums + 4);
                low = high = (mcub_four_sums){0, 0};
                room = MCUB_LANE_PIXELS;
            }
        }
    }
    mcub_unpack_sums(low, sums);
    mcub_unpack_sums(high, sums + 4);
}

void mcub_window_sums(const mcub_pixels *pixels, int32_t channel, int32_t count, int32_t *sums) {
    memset(sums, 0, MCUB_WINDOW_SUMS * sizeof *sums);
    if (count == MCUB_WINDOW_SUMS) {
        sum_eight(pixels, channel, sums);
        return;
    }
    for (int32_t place = 0; place < count; place++) {
        for (int32_t row = 0; row < pixels->rows; row++) {
            const int8_t *pixel = pixels->first + row * pixels->row_step + channel + place;
            for (int32_t column = 0; column < pixels->columns; column++) {
                sums[place] += *pixel;
                pixel += pixels->pixel_step;
            }
        }
    }
}

void mcub_window_maxima(const mcub_pixels *pixels, int32_t channel, int32_t count, int8_t *maxima) {
    uint32_t largest = 0x80808080u; /* INT8_MIN in each byte */
    for (int32_t row = 0; row < pixels->rows; row++) {
        const int8_t *pixel = pixels->first + row * pixels->row_step + channel;
        for (int32_t column = 0; column < pixels->columns; column++, pixel += pixels->pixel_step) {
            uint32_t word = 0;
            if (count == MCUB_WINDOW_MAXIMA) {
                memcpy(&word, pixel, sizeof word);
            } else {
                memcpy(&word, pixel, (size_t)count);
            }
            largest = mcub_max_s8x4(largest, word);
        }
    }
    memcpy(maxima, &largest, (size_t)count);
}
