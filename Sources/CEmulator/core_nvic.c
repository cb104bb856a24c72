// SPDX-License-Identifier: GPL-2.0-or-later
// Nested vectored interrupt controller (PM0253, 4.2; Armv6-M ARM, B3.4).
#include "machine.h"

static uint32_t gather(const mcub_machine *m, const bool *flags, uint32_t offset) {
    uint32_t word = 0, first = (offset & 0x1F) * 8;
    for (uint32_t i = 0; i < 32 && first + i < m->model->interrupts; i++) {
        word |= (uint32_t)flags[EXC_IRQ0 + first + i] << i;
    }
    return word;
}

static void scatter(const mcub_machine *m, bool *flags, uint32_t offset, uint32_t bits,
                    bool value) {
    uint32_t first = (offset & 0x1F) * 8;
    for (uint32_t i = 0; i < 32 && first + i < m->model->interrupts; i++) {
        if (bits >> i & 1) {
            flags[EXC_IRQ0 + first + i] = value;
        }
    }
}

uint32_t nvic_read(mcub_machine *m, uint32_t offset) {
    switch (offset & 0xFE0) {
    case 0x100:
    case 0x180:
        return gather(m, m->enabled, offset);
    case 0x200:
    case 0x280:
        return gather(m, m->pending, offset);
    case 0x300: /* IABR: Armv7-M only */
        if (!m->core->is_armv7m) {
            return 0;
        }
        return gather(m, m->active, offset);
    default:
        break;
    }
    uint32_t word = 0, first = offset - 0x400;
    for (uint32_t i = 0; offset >= 0x400 && i < 4 && first + i < m->model->interrupts; i++) {
        word |= (uint32_t)m->priority[EXC_IRQ0 + first + i] << (8 * i);
    }
    return word;
}

void nvic_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    request_stop(m);
    switch (offset & 0xFE0) {
    case 0x100:
        scatter(m, m->enabled, offset, value & mask, true);
        return;
    case 0x180:
        scatter(m, m->enabled, offset, value & mask, false);
        return;
    case 0x200:
        scatter(m, m->pending, offset, value & mask, true);
        return;
    case 0x280:
        scatter(m, m->pending, offset, value & mask, false);
        return;
    default:
        break;
    }
    uint32_t first = offset - 0x400;
    for (uint32_t i = 0; offset >= 0x400 && i < 4 && first + i < m->model->interrupts; i++) {
        if (mask >> (8 * i) & 0xFF) {
            m->priority[EXC_IRQ0 + first + i] =
                (uint8_t)(value >> (8 * i) & m->core->priority_mask);
        }
    }
}
