// SPDX-License-Identifier: GPL-2.0-or-later
// The yardstick of the emulation's speed: the same translator with nothing around it.
#include "VirtualBoardPlainCore.h"

#include <string.h>
#include <unicorn/unicorn.h>

/* RM0385, 2.2.2 (memory map). */
static const uint32_t flash_origin = 0x08000000, flash_bytes = 1 << 20;
static const uint32_t ram_origin = 0x20000000, ram_bytes = 320 << 10;
static const uint32_t private_origin = 0xE0000000, private_bytes = 1 << 20;
static const uint16_t wait_for_interrupt = 0xBF30;

static bool start(uc_engine *uc, const uint8_t *image, size_t bytes, uint32_t *entry) {
    uint32_t stack = 0;
    if (bytes < 8 || bytes > flash_bytes ||
        uc_ctl_set_cpu_model(uc, UC_CPU_ARM_CORTEX_M7) != UC_ERR_OK ||
        uc_mem_map(uc, flash_origin, flash_bytes, UC_PROT_ALL) != UC_ERR_OK ||
        uc_mem_map(uc, ram_origin, ram_bytes, UC_PROT_ALL) != UC_ERR_OK ||
        uc_mem_map(uc, private_origin, private_bytes, UC_PROT_ALL) != UC_ERR_OK ||
        uc_mem_write(uc, flash_origin, image, bytes) != UC_ERR_OK) {
        return false;
    }
    memcpy(&stack, image, 4);
    memcpy(entry, image + 4, 4);
    return uc_reg_write(uc, UC_ARM_REG_SP, &stack) == UC_ERR_OK;
}

bool plain_core_run(const uint8_t *image, size_t bytes) {
    uc_engine *uc = NULL;
    uint32_t entry = 0, pc = 0;
    uint16_t last = 0;
    if (uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &uc) != UC_ERR_OK) {
        return false;
    }
    bool is_asleep = start(uc, image, bytes, &entry) &&
                     uc_emu_start(uc, entry | 1, 0xF0000000, 0, 0) == UC_ERR_OK &&
                     uc_reg_read(uc, UC_ARM_REG_PC, &pc) == UC_ERR_OK &&
                     uc_mem_read(uc, (pc & ~1u) - 2, &last, 2) == UC_ERR_OK &&
                     last == wait_for_interrupt;
    uc_close(uc);
    return is_asleep;
}
