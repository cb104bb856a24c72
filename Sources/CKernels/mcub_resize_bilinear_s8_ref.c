#include "mcub_resize_bilinear_s8.h"

#include "mcub_requantize.h"

#define ONE 1024

/** Two neighbours on one dimension and the weight of the second, in 1/1024. */
typedef struct {
    int32_t lower;
    int32_t upper;
    int32_t upper_weight;
} neighbours;

/** The neighbours of a position in 1/1024 of an element; divisions round towards zero. */
static neighbours neighbours_at(int32_t position, int32_t extent) {
    neighbours result;
    result.lower = mcub_clamp(position / ONE, 0, extent - 1);
    result.upper = mcub_clamp((position + ONE - 1) / ONE, 0, extent - 1);
    result.upper_weight = position - ONE * result.lower;
    return result;
}

void mcub_resize_bilinear_s8_ref(const mcub_resize_bilinear_s8_params *params, const int8_t *input,
                                 int8_t *output) {
    const int32_t channels = params->channel_count;
    const int32_t row_elements = params->input_width * channels;
    for (int32_t batch = 0; batch < params->batch_count; batch++) {
        for (int32_t y = 0; y < params->output_height; y++) {
            const neighbours row =
                neighbours_at(params->row_start + y * params->row_step, params->input_height);
            const int8_t *upper_row = input + row.lower * row_elements;
            const int8_t *lower_row = input + row.upper * row_elements;
            for (int32_t x = 0; x < params->output_width; x++) {
                const neighbours column = neighbours_at(
                    params->column_start + x * params->column_step, params->input_width);
                const int32_t left = column.lower * channels;
                const int32_t right = column.upper * channels;
                for (int32_t c = 0; c < channels; c++) {
                    const int64_t above =
                        (int64_t)upper_row[left + c] * (ONE - column.upper_weight) +
                        (int64_t)upper_row[right + c] * column.upper_weight;
                    const int64_t below =
                        (int64_t)lower_row[left + c] * (ONE - column.upper_weight) +
                        (int64_t)lower_row[right + c] * column.upper_weight;
                    const int64_t sum = above * (ONE - row.upper_weight) + below * row.upper_weight;
                    const int64_t half = sum > 0 ? ONE * ONE / 2 : -(ONE * ONE / 2);
                    *output++ = (int8_t)((sum + half) / (ONE * ONE));
                }
            }
        }
        input += params->input_height * row_elements;
    }
}
