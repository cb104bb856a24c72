#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a PNG file says of its image before the first pixel. */
typedef struct {
    uint32_t width;      /* pixels, [1, MCUB_PNG_LARGEST_SIDE] */
    uint32_t height;     /* pixels, [1, MCUB_PNG_LARGEST_SIDE] */
    int32_t bit_depth;   /* bits a sample: 1, 2, 4, 8 or 16; of a palette 8 */
    int32_t channels;    /* 1 for grey, 3 for RGB and palettes */
    bool is_transparent; /* has an alpha channel, or a transparent colour */
} mcub_png_header;

/** No image that a microcontroller takes comes near; a larger file is refused before its pixels. */
#define MCUB_PNG_LARGEST_SIDE 16384

/** Bytes of a message, its terminating zero among them. */
#define MCUB_PNG_MESSAGE_BYTES 96

/**
 * Reads what stands before the pixels of the PNG file of `count` bytes.
 *
 * False when the file is damaged, cut off or too large; `message` says why.
 */
bool mcub_png_read_header(const uint8_t *bytes, size_t count, mcub_png_header *header,
                          char message[MCUB_PNG_MESSAGE_BYTES]);

/**
 * Reads the image whole, checksums and end included: height * width * channels bytes as
 * `mcub_png_read_header` gives them, rows from the top. Values are the file's own: no gamma or
 * colour profile is applied. Of 16 bits a sample the more significant eight are given.
 *
 * False as above, and when the image needs another number of bytes than `pixel_count`.
 */
bool mcub_png_read_pixels(const uint8_t *bytes, size_t count, uint8_t *pixels, size_t pixel_count,
                          char message[MCUB_PNG_MESSAGE_BYTES]);
