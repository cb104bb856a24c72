/* Depthwise convolution to small images in plain C: what a core's assembly does, for the host. */
#include "mcub_depthwise_narrow_s8.h"
#include "mcub_depthwise_nine_s8.h"
#include "mcub_short_requantize.h"

enum { MULTIPLIER, ADDEND, SHIFT, BIAS, WEIGHTS };

/* An image and where its outputs lie over it. */
typedef struct {
    int32_t height, width;               /* of the input, in pixels */
    int32_t output_height, output_width; /* in pixels */
    int32_t stride;                      /* in pixels */
    int32_t pad;                         /* pixels above and on the left */
    int32_t taps;                        /* rows and columns of the filter */
    int32_t channels;
    int32_t zero;
} small_image;

/* Words of a row of taps overlap by one: (w0, w1), (w1, w2), ... */
static int32_t tap(const int32_t *words, int32_t taps, int32_t row, int32_t column) {
    const int32_t *first = words + WEIGHTS + (taps - 1) * row;
    const uint32_t word = (uint32_t)first[column == 0 ? 0 : column - 1];
    return (int16_t)(column == 0 ? word & 0xffffu : word >> 16);
}

static int8_t output_of(const small_image *image, const int8_t *input, const int32_t *words,
                        int32_t row, int32_t column) {
    uint32_t sum = (uint32_t)words[BIAS];
    for (int32_t ky = 0; ky < image->taps; ky++) {
        for (int32_t kx = 0; kx < image->taps; kx++) {
            const int32_t y = row * image->stride + ky - image->pad;
            const int32_t x = column * image->stride + kx - image->pad;
            if (y >= 0 && y < image->height && x >= 0 && x < image->width) {
                const int32_t element = input[(image->width * y + x) * image->channels];
                sum += (uint32_t)(tap(words, image->taps, ky, kx) * (element - image->zero));
            }
        }
    }
    return mcub_short_requantize((int32_t)sum, words[MULTIPLIER], words[ADDEND], words[SHIFT],
                                 image->taps == 5);
}

static void make_image(small_image image, const int8_t *input, int8_t *output,
                       const int32_t *words) {
    for (int32_t channel = 0; channel < image.channels; channel++) {
        for (int32_t row = 0; row < image.output_height; row++) {
            for (int32_t column = 0; column < image.output_width; column++) {
                output[(row * image.output_width + column) * image.channels + channel] =
                    output_of(&image, input + channel, words, row, column);
            }
        }
        words += WEIGHTS + image.taps * (image.taps - 1);
    }
}

static int32_t lane(uint32_t zero) {
    return (int16_t)(zero & 0xffffu);
}

void mcub_depthwise_nine_s8(const int8_t *input, int8_t *output, int32_t channels,
                            const int32_t *words, uint32_t zero) {
    make_image((small_image){3, 3, 3, 3, 1, 1, 3, channels, lane(zero)}, input, output, words);
}

void mcub_depthwise_nine_s8_s2(const int8_t *input, int8_t *output, int32_t channels,
                               const int32_t *words, uint32_t zero) {
    make_image((small_image){6, 6, 3, 3, 2, 0, 3, channels, lane(zero)}, input, output, words);
}

void mcub_depthwise_nine_s8_5x5(const int8_t *input, int8_t *output, int32_t channels,
                                const int32_t *words, uint32_t zero) {
    make_image((small_image){3, 3, 3, 3, 1, 2, 5, channels, lane(zero)}, input, output, words);
}

static void make_narrow(const mcub_depthwise_narrow_place *place, int32_t width,
                        const int8_t *input, const int32_t *words, int8_t *output) {
    const small_image image = {
        place->height, width, place->height, width, 1, 1, 3, place->channels, lane(place->zero)};
    make_image(image, input, output, words);
}

void mcub_depthwise_narrow_s8_five(const mcub_depthwise_narrow_place *place, const int8_t *input,
                                   const int32_t *words, int8_t *output) {
    make_narrow(place, 5, input, words, output);
}

void mcub_depthwise_narrow_s8_six(const mcub_depthwise_narrow_place *place, const int8_t *input,
                                  const int32_t *words, int8_t *output) {
    make_narrow(place, 6, input, words, output);
}
