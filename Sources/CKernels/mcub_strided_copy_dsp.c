#include "mcub_strided_copy.h"

#include <string.h>

#include "mcub_copy_block.h"
#include "mcub_lanes.h"

/* The two innermost dimensions: `rows` rows of `columns` blocks, with the steps between them. */
typedef struct {
    int32_t rows, columns;
    int32_t row_step, column_step;
    int32_t block_bytes;
} copied_face;

/* One byte every target_step from one every source_step. */
static inline void copy_bytes(uint8_t *target, int32_t target_step, const uint8_t *source,
                              int32_t source_step, int32_t count) {
    for (; count >= 4; count -= 4) {
        const uint8_t first = source[0];
        const uint8_t second = source[source_step];
        source += 2 * source_step;
        const uint8_t third = source[0];
        const uint8_t fourth = source[source_step];
        source += 2 * source_step;
        target[0] = first;
        target[target_step] = second;
        target += 2 * target_step;
        target[0] = third;
        target[target_step] = fourth;
        target += 2 * target_step;
    }
    for (; count > 0; count--, source += source_step, target += target_step) {
        *target = *source;
    }
}

/* The bytes of two runs in turn: a channel shuffle of two groups. */
static void interleave(const uint8_t *first, const uint8_t *second, int32_t count,
                       uint8_t *target) {
    for (; count >= 4; count -= 4, first += 4, second += 4, target += 8) {
        uint32_t a;
        uint32_t b;
        memcpy(&a, first, sizeof a);
        memcpy(&b, second, sizeof b);
        const uint32_t even = (a & 0x00ff00ffu) | (b & 0x00ff00ffu) << 8;
        const uint32_t odd = (a >> 8 & 0x00ff00ffu) | (b & 0xff00ff00u);
        const uint32_t low = mcub_pack_low(even, odd);
        const uint32_t high = mcub_pack_high(even, odd);
        memcpy(target, &low, sizeof low);
        memcpy(target + 4, &high, sizeof high);
    }
    for (; count > 0; count--, target += 2) {
        target[0] = *first++;
        target[1] = *second++;
    }
}

static void copy_face(const copied_face *face, const uint8_t *source, uint8_t *target) {
    if (face->block_bytes == 1 && face->columns == 2 && face->row_step == 1) {
        interleave(source, source + face->column_step, face->rows, target);
        return;
    }
    if (face->block_bytes == 1) {
        /* The longer dimension inside, whichever way the output runs. */
        const int32_t along = face->columns >= face->rows;
        const int32_t outer = along ? face->rows : face->columns;
        for (int32_t line = 0; line < outer; line++) {
            if (along) {
                copy_bytes(target + line * face->columns, 1, source + line * face->row_step,
                           face->column_step, face->columns);
            } else {
                copy_bytes(target + line, face->columns, source + line * face->column_step,
                           face->row_step, face->rows);
            }
        }
        return;
    }
    for (int32_t row = 0; row < face->rows; row++, source += face->row_step) {
        const uint8_t *block = source;
        for (int32_t column = 0; column < face->columns; column++, block += face->column_step) {
            target = mcub_copy_block(target, block, face->block_bytes);
        }
    }
}

void mcub_strided_copy_dsp(const mcub_strided_copy_params *params, const void *input,
                           void *output) {
    const int32_t inner = MCUB_STRIDED_COPY_RANK - 2;
    const copied_face face = {
        .rows = params->extents[inner],
        .columns = params->extents[inner + 1],
        .row_step = params->input_strides[inner],
        .column_step = params->input_strides[inner + 1],
        .block_bytes = params->block_bytes,
    };
    const uint8_t *source = (const uint8_t *)input + params->input_offset_bytes;
    uint8_t *target = output;
    int32_t index[MCUB_STRIDED_COPY_RANK] = {0};
    int32_t dimension;
    do {
        copy_face(&face, source, target);
        target += face.rows * face.columns * face.block_bytes;
        for (dimension = inner - 1; dimension >= 0; dimension--) {
            source += params->input_strides[dimension];
            if (++index[dimension] < params->extents[dimension]) {
                break;
            }
            source -= params->extents[dimension] * params->input_strides[dimension];
            index[dimension] = 0;
        }
    } while (dimension >= 0);
}
