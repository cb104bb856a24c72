// SPDX-License-Identifier: GPL-2.0-or-later
// Quad-SPI interface (RM0385, 14): indirect, polling and memory-mapped mode.
#include "machine.h"

#include <string.h>

enum { CR, DCR, SR, FCR, DLR, CCR, AR, ABR, DR, PSMKR, PSMAR, PIR, LPTR };
enum { INDIRECT_WRITE, INDIRECT_READ, POLLING, MAPPED };
enum { FIFO_BYTES = 32 };

static const uint32_t cr_enable = 1u << 0, cr_abort = 1u << 1, cr_stop_at_match = 1u << 22,
                      cr_match_any = 1u << 23;
static const uint32_t sr_complete = 1u << 1, sr_threshold = 1u << 2, sr_match = 1u << 3,
                      sr_busy = 1u << 5, sr_clearable = 0x1B;
static const uint32_t mapped_base = 0x90000000;

static unsigned mode(const mcub_machine *m) {
    return m->quadspi.registers[CCR] >> 26 & 3;
}

static bool has_instruction(const mcub_machine *m) {
    return (m->quadspi.registers[CCR] >> 8 & 3) != 0;
}

static bool has_address(const mcub_machine *m) {
    return (m->quadspi.registers[CCR] >> 10 & 3) != 0;
}

static bool has_data(const mcub_machine *m) {
    return (m->quadspi.registers[CCR] >> 24 & 3) != 0;
}

static bool is_on(const mcub_machine *m) {
    return (m->quadspi.registers[CR] & cr_enable) && (m->rcc.enable[2] >> 1 & 1);
}

static void complete(mcub_machine *m) {
    m->quadspi.is_busy = false;
    m->quadspi.left = 0;
    m->quadspi.registers[SR] |= sr_complete;
    serial_flash_end(m);
}

/** Sends the instruction of CCR with the address of AR. */
static void begin(mcub_machine *m) {
    uint32_t control = m->quadspi.registers[CCR];
    m->quadspi.registers[SR] &= ~sr_complete;
    m->quadspi.is_busy = true;
    if (has_instruction(m)) {
        bool is_single = (control >> 8 & 3) == 1;
        serial_flash_begin(m, control & 0xFF, m->quadspi.registers[AR], is_single);
    }
    m->quadspi.left = has_data(m) ? m->quadspi.registers[DLR] + 1ull : 0;
    if (m->quadspi.left == 0) {
        complete(m);
    }
}

/** Compares the chip's answer with what PSMKR and PSMAR wait for. */
static void poll(mcub_machine *m) {
    uint32_t control = m->quadspi.registers[CCR], count = m->quadspi.registers[DLR] + 1, value = 0;
    serial_flash_begin(m, control & 0xFF, m->quadspi.registers[AR], true);
    for (uint32_t i = 0; i < count && i < 4; i++) {
        value |= (uint32_t)serial_flash_read(m) << (8 * i);
    }
    serial_flash_end(m);
    uint32_t mask = m->quadspi.registers[PSMKR];
    uint32_t same = ~(value ^ m->quadspi.registers[PSMAR]) & mask;
    bool is_match = m->quadspi.registers[CR] & cr_match_any ? same != 0 : same == mask;
    m->quadspi.registers[DR] = value;
    if (is_match) {
        m->quadspi.registers[SR] |= sr_match;
        if (m->quadspi.registers[CR] & cr_stop_at_match) {
            m->quadspi.is_busy = false;
        }
    }
}

static uint32_t read_status(mcub_machine *m) {
    if (mode(m) == POLLING && m->quadspi.is_busy) {
        poll(m);
    }
    uint32_t level = 0, value = m->quadspi.registers[SR] | (m->quadspi.is_busy ? sr_busy : 0);
    uint32_t threshold = (m->quadspi.registers[CR] >> 8 & 0x1F) + 1;
    if (mode(m) == INDIRECT_READ) {
        level = m->quadspi.left < FIFO_BYTES ? (uint32_t)m->quadspi.left : FIFO_BYTES;
        bool is_received = m->quadspi.is_busy && m->quadspi.left <= FIFO_BYTES;
        value |= is_received ? sr_complete | (level > 0 ? sr_threshold : 0) : 0;
        value |= level >= threshold ? sr_threshold : 0;
    } else if (mode(m) == INDIRECT_WRITE && m->quadspi.left > 0) {
        value |= sr_threshold;
    }
    return value | level << 8;
}

