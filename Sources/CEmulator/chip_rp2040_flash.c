// SPDX-License-Identifier: GPL-2.0-or-later
// The Pico's flash, a W25Q16JV, as its instructions on a single line go (its datasheet, 8.1
// and 8.2), and its read on four.
#include "chip_rp2040.h"

#include <string.h>

enum {
    WRITE_STATUS = 0x01,
    PROGRAM = 0x02,
    READ = 0x03,
    WRITE_DISABLE = 0x04,
    READ_STATUS_1 = 0x05,
    WRITE_ENABLE = 0x06,
    FAST_READ = 0x0B,
    FAST_READ_QUAD = 0xEB,
    WRITE_STATUS_3 = 0x11,
    WRITE_STATUS_2 = 0x31,
    READ_STATUS_2 = 0x35,
    READ_STATUS_3 = 0x15,
    ERASE_SECTOR = 0x20,
    READ_SECURITY = 0x48,
    READ_UNIQUE_ID = 0x4B,
    VOLATILE_WRITE_ENABLE = 0x50,
    ERASE_BLOCK_32K = 0x52,
    ERASE_CHIP_TOO = 0x60,
    READ_MAKER = 0x90,
    READ_ID = 0x9F,
    ERASE_CHIP = 0xC7,
    ERASE_BLOCK_64K = 0xD8,
    NO_OPCODE = 0x100,
    UNHEARD = 0x101 /* not an opcode: the flash takes what comes for an address on four lines */
};

static const uint8_t identity[] = {0xEF, 0x40, 0x15}; /* 8.1.1: Winbond, W25Q16JV-IQ, 16 Mbit */
static const uint32_t status_busy = 1, status_enabled = 2, status_quad = 2, status_locked = 1;
/* 9.6 gives 0.4 ms a page and 45 ms a sector, typically; long enough here to be polled for. */
static const uint32_t write_microseconds = 400;

static bool is_busy(const mcub_machine *m) {
    return m->cycles < rp2040(m)->flash.busy_until;
}

void rp2040_flash_power_on(mcub_machine *m) {
    rp2040_flash *flash = &rp2040(m)->flash;
    /* Of the 96 bits that stand for the chip elsewhere: the first four letters, and what differs.
     */
    memcpy(flash->unique_id, m->unique_id, 4);
    memcpy(flash->unique_id + 4, m->unique_id + 8, 4);
    memset(flash->security, 0xFF, sizeof flash->security);
    memset(flash->status, 0, sizeof flash->status);
    flash->opcode = NO_OPCODE;
    flash->busy_until = 0;
    flash->is_enabled = flash->is_continuous = false;
}

/** Whether QE in status register 2 gives the flash its four lines (7.1.9). */
bool rp2040_flash_has_quad(const mcub_machine *m) {
    return (rp2040(m)->flash.status[1] & status_quad) != 0;
}

/**
 * Begins a read on four lines: EBh, or without an instruction where the read before has left the
 * flash in continuous mode (8.2.11). The mode bits say which it is next. False when the flash does
 * not understand it.
 */
bool rp2040_flash_begin_quad(mcub_machine *m, bool has_instruction, uint32_t instruction,
                             uint8_t mode) {
    rp2040_flash *flash = &rp2040(m)->flash;
    bool is_known = has_instruction ? instruction == FAST_READ_QUAD && !flash->is_continuous
                                    : flash->is_continuous;
    if (!is_known || !rp2040_flash_has_quad(m) || is_busy(m)) {
        return false;
    }
    flash->is_continuous = (mode & 0x30) == 0x20; /* M5 and M4 are 1 and 0 */
    return true;
}

uint8_t rp2040_flash_quad_byte(const mcub_machine *m, uint32_t address) {
    return m->image->host[address % m->image->bytes];
}

/** Sets bytes of the array as an erase leaves them. */
static void erase(mcub_machine *m, uint32_t address, uint32_t bytes) {
    uint32_t first = address % m->image->bytes / bytes * bytes;
    memset(m->image->host + first, 0xFF, bytes);
    memory_changed(m, m->image->base + first, bytes);
    m->weakness_armed = true;
    m->flash_work.erased_sectors += bytes / 4096;
}

/** Clears bits of one page; an address that passes its end goes on at its start (8.2.13). */
static void program(mcub_machine *m) {
    rp2040_flash *flash = &rp2040(m)->flash;
    uint32_t page = flash->address % m->image->bytes / FLASH_PAGE * FLASH_PAGE;
    for (uint32_t i = 0; i < flash->page_bytes; i++) {
        uint32_t place = (flash->address + i) % FLASH_PAGE;
        uint8_t *cell = &m->image->host[page + place];
        *cell = (uint8_t)flash_programmed(m, *cell, flash->page[i % FLASH_PAGE]);
    }
    memory_changed(m, m->image->base + page, FLASH_PAGE);
    m->flash_work.programmed_units++;
}

