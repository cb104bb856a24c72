// SPDX-License-Identifier: GPL-2.0-or-later
// RP2040: the serial interface to the flash, the pin of its chip select, and the cache that reads
// in place go through (datasheet, 4.10, 2.19.6.2, 2.6.3).
#include "chip_rp2040.h"

#include <string.h>

enum { MODE_BOTH = 0, MODE_EEPROM = 3, LINES_QUAD = 2 };

static const uint32_t status_room = 1u << 1, status_sent = 1u << 2, status_received = 1u << 3,
                      status_full = 1u << 4, status_busy = 1u << 0;

static uint32_t frame_bits(const rp2040_ssi *ssi) {
    return (ssi->ctrlr0 >> 16 & 0x1F) + 1;
}

static uint32_t transfer_mode(const rp2040_ssi *ssi) {
    return ssi->ctrlr0 >> 8 & 3;
}

/** Whether reads of flash are served: single (03h) or quad (EBh) as second stages set them up. */
bool rp2040_executes_in_place(const mcub_machine *m) {
    const rp2040_ssi *ssi = &rp2040(m)->ssi;
    return ssi->enabled && transfer_mode(ssi) == MODE_EEPROM && frame_bits(ssi) == 32 &&
           ssi->baudr >= 2 && rp2040_word_clocks(m) != 0;
}

/**
 * Serial clocks that a read of 32 bits in place takes: instruction, address and mode bits, wait
 * cycles, data, each on one line or four (4.10.13, SPI_CTRLR0); 0 for what the flash cannot do.
 */
uint32_t rp2040_word_clocks(const mcub_machine *m) {
    const rp2040_ssi *ssi = &rp2040(m)->ssi;
    uint32_t spi = ssi->spi_ctrlr0;
    uint32_t address_bits = (spi >> 2 & 0xF) * 4, wait = spi >> 11 & 0x1F, kind = spi & 3;
    uint32_t instruction_bits = (spi >> 8 & 3) == 0 ? 0 : 2u << (spi >> 8 & 3);
    uint32_t instruction = spi >> 24;
    if ((ssi->ctrlr0 >> 21 & 3) != LINES_QUAD) {
        bool is_read = instruction == 0x03 && instruction_bits == 8 && address_bits == 24;
        return is_read && wait == 0 ? 8 + 24 + 32 : 0;
    }
    /* W25Q16JV, 8.2.11: 24 bits of address, eight of mode, four dummy clocks, all on four lines. */
    if (!rp2040_flash_has_quad(m) || address_bits != 32 || wait != 4) {
        return 0;
    }
    uint32_t lead = instruction_bits / (kind == 2 ? 4 : 1);
    /* Without an instruction, its field is the mode bits, which have to say so again. */
    bool is_continuous = rp2040(m)->flash.is_continuous;
    bool is_read = instruction_bits == 0 ? is_continuous && (instruction & 0x30) == 0x20
                                         : !is_continuous && instruction == 0xEB;
    return is_read ? lead + address_bits / (kind == 0 ? 1 : 4) + wait + 32 / 4 : 0;
}

/** The chip select as its pin shows it: GPIO_QSPI_SS_CTRL may override what the interface drives.
 */
static void settle_select(mcub_machine *m, bool is_driven_low) {
    rp2040_ssi *ssi = &rp2040(m)->ssi;
    uint32_t override = ssi->select_pin >> 8 & 3;
    bool is_low = override == 2 ? true : override == 3 ? false : is_driven_low;
    if (is_low != ssi->is_selected) {
        ssi->is_selected = is_low;
        rp2040_flash_select(m, is_low);
    }
}

/** Ends what the interface sends by itself once its last frame has left the line. */
static void settle(mcub_machine *m) {
    if (m->cycles >= rp2040(m)->ssi.busy_until) {
        settle_select(m, false);
    }
}

static void keep(rp2040_ssi *ssi, uint32_t frame) {
    if (ssi->count < RP2040_QSPI_FIFO) {
        ssi->received[(ssi->head + ssi->count) % RP2040_QSPI_FIFO] = frame;
        ssi->count++;
    }
}

/**
 * A read on four lines that the firmware itself begins: the instruction where there is one, then
 * the address with the mode bits behind it, and CTRLR1's count of frames comes back (4.10.7).
 */
