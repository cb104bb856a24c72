// SPDX-License-Identifier: GPL-2.0-or-later
// The console's UART where it is Arm's PL011 (DDI 0183; RP2040 datasheet, 4.2), paced by IBRD, FBRD
// and the clock that the chip gives it. Modem lines, DMA and IrDA are not modelled.
#include "serial_line.h"

#include <string.h>

static const uint32_t cr_enable = 1u << 0, cr_send = 1u << 8, cr_receive = 1u << 9;
static const uint32_t lcr_fifo = 1u << 4, lcr_two_stops = 1u << 3, lcr_parity = 1u << 1;
static const uint32_t fr_busy = 1u << 3, fr_receive_empty = 1u << 4, fr_send_full = 1u << 5,
                      fr_receive_full = 1u << 6, fr_send_empty = 1u << 7;
static const uint32_t dr_framing = 1u << 8, dr_overrun = 1u << 11;
static const uint32_t is_receive = 1u << 4, is_send = 1u << 5, is_timeout = 1u << 6,
                      is_framing = 1u << 7, is_overrun = 1u << 10, is_latched = 0x7C0;

/* As for the USART: polls after which the host may rest, or the time to the next character passes.
 */
static const uint32_t wait_polls = 16, idle_polls = 4000, poll_gap_cycles = 2000,
                      idle_repeat_polls = 64;

static uint64_t kernel_hertz(const mcub_machine *m) {
    uint64_t hertz = m->model->console.kernel_hertz(m);
    return hertz == 0 ? 1 : hertz;
}

/** 64ths of a kernel clock that a sixteenth of a bit takes (DDI 0183, 3.3.6). */
static uint64_t divider(const mcub_machine *m) {
    uint64_t sixtyfourths = (uint64_t)m->pl011.integer << 6 | m->pl011.fraction;
    return sixtyfourths < 64 ? 64 : sixtyfourths;
}

static uint64_t character_cycles(const mcub_machine *m) {
    uint32_t control = m->pl011.line;
    uint64_t bits = 1 + 5 + (control >> 5 & 3) + (control & lcr_parity ? 1 : 0) +
                    (control & lcr_two_stops ? 2 : 1);
    uint64_t cycles = bits * divider(m) * m->rcc.hclk / (4 * kernel_hertz(m));
    return cycles == 0 ? 1 : cycles;
}

static bool is_garbled(const mcub_machine *m) {
    return line_is_garbled(m, kernel_hertz(m) * 4 / divider(m));
}

static bool is_on(const mcub_machine *m, uint32_t direction) {
    uint32_t wanted = cr_enable | direction;
    return (m->pl011.control & wanted) == wanted && m->model->console.kernel_hertz(m) != 0;
}

static bool hears_host(const mcub_machine *m) {
    return is_on(m, cr_receive) && m->model->console.receives(m);
}

static uint32_t depth(const mcub_machine *m) {
    return m->pl011.line & lcr_fifo ? PL011_FIFO : 1;
}

/** Where the receive interrupt comes (UARTIFLS): an eighth to seven eighths of the FIFO. */
static uint32_t level(const mcub_machine *m, unsigned field) {
    static const uint8_t eighths[8] = {1, 2, 4, 6, 7, 7, 7, 7};
    return depth(m) == 1 ? 1 : depth(m) * eighths[m->pl011.levels >> field & 7] / 8;
}

static void begin_character(mcub_machine *m, uint64_t start) {
    pl011_state *u = &m->pl011;
    m->usart.shifting = u->send[u->send_head];
    u->send_head = (u->send_head + 1) % PL011_FIFO;
    u->send_count--;
    m->usart.is_shifting = true;
    m->usart.shift_end = start + character_cycles(m);
    if (u->send_count == level(m, 0) || (depth(m) == 1 && u->send_count == 0)) {
        u->raised |= is_send;
    }
}

static void sync_transmitter(mcub_machine *m) {
    while (m->usart.is_shifting && m->cycles >= m->usart.shift_end) {
        if (m->model->console.transmits(m)) {
            line_send(m, is_garbled(m) ? line_garble(m, m->usart.shifting) : m->usart.shifting);
        }
        m->usart.is_shifting = false;
        if (m->pl011.send_count > 0 && is_on(m, cr_send)) {
            begin_character(m, m->usart.shift_end);
        }
    }
}

