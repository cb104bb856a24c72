#include "mcub_resize_nearest.h"

#include <string.h>

void mcub_resize_nearest_ref(const mcub_resize_nearest_params *params, const void *input,
                             const int32_t *rows, const int32_t *columns, void *output) {
    const int32_t pixel_bytes = params->pixel_bytes;
    const int32_t row_bytes = params->input_width * pixel_bytes;
    const uint8_t *image = input;
    uint8_t *target = output;
    for (int32_t batch = 0; batch < params->batch_count; batch++) {
        for (int32_t y = 0; y < params->output_height; y++) {
            const uint8_t *row = image + rows[y] * row_bytes;
            for (int32_t x = 0; x < params->output_width; x++) {
                memcpy(target, row + columns[x] * pixel_bytes, (size_t)pixel_bytes);
                target += pixel_bytes;
            }
        }
        image += params->input_height * row_bytes;
    }
}
