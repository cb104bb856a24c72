#include "mcub_planes.h"

#include <string.h>

#include "mcub_lanes.h"

static int16_t *row_of(const mcub_planes *planes, int32_t row, int32_t plane) {
    return planes->planes + row * (planes->row_bytes / 2) + plane * (MCUB_PLANES_BYTES / 2);
}

static void fill(int16_t *lanes, int32_t count, int32_t value) {
    for (int32_t i = 0; i < count; i++) {
        lanes[i] = (int16_t)value;
    }
}

void mcub_planes_pad_columns(const mcub_planes *planes) {
    const int32_t end = planes->pad_left + planes->input_width;
    for (int32_t row = 0; row < planes->rows; row++) {
        for (int32_t plane = 0; plane < planes->count; plane++) {
            int16_t *lanes = row_of(planes, row, plane);
            fill(lanes, planes->pad_left, planes->zero_point);
            fill(lanes + end, planes->columns - end, planes->zero_point);
        }
    }
}

/* The row of the planes that lies over a row of the input, or the nearest one there is. */
static int32_t row_over(int32_t first_row, int32_t rows, int32_t input_row) {
    const int32_t row = input_row - first_row;
    return row < 0 ? 0 : row < rows ? row : rows;
}

void mcub_planes_place(mcub_planes *planes, int32_t first_row, int32_t rows) {
    const int32_t first = row_over(first_row, rows, 0);
    const int32_t end = row_over(first_row, rows, planes->input_height);
    const int32_t row_step = planes->input_width * planes->channels;
    const int32_t has_first = planes->pad_left % 2;
    const int32_t inputs = planes->input_width - has_first;

    planes->rows = rows;
    planes->first_inside = first;
    planes->input_offset = (first_row + first) * row_step;
    planes->widening = (mcub_widening){
        .rows = end - first,
        .pairs = inputs / 2,
        .has_first = has_first,
        .has_last = inputs % 2,
        .padding = (int32_t)((uint32_t)(uint8_t)planes->zero_point * 0x01010101u),
        .pixel_step = planes->channels,
        .row_step = row_step,
        .plane_row_step = planes->row_bytes,
    };
    for (int32_t row = 0; row < rows; row++) {
        for (int32_t plane = 0; plane < planes->count && (row < first || row >= end); plane++) {
            fill(row_of(planes, row, plane), planes->columns, planes->zero_point);
        }
    }
}

/* One channel of a row. */
static void widen_one(const int8_t *pixels, int32_t step, int32_t count, int16_t *lanes) {
    if (((uintptr_t)lanes & 2u) != 0) {
        *lanes++ = *pixels;
        pixels += step;
        count--;
    }
    for (; count >= 2; count -= 2) {
        const uint32_t word = mcub_pack_low((uint32_t)pixels[0], (uint32_t)pixels[step]);
        memcpy(__builtin_assume_aligned(lanes, 4), &word, sizeof word);
        pixels += 2 * step;
        lanes += 2;
    }
    if (count > 0) {
        *lanes = *pixels;
    }
}

int32_t mcub_planes_fill(const mcub_planes *planes, const int8_t *image, int32_t channel) {
    const mcub_widening *widening = &planes->widening;
    const int32_t left = planes->channels - channel;
    const int32_t count = left < planes->count ? left : planes->count;
    const int8_t *pixels = image + planes->input_offset + channel;

    if (widening->rows <= 0) {
        return count;
    }
    if (count == MCUB_PLANES_BESIDE) {
        mcub_widen_rows(widening, pixels,
                        row_of(planes, planes->first_inside, 0) + planes->pad_left / 2 * 2);
        return count;
    }
    for (int32_t row = 0; row < widening->rows; row++, pixels += widening->row_step) {
        for (int32_t plane = 0; plane < count; plane++) {
            widen_one(pixels + plane, planes->channels, planes->input_width,
                      row_of(planes, planes->first_inside + row, plane) + planes->pad_left);
        }
    }
    return count;
}
