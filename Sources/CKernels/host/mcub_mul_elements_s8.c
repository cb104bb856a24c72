/* Products of elements in plain C: what a core's assembly does, for the host. */
#include "mcub_mul_elements_s8.h"

#include "mcub_short_requantize.h"

static void multiply(const int8_t *input1, const int8_t *input2, int8_t *output, int32_t count,
                     const mcub_mul_scaling *scaling, int32_t is_signed) {
    for (int32_t i = 0; i < count; i++) {
        const int32_t product =
            (input1[i] - scaling->input1_zero_point) * (input2[i] - scaling->input2_zero_point);
        output[i] =
            mcub_short_requantize((int32_t)((uint32_t)product << scaling->product_shift),
                                  scaling->multiplier, scaling->addend, scaling->shift, is_signed);
    }
}

void mcub_mul_elements_s8(const int8_t *input1, const int8_t *input2, int8_t *output, int32_t count,
                          const mcub_mul_scaling *scaling) {
    multiply(input1, input2, output, count, scaling, 0);
}

void mcub_mul_elements_s8_signed(const int8_t *input1, const int8_t *input2, int8_t *output,
                                 int32_t count, const mcub_mul_scaling *scaling) {
    multiply(input1, input2, output, count, scaling, 1);
}
