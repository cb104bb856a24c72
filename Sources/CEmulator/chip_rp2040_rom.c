// SPDX-License-Identifier: GPL-2.0-or-later
// RP2040: what lies in its boot ROM (2.8.3), as far as a debugger or an image reads or calls it.
#include "chip_rp2040.h"

#include <string.h>

static const uint8_t code[] = {
#include "chip_rp2040_rom.inc"
};

/** The loop in which the boot ROM waits for USB: where the reset vector leads, WFE and a branch. */
static const uint32_t wait_bytes = 4;

void rp2040_rom_fill(mcub_machine *m) {
    memcpy(memory_host(m, m->model->reset_vectors, sizeof code, false), code, sizeof code);
}

/** Whether the core is where the boot ROM waits. */
bool rp2040_rom_is_waiting(const mcub_machine *m) {
    uint32_t entry = 0, pc = 0;
    memory_load_word(m, m->model->reset_vectors + 4, &entry);
    uc_reg_read(m->uc, UC_ARM_REG_PC, &pc);
    return (pc & ~1u) - (entry & ~1u) < wait_bytes;
}
