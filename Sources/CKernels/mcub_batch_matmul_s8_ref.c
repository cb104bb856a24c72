#include "mcub_batch_matmul_s8.h"

#include "mcub_requantize.h"

/* One product of matrices; returns the place after the last output. */
static int8_t *multiply(const mcub_batch_matmul_s8_params *params, const int8_t *left,
                        const int8_t *right, int8_t *output) {
    for (int32_t row = 0; row < params->rows; row++) {
        for (int32_t column = 0; column < params->columns; column++) {
            const int8_t *a = left + row * params->left_row_stride;
            const int8_t *b = right + column * params->right_column_stride;
            uint32_t sum = 0;
            for (int32_t index = 0; index < params->depth; index++) {
                const int32_t x = a[index * params->left_depth_stride] - params->left_zero_point;
                const int32_t y = b[index * params->right_depth_stride] - params->right_zero_point;
                sum += (uint32_t)(x * y);
            }
            *output++ = mcub_requantize_to_s8((int32_t)sum, params->multiplier, params->shift,
                                              params->output_zero_point, INT8_MIN, INT8_MAX);
        }
    }
    return output;
}

void mcub_batch_matmul_s8_ref(const mcub_batch_matmul_s8_params *params, const int8_t *left,
                              const int8_t *right, int8_t *output) {
    const int32_t *extents = params->batch_extents;
    const int32_t *lefts = params->left_strides;
    const int32_t *rights = params->right_strides;

    for (int32_t i = 0; i < extents[0]; i++) {
        for (int32_t j = 0; j < extents[1]; j++) {
            for (int32_t k = 0; k < extents[2]; k++) {
                output = multiply(params, left + i * lefts[0] + j * lefts[1] + k * lefts[2],
                                  right + i * rights[0] + j * rights[1] + k * rights[2], output);
            }
        }
    }
}
