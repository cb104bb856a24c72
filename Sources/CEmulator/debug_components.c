// SPDX-License-Identifier: GPL-2.0-or-later
// ROM tables and the identity registers of the debug components (RM0385, 40.6 and 40.7).
#include "machine.h"

enum { MOST_ENTRIES = 4 };

/** A component's page, what it says it is, and, for a ROM table, what it points to. */
typedef struct {
    uint32_t page;
    uint64_t peripheral; /* PIDR4 in bits 39:32, PIDR3 to PIDR0 below */
    uint32_t class;      /* CIDR1, bits 7:4: 1 ROM table, 9 CoreSight, 14 generic */
    uint32_t entries[MOST_ENTRIES];
} component;

static const component components[] = {
    {0xE00FD000, 0x0000020449, 1, {0x00001003, 0xFFF43003}}, /* the chip */
    {0xE00FE000, 0x04000BB4C8, 1, {0x00001003}},             /* the processor */
    {0xE00FF000, 0x04000BB4C7, 1, {0xFFF0F003, 0xFFF02003, 0xFFF03003, 0xFFF01003}},
    {0xE000E000, 0x04000BB00C, 14, {0}}, /* system control space */
    {0xE0001000, 0x04000BB002, 14, {0}}, /* DWT */
    {0xE0002000, 0x04000BB00E, 14, {0}}, /* FPB */
    {0xE0000000, 0x04000BB001, 14, {0}}, /* ITM */
    {0xE0040000, 0x04000BB9A9, 9, {0}},  /* TPIU */
};

/** A Cortex-M0+ (its TRM r0p1, 8.2: table 8-1 and 8-2, and the identity of each component). */
static const component components_m0plus[] = {
    {0xE00FF000, 0x04000BB4C0, 1, {0xFFF0F003, 0xFFF02003, 0xFFF03003}},
    {0xE000E000, 0x04000BB008, 14, {0}}, /* system control space */
    {0xE0001000, 0x04000BB00A, 14, {0}}, /* data watchpoint unit */
    {0xE0002000, 0x04000BB00B, 14, {0}}, /* breakpoint unit */
};

/** A Cortex-M4's only ROM table is the chip's; on the Cortex-M7 it is the innermost of three. */
static uint64_t peripheral_of(const mcub_machine *m, const component *found) {
    bool is_chip = found->page == 0xE00FF000 && m->core == &core_cortex_m4;
    return is_chip ? 0x0000020000 | (m->model->device_id & 0xFFF) : found->peripheral;
}

static uint32_t identity(const mcub_machine *m, const component *found, uint32_t offset) {
    static const uint8_t preamble[4] = {0x0D, 0x00, 0x05, 0xB1};
    uint32_t index = (offset & 0xF) / 4;
    if (offset >= 0xFF0) {
        return preamble[index] | (index == 1 ? found->class << 4 : 0);
    }
    if (offset >= 0xFE0) {
        return (uint32_t)(peripheral_of(m, found) >> (8 * index)) & 0xFF;
    }
    return offset == 0xFD0 ? (uint32_t)(peripheral_of(m, found) >> 32) : 0;
}

/** Reads a ROM table or an identity register; false when `address` is neither. */
bool component_read(const mcub_machine *m, uint32_t address, uint32_t *value) {
    uint32_t offset = address & 0xFFF;
    bool is_m0plus = m->core == &core_cortex_m0plus;
    const component *all = is_m0plus ? components_m0plus : components;
    size_t count = is_m0plus ? sizeof components_m0plus / sizeof components_m0plus[0]
                             : sizeof components / sizeof components[0];
    for (size_t i = 0; i < count; i++) {
        const component *found = &all[i];
        if ((address & ~0xFFFu) != found->page || (offset < 0xFD0 && found->class != 1)) {
            continue;
        }
        if (offset >= 0xFD0) {
            *value = identity(m, found, offset);
        } else if (offset == 0xFCC) {
            *value = 1; /* MEMTYPE: system memory is on the bus */
        } else {
            *value = offset / 4 < MOST_ENTRIES ? found->entries[offset / 4] : 0;
        }
        return true;
    }
    return false;
}