static void receive(mcub_machine *m, uint8_t byte) {
    pl011_state *u = &m->pl011;
    uint32_t entry = byte;
    if (!line_keeps_received(m)) {
        return;
    }
    if (is_garbled(m)) {
        entry = line_garble(m, byte) | dr_framing;
        u->raised |= is_framing;
    }
    if (u->receive_count >= depth(m)) {
        u->raised |= is_overrun;
        u->has_lost = true; /* the next entry that goes in says so (DDI 0183, 3.3.1) */
        u->status |= 1u << 3;
        return;
    }
    entry |= u->has_lost ? dr_overrun : 0;
    u->has_lost = false;
    u->receive[(u->receive_head + u->receive_count) % PL011_FIFO] = (uint16_t)entry;
    u->receive_count++;
    u->raised |= u->receive_count >= level(m, 3) ? is_receive : 0;
    u->raised |= is_timeout;
}

static void sync_receiver(mcub_machine *m) {
    usart_state *u = &m->usart;
    while (line_has_byte(m)) {
        if (!u->receiving) {
            u->receiving = true;
            u->receive_at = m->cycles + (hears_host(m) ? character_cycles(m) : 0);
        }
        if (m->cycles < u->receive_at) {
            return;
        }
        uint8_t byte = line_next_byte(m);
        if (hears_host(m)) {
            receive(m, byte);
            u->receive_at += character_cycles(m);
        } else {
            u->receiving = false; /* nobody listened: the byte is gone */
        }
    }
    if (u->receiving && m->cycles >= u->receive_at) {
        u->receiving = false;
    }
}

static void synchronise(mcub_machine *m) {
    sync_transmitter(m);
    sync_receiver(m);
}

static uint32_t flags(const mcub_machine *m) {
    const pl011_state *u = &m->pl011;
    return (m->usart.is_shifting || u->send_count > 0 ? fr_busy : 0) |
           (u->receive_count == 0 ? fr_receive_empty : 0) |
           (u->receive_count >= depth(m) ? fr_receive_full : 0) |
           (u->send_count >= depth(m) ? fr_send_full : 0) |
           (u->send_count == 0 ? fr_send_empty : 0);
}

/** Notices firmware that waits for the host and has nothing else to do. */
static void count_poll(mcub_machine *m) {
    usart_state *u = &m->usart;
    bool is_empty = m->pl011.receive_count == 0 && !u->is_shifting && !line_has_byte(m);
    bool is_close = m->cycles - u->last_poll <= poll_gap_cycles;
    u->empty_polls = is_empty && is_close ? u->empty_polls + 1 : 0;
    u->last_poll = m->cycles;
    if (u->empty_polls >= idle_polls) {
        u->empty_polls = idle_polls - idle_repeat_polls;
        m->idle_requested = true;
        request_stop(m);
    }
}

/** Lets the time pass to the end of the character that the firmware polls for and nothing else. */
static void skip_wait(mcub_machine *m) {
    usart_state *u = &m->usart;
    bool is_close = m->cycles - u->last_poll <= poll_gap_cycles;
    u->waiting_polls = is_close && m->pl011.receive_count == 0 ? u->waiting_polls + 1 : 0;
    if (u->waiting_polls < wait_polls || m->debug.by_debugger) {
        return;
    }
    uint64_t end = u->is_shifting ? u->shift_end : UINT64_MAX;
    end = u->receiving && u->receive_at < end ? u->receive_at : end;
    end = end != UINT64_MAX && end > m->horizon ? m->horizon : end;
    if (end != UINT64_MAX && end > m->cycles) {
        m->idle_cycles += end - m->cycles;
        m->cycles = end;
        u->last_poll = end;
        u->waiting_polls = 0;
        synchronise(m);
    }
}

static uint32_t raised(const mcub_machine *m) {
    const pl011_state *u = &m->pl011;
    uint32_t held = u->raised & (is_latched | is_receive | is_send);
    return u->receive_count == 0 ? held & ~(is_receive | is_timeout) : held;
}

static bool line(const mcub_machine *m) {
    return (m->pl011.control & cr_enable) && (raised(m) & m->pl011.mask) != 0;
}