static void send_quad(mcub_machine *m, uint32_t word) {
    rp2040_ssi *ssi = &rp2040(m)->ssi;
    uint32_t spi = ssi->spi_ctrlr0;
    bool has_instruction = (spi >> 8 & 3) != 0;
    ssi->lead[ssi->lead_count++] = word;
    if (ssi->lead_count < (has_instruction ? 2u : 1u)) {
        return;
    }
    uint32_t place = ssi->lead[ssi->lead_count - 1], frames = (ssi->ctrlr1 & 0xFFFF) + 1;
    ssi->lead_count = 0;
    bool is_known =
        (spi >> 2 & 0xF) == 8 && (spi >> 11 & 0x1F) == 4 && (spi & 3) != 0 &&
        rp2040_flash_begin_quad(m, has_instruction, ssi->lead[0] & 0xFF, (uint8_t)(place & 0xFF));
    for (uint32_t i = 0; i < frames && i < RP2040_QSPI_FIFO; i++) {
        uint32_t received = 0;
        for (uint32_t byte = 0; byte < 4; byte++) {
            uint32_t address = (place >> 8) + 4 * i + byte;
            received = received << 8 | (is_known ? rp2040_flash_quad_byte(m, address) : 0xFF);
        }
        keep(ssi, received);
    }
    uint32_t lead_clocks = has_instruction ? 8 : 0;
    uint64_t clocks = lead_clocks + 32 / 4 + 4 + (uint64_t)frames * 32 / 4;
    uint64_t start = ssi->busy_until > m->cycles ? ssi->busy_until : m->cycles;
    ssi->busy_until = start + clocks * (ssi->baudr < 2 ? 2 : ssi->baudr);
}

static void send(mcub_machine *m, uint32_t frame) {
    rp2040_ssi *ssi = &rp2040(m)->ssi;
    bool is_quad = (ssi->ctrlr0 >> 21 & 3) == LINES_QUAD && transfer_mode(ssi) == MODE_EEPROM;
    if (is_quad && ssi->enabled && (ssi->ser & 1) && frame_bits(ssi) == 32) {
        send_quad(m, frame);
        return;
    }
    uint32_t bytes = frame_bits(ssi) / 8, received = 0;
    if (!ssi->enabled || !(ssi->ser & 1) || transfer_mode(ssi) != MODE_BOTH || bytes == 0) {
        return;
    }
    settle_select(m, true);
    for (uint32_t i = bytes; i-- > 0;) {
        uint8_t byte = (uint8_t)(frame >> (8 * i));
        received =
            received << 8 | (ssi->is_selected ? rp2040_flash_exchange(m, byte) : (uint32_t)0xFF);
    }
    uint64_t start = ssi->busy_until > m->cycles ? ssi->busy_until : m->cycles;
    ssi->busy_until = start + (uint64_t)frame_bits(ssi) * (ssi->baudr < 2 ? 2 : ssi->baudr);
    keep(ssi, received);
}

/** Frames that have arrived so far: the last ones are still on the line. */
static uint32_t arrived(const mcub_machine *m) {
    const rp2040_ssi *ssi = &rp2040(m)->ssi;
    uint64_t frame = (uint64_t)frame_bits(ssi) * (ssi->baudr < 2 ? 2 : ssi->baudr);
    uint64_t left = ssi->busy_until > m->cycles ? ssi->busy_until - m->cycles : 0;
    uint64_t waiting = (left + frame - 1) / frame;
    return waiting >= ssi->count ? 0 : ssi->count - (uint32_t)waiting;
}

static uint32_t take(mcub_machine *m) {
    rp2040_ssi *ssi = &rp2040(m)->ssi;
    if (arrived(m) == 0) {
        return 0;
    }
    uint32_t frame = ssi->received[ssi->head];
    ssi->head = (ssi->head + 1) % RP2040_QSPI_FIFO;
    ssi->count--;
    return frame;
}

static uint32_t status(const mcub_machine *m) {
    const rp2040_ssi *ssi = &rp2040(m)->ssi;
    bool is_busy = m->cycles < ssi->busy_until;
    uint32_t waiting = ssi->count - arrived(m);
    return (is_busy ? status_busy : 0) | (waiting < RP2040_QSPI_FIFO ? status_room : 0) |
           (is_busy ? 0 : status_sent) | (arrived(m) > 0 ? status_received : 0) |
           (arrived(m) == RP2040_QSPI_FIFO ? status_full : 0);
}

