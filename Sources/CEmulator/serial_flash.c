// SPDX-License-Identifier: GPL-2.0-or-later
// N25Q128A: the board's serial flash, in its extended SPI protocol (Micron N25Q128A datasheet,
// commands: table 16; UM1907, 6.10).
#include "machine.h"

#include <stdlib.h>
#include <string.h>

enum {
    WRITE_DISABLE = 0x04,
    WRITE_ENABLE = 0x06,
    READ_STATUS = 0x05,
    READ_FLAGS = 0x70,
    READ_ID = 0x9F,
    READ_ID_TOO = 0x9E,
    READ_VOLATILE = 0x85,
    WRITE_VOLATILE = 0x81,
    PROGRAM = 0x02,
    PROGRAM_QUAD = 0x32,
    PROGRAM_QUAD_TOO = 0x12,
    ERASE_SUBSECTOR = 0x20,
    ERASE_SECTOR = 0xD8,
    ERASE_BULK = 0xC7,
    RESET_ENABLE = 0x66,
    RESET_MEMORY = 0x99,
    NOTHING = 0x100
};
enum { PAGE = 256, SUBSECTOR = 4 << 10, SECTOR = 64 << 10 };

static const uint8_t identity[] = {0x20, 0xBA, 0x18, 0x10}; /* Micron, N25Q at 3 V, 128 Mbit */
static const uint32_t status_busy = 1, status_enabled = 2, flags_ready = 0x80;
static const uint8_t factory_volatile = 0xFB;

/* Shorter than the chip's 0.5 ms to 170 s, long enough to be polled for. */
static const uint32_t write_microseconds = 500;

/** The chip's 16 MiB, or NULL when the host has no memory left. */
uint8_t *serial_flash_contents(mcub_machine *m) {
    if (m->serial_flash.bytes == NULL) {
        m->serial_flash.bytes = aligned_alloc(4096, SERIAL_FLASH_BYTES);
        if (m->serial_flash.bytes != NULL) {
            memset(m->serial_flash.bytes, 0xFF, SERIAL_FLASH_BYTES);
        }
    }
    return m->serial_flash.bytes;
}

static bool is_busy(const mcub_machine *m) {
    return m->cycles < m->serial_flash.busy_until;
}

static bool is_read(unsigned opcode) {
    static const uint8_t reads[] = {0x03, 0x0B, 0x3B, 0x6B, 0xBB, 0xEB};
    return opcode < NOTHING && memchr(reads, (int)opcode, sizeof reads) != NULL;
}

static bool is_program(unsigned opcode) {
    return opcode == PROGRAM || opcode == PROGRAM_QUAD || opcode == PROGRAM_QUAD_TOO;
}

/** Starts a command; one on more lines than this protocol has is not understood. */
void serial_flash_begin(mcub_machine *m, unsigned opcode, uint32_t address, bool is_single) {
    serial_flash_state *chip = &m->serial_flash;
    bool answers_busy = opcode == READ_STATUS || opcode == READ_FLAGS;
    chip->opcode = is_single && (!is_busy(m) || answers_busy) ? opcode : NOTHING;
    chip->address = address % SERIAL_FLASH_BYTES;
    chip->position = 0;
}

uint8_t serial_flash_read(mcub_machine *m) {
    serial_flash_state *chip = &m->serial_flash;
    uint32_t position = chip->position++;
    switch (chip->opcode) {
    case READ_ID:
    case READ_ID_TOO:
        return position < sizeof identity ? identity[position] : 0;
    case READ_STATUS:
        return (uint8_t)((is_busy(m) ? status_busy : 0) | (chip->is_enabled ? status_enabled : 0));
    case READ_FLAGS:
        return (uint8_t)(is_busy(m) ? 0 : flags_ready);
    case READ_VOLATILE:
        return chip->volatile_configuration;
    default:
        break;
    }
    const uint8_t *contents = is_read(chip->opcode) ? serial_flash_contents(m) : NULL;
    return contents == NULL ? 0xFF : contents[(chip->address + position) % SERIAL_FLASH_BYTES];
}

void serial_flash_write(mcub_machine *m, uint8_t byte) {
    serial_flash_state *chip = &m->serial_flash;
    uint32_t position = chip->position++;
    uint8_t *contents = serial_flash_contents(m);
    if (!chip->is_enabled || contents == NULL) {
        return;
    }
    if (chip->opcode == WRITE_VOLATILE) {
        chip->volatile_configuration = byte;
    } else if (is_program(chip->opcode)) { /* wraps at the end of its page */
        contents[(chip->address & ~(PAGE - 1u)) | ((chip->address + position) & (PAGE - 1))] &=
            byte;
    }
}

static void erase(mcub_machine *m, uint32_t bytes) {
    uint8_t *contents = serial_flash_contents(m);
    if (contents != NULL) {
        memset(contents + (m->serial_flash.address & ~(bytes - 1)), 0xFF, bytes);
    }
}

/** The chip is deselected: writes take effect now. */
void serial_flash_end(mcub_machine *m) {
    serial_flash_state *chip = &m->serial_flash;
    unsigned opcode = chip->opcode;
    uint32_t erased = opcode == ERASE_SUBSECTOR ? SUBSECTOR
                      : opcode == ERASE_SECTOR  ? SECTOR
                      : opcode == ERASE_BULK    ? SERIAL_FLASH_BYTES
                                                : 0;
    chip->opcode = NOTHING;
    if (opcode == WRITE_ENABLE) {
        chip->is_enabled = true;
    } else if (opcode == WRITE_DISABLE || (opcode == RESET_MEMORY && chip->is_reset_enabled)) {
        chip->is_enabled = false;
    } else if (chip->is_enabled && (erased > 0 || is_program(opcode) || opcode == WRITE_VOLATILE)) {
        if (erased > 0) {
            erase(m, erased);
        }
        chip->is_enabled = false;
        chip->busy_until = m->cycles + (uint64_t)m->rcc.hclk * write_microseconds / 1000000;
    }
    chip->is_reset_enabled = opcode == RESET_ENABLE;
}

/** What the chip is like once it has power. */
void serial_flash_power_on(mcub_machine *m) {
    m->serial_flash.opcode = NOTHING;
    m->serial_flash.is_enabled = m->serial_flash.is_reset_enabled = false;
    m->serial_flash.busy_until = 0;
    m->serial_flash.volatile_configuration = factory_volatile;
}

void serial_flash_free(mcub_machine *m) {
    free(m->serial_flash.bytes);
}
