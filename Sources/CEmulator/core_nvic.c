// SPDX-License-Identifier: GPL-2.0-or-later
// Nested vectored interrupt controller (PM0253, 4.2): 98 interrupts, 16 priorities.
#include "machine.h"

enum { INTERRUPTS = 98 };

static uint32_t gather(const bool *flags, uint32_t offset) {
    uint32_t word = 0, first = (offset & 0x1F) * 8;
    for (uint32_t i = 0; i < 32 && first + i < INTERRUPTS; i++) {
        word |= (uint32_t)flags[EXC_IRQ0 + first + i] << i;
    }
    return word;
}

static void scatter(bool *flags, uint32_t offset, uint32_t bits, bool value) {
    uint32_t first = (offset & 0x1F) * 8;
    for (uint32_t i = 0; i < 32 && first + i < INTERRUPTS; i++) {
        if (bits >> i & 1) {
            flags[EXC_IRQ0 + first + i] = value;
        }
    }
}

uint32_t nvic_read(mcub_machine *m, uint32_t offset) {
    switch (offset & 0xFE0) {
    case 0x100:
    case 0x180:
        return gather(m->enabled, offset);
    case 0x200:
    case 0x280:
        return gather(m->pending, offset);
    case 0x300:
        return gather(m->active, offset);
    default:
        break;
    }
    uint32_t word = 0, first = offset - 0x400;
    for (uint32_t i = 0; offset >= 0x400 && i < 4 && first + i < INTERRUPTS; i++) {
        word |= (uint32_t)m->priority[EXC_IRQ0 + first + i] << (8 * i);
    }
    return word;
}

void nvic_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    request_stop(m);
    switch (offset & 0xFE0) {
    case 0x100:
        scatter(m->enabled, offset, value & mask, true);
        return;
    case 0x180:
        scatter(m->enabled, offset, value & mask, false);
        return;
    case 0x200:
        scatter(m->pending, offset, value & mask, true);
        return;
    case 0x280:
        scatter(m->pending, offset, value & mask, false);
        return;
    default:
        break;
    }
    uint32_t first = offset - 0x400;
    for (uint32_t i = 0; offset >= 0x400 && i < 4 && first + i < INTERRUPTS; i++) {
        if (mask >> (8 * i) & 0xFF) {
            m->priority[EXC_IRQ0 + first + i] = (uint8_t)(value >> (8 * i) & 0xF0);
        }
    }
}