static uint32_t *plain_register(rp2040_ssi *ssi, uint32_t offset) {
    switch (offset) {
    case 0x00:
        return &ssi->ctrlr0;
    case 0x04:
        return &ssi->ctrlr1;
    case 0x10:
        return &ssi->ser;
    case 0x14:
        return &ssi->baudr;
    case 0x18:
        return &ssi->txftlr;
    case 0x1C:
        return &ssi->rxftlr;
    case 0x2C:
        return &ssi->imr;
    case 0xF0:
        return &ssi->sample_delay;
    case 0xF4:
        return &ssi->spi_ctrlr0;
    default:
        return NULL;
    }
}

uint32_t rp2040_ssi_read(mcub_machine *m, uint32_t offset) {
    rp2040_ssi *ssi = &rp2040(m)->ssi;
    settle(m);
    switch (offset) {
    case 0x08:
        return ssi->enabled;
    case 0x20: /* TXFLR */
        return ssi->count - arrived(m);
    case 0x24: /* RXFLR */
        return arrived(m);
    case 0x28:
        return status(m);
    case 0x58: /* IDR */
        return 0x51535049;
    case 0x5C: /* VERSION_ID */
        return 0x3430312A;
    case 0x60:
        return take(m);
    default: {
        const uint32_t *found = plain_register(ssi, offset);
        return found != NULL ? *found : 0;
    }
    }
}

void rp2040_ssi_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    rp2040_ssi *ssi = &rp2040(m)->ssi;
    settle(m);
    if (offset == 0x08) { /* SSIENR: clearing it empties both FIFOs */
        merge(&ssi->enabled, value, mask & 1);
        ssi->head = ssi->count = ssi->enabled ? ssi->count : 0;
        ssi->lead_count = 0;
        ssi->busy_until = ssi->enabled ? ssi->busy_until : 0;
        m->code_page = m->checked_page = UINT32_MAX; /* flash may be readable or not from now on */
    } else if (offset == 0x60) {
        send(m, value);
    } else {
        uint32_t *found = plain_register(ssi, offset);
        /* 4.10.13: but for what is sent and to whom, registers can be set only while it is off. */
        if (found != NULL && (!ssi->enabled || offset >= 0x18)) {
            merge(found, value, mask);
        }
    }
}

uint32_t rp2040_qspi_pins_read(mcub_machine *m, uint32_t offset) {
    return offset == 0x0C ? rp2040(m)->ssi.select_pin : 0;
}

void rp2040_qspi_pins_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    rp2040_ssi *ssi = &rp2040(m)->ssi;
    if (offset == 0x0C) { /* GPIO_QSPI_SS_CTRL */
        merge(&ssi->select_pin, value, mask & 0x3003331F);
        settle_select(m, m->cycles < ssi->busy_until);
    }
}

uint32_t rp2040_xip_read(mcub_machine *m, uint32_t offset) {
    const rp2040_state *rp = rp2040(m);
    switch (offset) {
    case 0x00:
        return rp->xip_control;
    case 0x08: /* STAT: the flush is over, nothing streams */
        return 3;
    case 0x0C:
        return (uint32_t)rp->xip_hits;
    case 0x10:
        return (uint32_t)rp->xip_accesses;
    default: /* FLUSH reads as zero once it is done */
        return 0;
    }
}

void rp2040_xip_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    rp2040_state *rp = rp2040(m);
    switch (offset) {
    case 0x00:
        merge(&rp->xip_control, value, mask & 0xB);
        break;
    case 0x04:
        timing_flush_xip(m);
        break;
    case 0x0C:
        rp->xip_hits = 0;
        break;
    case 0x10:
        rp->xip_accesses = 0;
        break;
    default:
        break;
    }
}

void rp2040_ssi_reset(mcub_machine *m) {
    rp2040_state *rp = rp2040(m);
    memset(&rp->ssi, 0, sizeof rp->ssi);
    rp2040_flash_select(m, false);
    rp->ssi.ser = 1;
    rp->ssi.select_pin = 0; /* the boot ROM leaves the pin to the interface */
    rp->xip_control = 3;    /* 2.6.3.6: the cache is on; a bad write is a fault */
    rp->xip_hits = rp->xip_accesses = 0;
}
