// SPDX-License-Identifier: GPL-2.0-or-later
// Stores into flash (RM0385, 3.3.6): what they may do and what they leave behind.
#include "flash.h"

#include <string.h>

/* A byte, half-word or word takes 16 us (STM32F746 datasheet, 5.3.13). */
static const uint32_t program_microseconds = 16;
enum { ROW_BYTES = 16 };

/**
 * Why a store of `bytes` into the main flash is refused: a bit of SR, or 0.
 *
 * SER and MER may be set beside PG: st-flash 1.7.0 leaves SER so, and programs real chips.
 */
uint32_t flash_refuses_store(const mcub_machine *m, uint32_t offset, uint32_t bytes) {
    uint32_t control = m->flash_interface.cr;
    if ((control & CR_LOCK) || !(control & CR_PG)) {
        return SR_ERSERR;
    }
    if (bytes != 1u << (control >> 8 & 3)) {
        return SR_PGPERR;
    }
    if (offset % ROW_BYTES + bytes > ROW_BYTES) {
        return SR_PGAERR;
    }
    return flash_is_closed(m) || flash_is_protected(m, offset) ? SR_WRPERR : 0;
}

/** The bits that a programming leaves: a weak cell keeps one that it should clear. */
uint64_t flash_programmed(mcub_machine *m, uint64_t old, uint64_t value) {
    uint64_t cleared = old & ~value;
    if (cleared != 0 && m->weakness_armed && m->misbehaviour.weak_programmings > 0) {
        m->weakness_armed = false;
        m->misbehaviour.weak_programmings--;
        return (old & value) | (cleared & (~cleared + 1));
    }
    return old & value;
}

/** Gives what the flash at `host` holds after a store of `value` over `old`. */
static uint64_t settle(mcub_machine *m, const uint8_t *host, uint32_t bytes, uint64_t old,
                       uint64_t value) {
    if (!memory_is_flash(m, host)) {
        return old; /* system memory and option bytes are not written through the bus */
    }
    uint32_t error = m->model->refuses_store(m, (uint32_t)(host - m->image->host), bytes);
    if (error != 0) {
        flash_refuse(m, error);
        return old;
    }
    m->flash_work.programmed_units++;
    flash_be_busy(m, program_microseconds);
    return flash_programmed(m, old, value);
}

/** A store by the debugger. */
void flash_store(mcub_machine *m, uint32_t address, uint32_t bytes, uint32_t value) {
    uint8_t *host = memory_host(m, address, bytes, false);
    uint64_t now = 0;
    flash_wait(m);
    memcpy(&now, host, bytes);
    now = settle(m, host, bytes, now, value);
    memcpy(host, &now, bytes);
    memory_changed(m, address, bytes);
}

/**
 * Remembers what a store is about to overwrite, since Unicorn lets it land all the same; false when
 * no flash of this chip is there.
 */
bool flash_note_store(mcub_machine *m, uint32_t address, uint32_t bytes) {
    flash_state *flash = &m->flash_interface;
    const uint8_t *host = memory_host(m, address, bytes, false);
    if (host == NULL || bytes > 8 || flash->stores == PENDING_STORES) {
        return false;
    }
    flash->store_address[flash->stores] = address;
    flash->store_bytes[flash->stores] = (uint8_t)bytes;
    flash->store_old[flash->stores] = 0;
    memcpy(&flash->store_old[flash->stores], host, bytes);
    flash->stores++;
    set_attention(m, ATTENTION_STORES);
    return true;
}

/**
 * Makes good what the core's stores did to flash: it programs, or the old contents stay and SR
 * says why; neither raises a bus fault.
 */
void flash_judge_stores(mcub_machine *m) {
    flash_state *flash = &m->flash_interface;
    uint64_t wanted[PENDING_STORES] = {0};
    for (uint32_t i = flash->stores; i-- > 0;) { /* the last first, so that each finds its own */
        uint8_t *host = memory_host(m, flash->store_address[i], flash->store_bytes[i], false);
        memcpy(&wanted[i], host, flash->store_bytes[i]);
        memcpy(host, &flash->store_old[i], flash->store_bytes[i]);
    }
    for (uint32_t i = 0; i < flash->stores; i++) {
        uint32_t bytes = flash->store_bytes[i];
        uint8_t *host = memory_host(m, flash->store_address[i], bytes, false);
        uint64_t now = 0;
        memcpy(&now, host, bytes);
        now = settle(m, host, bytes, now, wanted[i]);
        memcpy(host, &now, bytes);
        memory_changed(m, flash->store_address[i], bytes);
    }
    flash->stores = 0;
    m->attention &= ~(uint32_t)ATTENTION_STORES;
}
