// SPDX-License-Identifier: GPL-2.0-or-later
// The Cortex-M4: a static number of cycles an instruction, but for loads and stores that follow one
// another; and the STM32F4's caches of flash.
#include "timing.h"

#include <string.h>

/* States of the pipeline, as far as they matter. */
enum { AFTER_OTHERS, AFTER_TRANSFER };

enum {
    LINE_BITS = 4
}; /* flash is read 128 bits at a time (RM0390, adaptive real-time accelerator) */

static const uint32_t acr_latency = 0xF, acr_prefetch = 1u << 8, acr_code = 1u << 9,
                      acr_data = 1u << 10, acr_code_reset = 1u << 11;

static bool is_transfer(const operation *op) {
    return op->class == OP_LOAD_WORD || op->class == OP_LOAD_NARROW || op->class == OP_STORE ||
           op->class == OP_FLOAT_LOAD;
}

/** Cycles of an instruction; a branch counts as one that falls through. */
static uint32_t cycles_of(const uint32_t *values, const operation *op, uint16_t key) {
    switch (op->class) {
    case OP_LOAD_WORD:
    case OP_LOAD_NARROW:
    case OP_FLOAT_LOAD:
        return (key & STATES) == AFTER_TRANSFER ? values[M4_LOAD_AGAIN] : values[M4_LOAD];
    case OP_STORE:
        return values[M4_STORE];
    case OP_LOAD_MANY:
    case OP_STORE_MANY:
        return values[M4_MULTIPLE_BASE] + op->registers;
    case OP_MULTIPLY:
        return values[M4_MULTIPLY];
    case OP_DIVIDE:
        return values[M4_DIVIDE];
    case OP_FLOAT:
        return values[M4_FLOAT];
    case OP_FLOAT_DIVIDE:
    case OP_FLOAT_ROOT:
        return values[M4_FLOAT_DIVIDE];
    case OP_SYSTEM:
        return values[M4_SYSTEM];
    default:
        return values[M4_SIMPLE];
    }
}

transition m4_step(const timing_model *model, const operation *op, uint16_t key) {
    bool is_skipped = (key & KEY_SKIPPED) != 0;
    uint32_t cycles = is_skipped ? model->values[M4_SIMPLE] : cycles_of(model->values, op, key);
    return (transition){
        .key = key,
        .next = !is_skipped && is_transfer(op) ? AFTER_TRANSFER : AFTER_OTHERS,
        .cycles = (uint8_t)cycles,
    };
}

static uint32_t wait_states(const mcub_machine *m) {
    return m->flash_interface.acr & acr_latency;
}

/** Whether an address is the flash's, or its alias's. */
static bool is_flash(const mcub_machine *m, uint32_t address) {
    const chip_memory *flash = &m->model->memories[0];
    return flash->kind == MEMORY_FLASH &&
           (address - flash->base < flash->bytes || address - flash->alias < flash->bytes);
}

/** Whether a line is held; the place where it is or goes, the one not used for longest. */
static bool look_up(flash_lines *lines, uint32_t count, uint32_t line) {
    uint32_t oldest = 0;
    lines->clock++;
    for (uint32_t i = 0; i < count; i++) {
        if (lines->numbers[i] == line + 1) {
            lines->used[i] = lines->clock;
            return true;
        }
        oldest = lines->used[i] < lines->used[oldest] ? i : oldest;
    }
    lines->numbers[oldest] = line + 1;
    lines->used[oldest] = lines->clock;
    return false;
}

/**
 * What fetching from the line of an address costs that the instruction before did not lie in.
 *
 * The prefetch reads the next line while this one is executed, so a line in sequence waits for what
 * is left of its reading only.
 */
uint32_t m4_fetch(mcub_machine *m, uint32_t address) {
    timing_model *model = m->timed;
    uint32_t line = address >> LINE_BITS, acr = m->flash_interface.acr, cycles = 0;
    bool is_next = line == model->fetch_line + 1;
    model->fetch_line = line;
    model->totals.code_accesses++;
    if (is_flash(m, address)) {
        bool is_held =
            (acr & acr_code) && look_up(&model->flash_code, model->values[M4_CODE_LINES], line);
        uint64_t passed = m->cycles - model->line_since;
        cycles = is_held ? 0 : wait_states(m);
        if (!is_held && is_next && (acr & acr_prefetch)) {
            cycles = passed < cycles ? cycles - (uint32_t)passed : 0;
        }
        model->totals.code_misses += is_held ? 0 : 1;
        model->totals.code_cycles += cycles;
    }
    model->line_since = m->cycles + cycles;
    return cycles;
}

/** What reading data at an address costs beyond the load itself. */
uint32_t m4_read(mcub_machine *m, uint32_t address) {
    timing_model *model = m->timed;
    model->totals.data_accesses++;
    if (!is_flash(m, address)) {
        return 0;
    }
    bool is_held = (m->flash_interface.acr & acr_data) &&
                   look_up(&model->flash_data, model->values[M4_DATA_LINES], address >> LINE_BITS);
    if (is_held) {
        return 0;
    }
    model->totals.flash_misses++;
    model->totals.flash_cycles += wait_states(m);
    return wait_states(m);
}

/** Forgets the lines of the caches whose reset bits are set in FLASH_ACR (RM0390). */
void timing_reset_flash_lines(mcub_machine *m, uint32_t resets) {
    if (m->timed == NULL || resets == 0) {
        return;
    }
    memset(resets & acr_code_reset ? &m->timed->flash_code : &m->timed->flash_data, 0,
           sizeof m->timed->flash_code);
    if ((resets & acr_code_reset) && (resets & ~acr_code_reset)) {
        memset(&m->timed->flash_data, 0, sizeof m->timed->flash_data);
    }
}

void m4_reset(timing_model *model) {
    memset(&model->flash_code, 0, sizeof model->flash_code);
    memset(&model->flash_data, 0, sizeof model->flash_data);
    model->fetch_shift = LINE_BITS;
    model->line_since = 0;
}
