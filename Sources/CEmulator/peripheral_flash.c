// SPDX-License-Identifier: GPL-2.0-or-later
// Embedded flash interface (RM0385, 3.7): latency, locks, erase and its errors.
#include "flash.h"

#include <string.h>

static const uint32_t cr_writable = 0x0300037F, acr_writable = 0xB0F;

/*
 * An erase takes hundreds of milliseconds on silicon (STM32F746 datasheet, 5.3.13); here it is long
 * enough to be polled for, and short enough not to be waited for.
 */
static const uint32_t erase_microseconds = 1000;

void flash_be_busy(mcub_machine *m, uint32_t microseconds) {
    flash_state *flash = &m->flash_interface;
    uint64_t start = flash->busy_until > m->cycles ? flash->busy_until : m->cycles;
    flash->busy_until = start + (uint64_t)m->rcc.hclk * microseconds / 1000000 + 1;
    flash->ends_operation = (flash->cr & CR_EOPIE) != 0;
    if (flash->ends_operation) {
        request_stop(m);
    }
}

void flash_refuse(mcub_machine *m, uint32_t error) {
    m->flash_interface.sr |= error;
    if (m->flash_interface.cr & CR_ERRIE) {
        m->flash_interface.sr |= SR_OPERR;
        request_stop(m);
    }
}

static bool is_busy(const mcub_machine *m) {
    return m->cycles < m->flash_interface.busy_until;
}

/** The end of an operation sets EOP, if its interrupt is on (RM0385, 3.7.4). */
void flash_sync(mcub_machine *m) {
    flash_state *flash = &m->flash_interface;
    if (flash->ends_operation && !is_busy(m)) {
        flash->ends_operation = false;
        flash->sr |= SR_EOP;
    }
}

uint64_t flash_next_event(const mcub_machine *m) {
    return m->flash_interface.ends_operation ? m->flash_interface.busy_until : UINT64_MAX;
}

bool flash_line(const mcub_machine *m) {
    const flash_state *flash = &m->flash_interface;
    return ((flash->sr & SR_EOP) && (flash->cr & CR_EOPIE)) ||
           ((flash->sr & SR_OPERR) && (flash->cr & CR_ERRIE));
}

/**
 * Reads SR. A core that polls BSY finds it set once; then the rest of the operation passes up to
 * the next event: polling it cycle by cycle would tell the firmware nothing more.
 */
static uint32_t read_status(mcub_machine *m) {
    flash_sync(m);
    uint32_t value = m->flash_interface.sr;
    if (!is_busy(m)) {
        return value;
    }
    uint64_t end = m->flash_interface.busy_until;
    end = end < m->horizon ? end : m->horizon;
    if (!m->debug.by_debugger && end > m->cycles) {
        m->idle_cycles += end - m->cycles;
        m->cycles = end;
    }
    return value | SR_BSY;
}

uint32_t flash_read(mcub_machine *m, uint32_t offset) {
    switch (offset) {
    case 0x00:
        return m->flash_interface.acr;
    case 0x0C:
        return read_status(m);
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

bool flash_is_protected(const mcub_machine *m, uint32_t offset) {
    uint32_t sector = 0;
    while (offset >= m->model->flash_sectors[sector + 1]) {
        sector++;
    }
    return !(m->options[0] >> (16 + sector) & 1);
}

/** Sets some sectors to ones. */
static void erase(mcub_machine *m, uint32_t first, uint32_t count) {
    const uint32_t *starts = m->model->flash_sectors;
    uint32_t start = starts[first], bytes = starts[first + count] - start;
    memset(m->image->host + start, 0xFF, bytes);
    memory_changed(m, m->image->base + start, bytes);
    m->flash_work.erased_sectors += count;
    m->weakness_armed = true;
    flash_be_busy(m, count * erase_microseconds);
}

void flash_erase_all(mcub_machine *m) {
    erase(m, 0, FLASH_SECTORS);
}

/** Erases some sectors, unless one of them is under protection. */
static void try_to_erase(mcub_machine *m, uint32_t first, uint32_t count) {
    uint32_t protection = ~m->options[0] >> 16 & 0xFF;
    if (flash_is_closed(m) || (protection >> first & ((1u << count) - 1))) {
        flash_refuse(m, SR_WRPERR);
    } else {
        erase(m, first, count);
    }
}

static void start(mcub_machine *m) {
    uint32_t control = m->flash_interface.cr, sector = control >> 3 & 0xF;
    uint32_t kind = control & (CR_PG | CR_SER | CR_MER);
    if (kind == CR_MER) {
        try_to_erase(m, 0, FLASH_SECTORS);
    } else if (kind == CR_SER && sector < FLASH_SECTORS) {
        try_to_erase(m, sector, 1);
    } else {
        flash_refuse(m, SR_ERSERR);
    }
}

/** Lets an operation end: a write to CR or into flash during one waits (RM0385, 3.7.5). */
void flash_wait(mcub_machine *m) {
    if (is_busy(m)) {
        m->idle_cycles += m->flash_interface.busy_until - m->cycles;
        m->cycles = m->flash_interface.busy_until;
        flash_sync(m);
    }
}

static void write_control(mcub_machine *m, uint32_t value, uint32_t mask) {
    if (m->flash_interface.cr & CR_LOCK) {
        return;
    }
    flash_wait(m);
    merge(&m->flash_interface.cr, value, mask & cr_writable);
    if (value & mask & CR_STRT) {
        start(m);
    }
    m->flash_interface.cr |= value & mask & CR_LOCK;
    request_stop(m);
}

/** Follows an unlock sequence; says whether it is complete. A wrong key locks until reset. */
bool flash_accepts_key(uint32_t *step, const uint32_t keys[2], uint32_t key) {
    if (*step > 1 || key != keys[*step]) {
        *step = 3;
        return false;
    }
    *step = (*step + 1) & 1;
    return *step == 0;
}

void flash_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    static const uint32_t keys[2] = {0x45670123, 0xCDEF89AB};
    switch (offset) {
    case 0x00:
        merge(&m->flash_interface.acr, value, mask & acr_writable);
        return;
    case 0x04:
        if (flash_accepts_key(&m->flash_interface.key_step, keys, value)) {
            m->flash_interface.cr &= ~CR_LOCK;
        }
        return;
    case 0x0C:
        flash_sync(m);
        m->flash_interface.sr &= ~(value & mask & SR_ERRORS);
        return;
    case 0x10:
        write_control(m, value, mask);
        return;
    default:
        flash_write_option(m, offset, value, mask);
    }
}

void flash_reset(mcub_machine *m) {
    memset(&m->flash_interface, 0, sizeof m->flash_interface);
    m->flash_interface.cr = CR_LOCK;
    m->flash_interface.optcr = m->options[0] | OPTCR_LOCK;
    m->flash_interface.optcr1 = m->options[1];
}

mcub_flash_work mcub_machine_flash_work(const mcub_machine *m) {
    return m->flash_work;
}