static void tell_core(mcub_machine *m) {
    if (m->pl011.mask != 0) {
        exceptions_set_line(m, m->model->console.interrupt, line(m));
        request_stop(m);
    }
}

static uint32_t take_received(mcub_machine *m) {
    pl011_state *u = &m->pl011;
    m->usart.empty_polls = 0;
    if (u->receive_count == 0) {
        return 0;
    }
    uint32_t entry = u->receive[u->receive_head];
    u->receive_head = (u->receive_head + 1) % PL011_FIFO;
    u->receive_count--;
    u->status = (u->status & 8) | (entry >> 8 & 7);
    tell_core(m);
    return entry;
}

uint32_t pl011_read(mcub_machine *m, uint32_t offset) {
    pl011_state *u = &m->pl011;
    synchronise(m);
    switch (offset) {
    case 0x00:
        return take_received(m);
    case 0x04:
        return u->status;
    case 0x18:
        skip_wait(m);
        count_poll(m);
        return flags(m);
    case 0x24:
        return u->integer;
    case 0x28:
        return u->fraction;
    case 0x2C:
        return u->line;
    case 0x30:
        return u->control;
    case 0x34:
        return u->levels;
    case 0x38:
        return u->mask;
    case 0x3C:
        return raised(m);
    case 0x40:
        return raised(m) & u->mask;
    case 0xFE0: /* UARTPERIPHID0 to 3: part 011 of designer 41, r1p5 (DDI 0183, 3.3.15) */
        return 0x11;
    case 0xFE4:
        return 0x10;
    case 0xFE8:
        return 0x34;
    default:
        return 0;
    }
}

static void send(mcub_machine *m, uint8_t byte) {
    pl011_state *u = &m->pl011;
    m->usart.empty_polls = 0;
    if (u->send_count >= depth(m)) {
        return; /* a full FIFO takes nothing */
    }
    u->send[(u->send_head + u->send_count) % PL011_FIFO] = byte;
    u->send_count++;
    u->raised &= ~is_send;
    if (!m->usart.is_shifting && is_on(m, cr_send)) {
        begin_character(m, m->cycles);
    }
}

void pl011_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    pl011_state *u = &m->pl011;
    synchronise(m);
    switch (offset) {
    case 0x00:
        send(m, (uint8_t)value);
        break;
    case 0x04: /* UARTECR */
        u->status = 0;
        break;
    case 0x24:
        merge(&u->next_integer, value, mask & 0xFFFF);
        break;
    case 0x28:
        merge(&u->next_fraction, value, mask & 0x3F);
        break;
    case 0x2C: /* writing it lets the new divisor in (DDI 0183, 3.3.7) */
        merge(&u->line, value, mask & 0xFF);
        u->integer = u->next_integer;
        u->fraction = u->next_fraction;
        break;
    case 0x30:
        merge(&u->control, value, mask & 0xFF87);
        if (u->send_count > 0 && !m->usart.is_shifting && is_on(m, cr_send)) {
            begin_character(m, m->cycles);
        }
        break;
    case 0x34:
        merge(&u->levels, value, mask & 0x3F);
        break;
    case 0x38:
        merge(&u->mask, value, mask & 0x7FF);
        break;
    case 0x44:
        u->raised &= ~(value & mask);
        break;
    default:
        break;
    }
    tell_core(m);
}

static uint64_t next_event(const mcub_machine *m) {
    const usart_state *u = &m->usart;
    uint64_t next = UINT64_MAX;
    if (u->is_shifting && (m->pl011.mask != 0 || m->misbehaviour.reset_after_tx_bytes != 0 ||
                           m->misbehaviour.close_after_tx_bytes != 0)) {
        next = u->shift_end;
    }
    return u->receiving && m->pl011.mask != 0 && u->receive_at < next ? u->receive_at : next;
}

static void reset(mcub_machine *m) {
    uint64_t sent = m->usart.sent, received = m->usart.received;
    memset(&m->usart, 0, sizeof m->usart);
    memset(&m->pl011, 0, sizeof m->pl011);
    m->usart.sent = sent;
    m->usart.received = received;
    m->pl011.control = cr_send | cr_receive; /* DDI 0183, 3.3.8 */
    m->pl011.levels = 0x12;
}

const console_unit console_pl011 = {synchronise, line, next_event, reset};
