// SPDX-License-Identifier: GPL-2.0-or-later
// Embedded flash interface (RM0385, 3): latency, locks, erase and programming.
#include "machine.h"

#include <string.h>

static const uint32_t cr_program = 1u << 0, cr_sector = 1u << 1, cr_mass = 1u << 2,
                      cr_start = 1u << 16, cr_lock = 1u << 31;
static const uint32_t sr_sequence_error = 1u << 7, sr_busy = 1u << 16, sr_errors = 0xF3;
static const uint32_t acr_writable = 0xB0F;

/* A half-word or word takes 16 us (STM32F746 datasheet, 5.3.13); erasing is much slower. */
static const uint32_t program_microseconds = 16, erase_microseconds = 1000;

static void be_busy(mcub_machine *m, uint32_t microseconds) {
    m->flash_interface.busy_until = m->cycles + (uint64_t)m->rcc.hclk * microseconds / 1000000 + 1;
}

uint32_t flash_read(mcub_machine *m, uint32_t offset) {
    switch (offset) {
    case 0x00:
        return m->flash_interface.acr;
    case 0x0C:
        return m->flash_interface.sr | (m->cycles < m->flash_interface.busy_until ? sr_busy : 0);
    case 0x10:
        return m->flash_interface.cr;
    case 0x14:
        return m->flash_interface.optcr;
    case 0x18:
        return m->flash_interface.optcr1;
    default:
        return 0;
    }
}

/** Sectors of 32, 128 and 256 KiB (RM0385, table 3). */
static void erase_sector(mcub_machine *m, uint32_t sector) {
    static const uint32_t starts[9] = {0,       0x8000,  0x10000, 0x18000, 0x20000,
                                       0x40000, 0x80000, 0xC0000, 0x100000};
    if (sector < 8) {
        memset(m->flash + starts[sector], 0xFF, starts[sector + 1] - starts[sector]);
        memory_changed(m, 0x08000000 + starts[sector], starts[sector + 1] - starts[sector]);
    }
}

static void write_control(mcub_machine *m, uint32_t value, uint32_t mask) {
    if (m->flash_interface.cr & cr_lock) {
        return;
    }
    merge(&m->flash_interface.cr, value, mask);
    if (!(m->flash_interface.cr & cr_start)) {
        return;
    }
    m->flash_interface.cr &= ~cr_start;
    if (m->flash_interface.cr & cr_mass) {
        memset(m->flash, 0xFF, FLASH_BYTES);
        memory_changed(m, 0x08000000, FLASH_BYTES);
        be_busy(m, erase_microseconds);
    } else if (m->flash_interface.cr & cr_sector) {
        erase_sector(m, m->flash_interface.cr >> 3 & 0xF);
        be_busy(m, erase_microseconds);
    }
}

static void write_key(mcub_machine *m, uint32_t key) {
    static const uint32_t keys[2] = {0x45670123, 0xCDEF89AB};
    uint32_t step = m->flash_interface.key_step;
    if (step < 2 && key == keys[step]) {
        m->flash_interface.key_step++;
        if (m->flash_interface.key_step == 2) {
            m->flash_interface.cr &= ~cr_lock;
            m->flash_interface.key_step = 0;
        }
    } else {
        m->flash_interface.key_step = 3; /* a wrong key locks until the next reset */
    }
}

void flash_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    switch (offset) {
    case 0x00:
        merge(&m->flash_interface.acr, value, mask & acr_writable);
        return;
    case 0x04:
        write_key(m, value);
        return;
    case 0x0C:
        m->flash_interface.sr &= ~(value & mask & sr_errors);
        return;
    case 0x10:
        write_control(m, value, mask);
        return;
    default:
        return;
    }
}

/** Remembers what a store is about to overwrite: Unicorn lets it land all the same. */
void flash_note_store(mcub_machine *m, uint32_t address, uint32_t bytes) {
    uint32_t slot = m->flash_interface.stores;
    const uint8_t *host = memory_host(m, address, bytes, false);
    if (host == NULL || bytes > 4 || slot == PENDING_STORES) {
        return;
    }
    m->flash_interface.store_address[slot] = address;
    m->flash_interface.store_bytes[slot] = (uint8_t)bytes;
    memcpy(&m->flash_interface.store_old[slot], host, bytes);
    m->flash_interface.stores++;
    set_attention(m, ATTENTION_STORES);
}

/**
 * Makes good what stores did to flash: with PG set they clear bits, otherwise the old contents
 * stay and SR.PGSERR is set; neither raises a bus fault (RM0385, 3.3.6 and 3.7.4).
 */
void flash_judge_stores(mcub_machine *m) {
    for (uint32_t i = m->flash_interface.stores; i-- > 0;) {
        uint32_t address = m->flash_interface.store_address[i];
        uint32_t bytes = m->flash_interface.store_bytes[i];
        uint32_t old = m->flash_interface.store_old[i], now = 0;
        uint8_t *host = memory_host(m, address, bytes, false);
        bool is_main = host >= m->flash && host < m->flash + FLASH_BYTES;
        bool may_program =
            is_main && (m->flash_interface.cr & cr_program) && !(m->flash_interface.cr & cr_lock);
        memcpy(&now, host, bytes);
        now = may_program ? old & now : old;
        memcpy(host, &now, bytes);
        memory_changed(m, address, bytes);
        if (may_program) {
            be_busy(m, program_microseconds);
        } else if (is_main) {
            m->flash_interface.sr |= sr_sequence_error;
        }
    }
    m->flash_interface.stores = 0;
    m->attention &= ~(uint32_t)ATTENTION_STORES;
}

void flash_reset(mcub_machine *m) {
    memset(&m->flash_interface, 0, sizeof m->flash_interface);
    m->flash_interface.cr = cr_lock;
    m->flash_interface.optcr = 0xC0FFAAFD;
    m->flash_interface.optcr1 = 0x00400080;
}