/** What an instruction does once its chip select rises; false when it is no such instruction. */
static bool carry_out(mcub_machine *m) {
    rp2040_flash *flash = &rp2040(m)->flash;
    bool has_address = flash->position >= 4;
    switch (flash->opcode) {
    case ERASE_SECTOR:
    case ERASE_BLOCK_32K:
    case ERASE_BLOCK_64K:
        if (has_address) {
            erase(m, flash->address,
                  flash->opcode == ERASE_SECTOR      ? 4 << 10
                  : flash->opcode == ERASE_BLOCK_32K ? 32 << 10
                                                     : 64 << 10);
        }
        return has_address;
    case ERASE_CHIP:
    case ERASE_CHIP_TOO:
        erase(m, 0, m->image->bytes);
        return true;
    case PROGRAM:
        if (flash->page_bytes > 0) {
            program(m);
        }
        return flash->page_bytes > 0;
    case WRITE_STATUS:
    case WRITE_STATUS_2:
    case WRITE_STATUS_3:
        return flash->position >= 2;
    default:
        return false;
    }
}

/** The chip select falls or rises: an instruction begins, or ends. */
void rp2040_flash_select(mcub_machine *m, bool is_low) {
    rp2040_flash *flash = &rp2040(m)->flash;
    if (!is_low) {
        if (flash->opcode == WRITE_ENABLE || flash->opcode == VOLATILE_WRITE_ENABLE) {
            flash->is_enabled = true;
        } else if (flash->opcode == WRITE_DISABLE) {
            flash->is_enabled = false;
        } else if (flash->is_enabled && !is_busy(m) && carry_out(m)) {
            flash->is_enabled = false;
            flash->busy_until = m->cycles + (uint64_t)write_microseconds * m->rcc.hclk / 1000000;
        }
    }
    flash->opcode = NO_OPCODE;
    flash->position = flash->address = flash->page_bytes = 0;
}

/** A byte that the host clocks in behind the opcode and the address of an instruction. */
static void take(rp2040_flash *flash, uint8_t byte) {
    /* 7.1.8: with SRL set, status registers keep what they have until the supply goes. */
    bool takes_status = flash->is_enabled && !(flash->status[1] & status_locked);
    if (flash->opcode == PROGRAM && flash->position >= 4) {
        flash->page[flash->page_bytes % FLASH_PAGE] = byte;
        flash->page_bytes++;
    } else if (flash->opcode == WRITE_STATUS && flash->position <= 2 && takes_status) {
        flash->status[flash->position - 1] = byte & (flash->position == 1 ? 0xFC : 0xFB);
    } else if (flash->opcode == WRITE_STATUS_2 && flash->position == 1 && takes_status) {
        flash->status[1] = byte & 0x7B;
    } else if (flash->opcode == WRITE_STATUS_3 && flash->position == 1 && takes_status) {
        flash->status[2] = byte & 0x64;
    }
}

/** The security register that an address names (8.2.27), or NULL. */
static const uint8_t *security(const rp2040_flash *flash) {
    uint32_t number = flash->address >> 12;
    return number >= 1 && number <= 3 ? flash->security[number - 1] : NULL;
}

/** What the flash puts on the line while byte `position` of the instruction is clocked. */
static uint8_t answer(const mcub_machine *m) {
    const rp2040_flash *flash = &rp2040(m)->flash;
    uint32_t position = flash->position;
    switch (flash->opcode) {
    case READ_STATUS_1:
        return (uint8_t)(flash->status[0] | (is_busy(m) ? status_busy : 0) |
                         (flash->is_enabled ? status_enabled : 0));
    case READ_STATUS_2:
        return flash->status[1];
    case READ_STATUS_3:
        return flash->status[2];
    case READ_ID:
        return position - 1 < sizeof identity ? identity[position - 1] : 0;
    case READ_MAKER:
        return position < 4 ? 0xFF : position % 2 == 0 ? 0xEF : 0x14;
    case READ_UNIQUE_ID: /* 8.2.23: four dummy bytes before */
        return position >= 5 && position < 13 ? flash->unique_id[position - 5] : 0xFF;
    case READ_SECURITY: /* three bytes of address, a dummy byte */
        return position >= 5 && security(flash) != NULL
                   ? security(flash)[(flash->address + position - 5) % FLASH_SECURITY_BYTES]
                   : 0xFF;
    case READ:
        return position >= 4 ? m->image->host[(flash->address + position - 4) % m->image->bytes]
                             : 0xFF;
    case FAST_READ:
        return position >= 5 ? m->image->host[(flash->address + position - 5) % m->image->bytes]
                             : 0xFF;
    default:
        return 0xFF;
    }
}

/** Exchanges a byte with the flash while it is selected. */
uint8_t rp2040_flash_exchange(mcub_machine *m, uint8_t byte) {
    rp2040_flash *flash = &rp2040(m)->flash;
    if (flash->opcode == NO_OPCODE) {
        flash->opcode = flash->is_continuous ? UNHEARD : byte;
        flash->position = 1;
        return 0xFF;
    }
    bool is_ready = !is_busy(m) || flash->opcode == READ_STATUS_1;
    uint8_t out = is_ready ? answer(m) : 0xFF;
    if (flash->position < 4) {
        flash->address = (flash->address << 8 | byte) & 0xFFFFFF;
    }
    take(flash, byte);
    flash->position++;
    return out;
}
