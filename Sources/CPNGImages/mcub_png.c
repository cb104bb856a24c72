#include "mcub_png.h"

#include <png.h>
#include <string.h>

/** Bytes of the file that were not read yet, and where to say what is wrong with them. */
typedef struct {
    const uint8_t *rest;
    size_t count;
    char *message;
} mcub_png_source;

static void keep_message(png_structp png, const char *text) {
    mcub_png_source *source = png_get_error_ptr(png);
    strncpy(source->message, text, MCUB_PNG_MESSAGE_BYTES - 1);
    source->message[MCUB_PNG_MESSAGE_BYTES - 1] = '\0';
}

static void fail(png_structp png, png_const_charp text) {
    keep_message(png, text);
    png_longjmp(png, 1);
}

/** A file may be odd where its pixels are not. */
static void ignore_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void read_bytes(png_structp png, png_bytep to, size_t count) {
    mcub_png_source *source = png_get_io_ptr(png);
    if (count > source->count) {
        png_error(png, "the file is cut off");
    }
    memcpy(to, source->rest, count);
    source->rest += count;
    source->count -= count;
}

/** Reads up to the pixels; errors jump to where the caller has set. */
static void read_info(png_structp png, png_infop info, mcub_png_source *source) {
    png_set_read_fn(png, source, read_bytes);
    png_set_user_limits(png, MCUB_PNG_LARGEST_SIDE, MCUB_PNG_LARGEST_SIDE);
    png_set_chunk_cache_max(png, 64);
    png_set_chunk_malloc_max(png, 1 << 20);
    png_read_info(png, info);
}

static mcub_png_header header_of(png_structp png, png_infop info) {
    const int colour = png_get_color_type(png, info);
    mcub_png_header header = {
        .width = png_get_image_width(png, info),
        .height = png_get_image_height(png, info),
        .bit_depth = colour == PNG_COLOR_TYPE_PALETTE ? 8 : png_get_bit_depth(png, info),
        .channels = (colour & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1,
        .is_transparent =
            (colour & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png, info, PNG_INFO_tRNS) != 0,
    };
    return header;
}

/** Reads all rows, of an interlaced image in several passes. */
static void read_rows(png_structp png, png_infop info, const mcub_png_header *header,
                      uint8_t *pixels, size_t pixel_count) {
    png_set_strip_16(png);
    png_set_palette_to_rgb(png);
    png_set_expand_gray_1_2_4_to_8(png);
    png_set_strip_alpha(png);
    const int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    const size_t row_bytes = (size_t)header->width * (size_t)header->channels;
    if (png_get_rowbytes(png, info) != row_bytes || row_bytes * header->height != pixel_count) {
        png_error(png, "the image has another size than its header says");
    }
    for (int pass = 0; pass < passes; pass++) {
        for (size_t row = 0; row < header->height; row++) {
            png_read_row(png, pixels + row * row_bytes, NULL);
        }
    }
    png_read_end(png, NULL);
}

/** Reads the header, and the pixels where they are wanted. */
static bool read_image(const uint8_t *bytes, size_t count, mcub_png_header *header, uint8_t *pixels,
                       size_t pixel_count, char *message) {
    mcub_png_source source = {bytes, count, message};
    message[0] = '\0';
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, fail, ignore_warning);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);
    if (info == NULL) {
        png_destroy_read_struct(&png, NULL, NULL);
        strncpy(message, "out of memory", MCUB_PNG_MESSAGE_BYTES);
        return false;
    }
    if (setjmp(png_jmpbuf(png)) != 0) {
        png_destroy_read_struct(&png, &info, NULL);
        return false;
    }
    read_info(png, info, &source);
    *header = header_of(png, info);
    if (pixels != NULL) {
        read_rows(png, info, header, pixels, pixel_count);
    }
    png_destroy_read_struct(&png, &info, NULL);
    return true;
}

bool mcub_png_read_header(const uint8_t *bytes, size_t count, mcub_png_header *header,
                          char message[MCUB_PNG_MESSAGE_BYTES]) {
    return read_image(bytes, count, header, NULL, 0, message);
}

bool mcub_png_read_pixels(const uint8_t *bytes, size_t count, uint8_t *pixels, size_t pixel_count,
                          char message[MCUB_PNG_MESSAGE_BYTES]) {
    mcub_png_header header;
    if (pixel_count == 0) {
        strncpy(message, "the image has no pixels", MCUB_PNG_MESSAGE_BYTES);
        return false;
    }
    return read_image(bytes, count, &header, pixels, pixel_count, message);
}
