/* Widening of four channels in plain C: what a core's assembly does, for the host. */
#include "mcub_widen_rows.h"

void mcub_widen_rows(const mcub_widening *widening, const int8_t *pixels, int16_t *planes) {
    const int32_t count = widening->has_first + 2 * widening->pairs + widening->has_last;
    const int16_t zero_point = (int8_t)((uint32_t)widening->padding & 0xffu);

    for (int32_t row = 0; row < widening->rows; row++) {
        for (int32_t plane = 0; plane < MCUB_PLANES_BESIDE; plane++) {
            const int8_t *channel = pixels + row * widening->row_step + plane;
            int16_t *lanes =
                planes + row * (widening->plane_row_step / 2) + plane * (MCUB_PLANES_BYTES / 2);
            if (widening->has_first != 0) {
                *lanes++ = zero_point;
            }
            for (int32_t pixel = 0; pixel < count; pixel++) {
                *lanes++ = channel[pixel * widening->pixel_step];
            }
            if (widening->has_last != 0) {
                *lanes++ = zero_point;
            }
        }
    }
}