/** Takes as many bytes from the FIFO as the access is wide. */
static uint32_t read_data(mcub_machine *m) {
    uint32_t value = 0;
    if (mode(m) != INDIRECT_READ) {
        return m->quadspi.registers[DR];
    }
    for (unsigned i = 0; i < m->access_bytes && m->quadspi.left > 0; i++) {
        value |= (uint32_t)serial_flash_read(m) << (8 * i);
        m->quadspi.left--;
        if (m->quadspi.left == 0) {
            complete(m);
        }
    }
    return value;
}

uint32_t quadspi_read(mcub_machine *m, uint32_t offset) {
    uint32_t index = offset / 4;
    switch (index) {
    case SR:
        return read_status(m);
    case DR:
        return read_data(m);
    case FCR:
        return 0;
    default:
        return index <= LPTR ? m->quadspi.registers[index] : 0;
    }
}

/** What a write to CCR, AR or DR starts (RM0385, 14.3.7 and 14.3.12). */
static void may_begin(mcub_machine *m, uint32_t written) {
    bool waits_for_data = mode(m) == INDIRECT_WRITE && has_data(m);
    uint32_t last = waits_for_data ? DR : has_address(m) ? AR : CCR;
    if (!is_on(m) || m->quadspi.is_busy || mode(m) == MAPPED || written != last) {
        return;
    }
    if (mode(m) == POLLING) {
        m->quadspi.is_busy = true;
        poll(m);
    } else {
        begin(m);
    }
}

static void write_data(mcub_machine *m, uint32_t value, uint32_t mask) {
    may_begin(m, DR);
    for (unsigned i = 0; i < 4; i++) {
        if (m->quadspi.left > 0 && (mask >> (8 * i) & 0xFF)) {
            serial_flash_write(m, (uint8_t)(value >> (8 * i)));
            m->quadspi.left--;
            if (m->quadspi.left == 0) {
                complete(m);
            }
        }
    }
}

static void write_control(mcub_machine *m, uint32_t value, uint32_t mask) {
    merge(&m->quadspi.registers[CR], value, mask & ~cr_abort);
    if (value & mask & cr_abort) {
        complete(m);
    }
}

void quadspi_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    uint32_t index = offset / 4;
    request_stop(m); /* the mapped window may come or go */
    switch (index) {
    case CR:
        write_control(m, value, mask);
        return;
    case FCR:
        m->quadspi.registers[SR] &= ~(value & mask & sr_clearable);
        return;
    case DR:
        if (mode(m) == INDIRECT_WRITE) {
            write_data(m, value, mask);
        }
        return;
    default:
        if (index == SR || index > LPTR || m->quadspi.is_busy) {
            return; /* only CR, FCR and DR listen during a command */
        }
        merge(&m->quadspi.registers[index], value, mask);
        may_begin(m, index);
    }
}

/** Bytes of the mapped window: what the chip has and DCR.FSIZE says, or 0 while it is off. */
static uint32_t window_bytes(const mcub_machine *m) {
    uint64_t bytes = 2ull << (m->quadspi.registers[DCR] >> 16 & 0x1F);
    if (!is_on(m) || mode(m) != MAPPED) {
        return 0;
    }
    return bytes < SERIAL_FLASH_BYTES ? (uint32_t)bytes : SERIAL_FLASH_BYTES;
}

/** The chip's contents behind the mapped window, or NULL where it does not reach or is off. */
const uint8_t *quadspi_mapped(mcub_machine *m, uint32_t address, uint32_t bytes) {
    uint32_t offset = address - mapped_base;
    if (offset + (uint64_t)bytes > window_bytes(m)) {
        return NULL;
    }
    const uint8_t *contents = serial_flash_contents(m);
    return contents == NULL ? NULL : contents + offset;
}

/** Gives the core the window, or takes it away; only while nothing executes. */
void quadspi_settle(mcub_machine *m) {
    uint32_t bytes = window_bytes(m) & ~(PAGE_BYTES - 1u);
    if (bytes == m->quadspi.mapped_bytes) {
        return;
    }
    if (m->quadspi.mapped_bytes > 0) {
        uc_mem_unmap(m->uc, mapped_base, m->quadspi.mapped_bytes);
        m->quadspi.mapped_bytes = 0;
    }
    uint8_t *contents = bytes > 0 ? serial_flash_contents(m) : NULL;
    if (contents != NULL &&
        uc_mem_map_ptr(m->uc, mapped_base, bytes, UC_PROT_READ, contents) == UC_ERR_OK) {
        m->quadspi.mapped_bytes = bytes;
    }
}

void quadspi_reset(mcub_machine *m) {
    memset(m->quadspi.registers, 0, sizeof m->quadspi.registers);
    m->quadspi.is_busy = false;
    m->quadspi.left = 0;
}
