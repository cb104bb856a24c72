// SPDX-License-Identifier: GPL-2.0-or-later
// The console's USART (RM0385, 31; RM0444, 33: the same registers), asynchronous, paced by BRR and
// the clock that the chip gives it. Without its FIFO, whose enable bit reads as zero.
#include "serial_line.h"

#include <string.h>

static const uint32_t cr1_enable = 1u << 0, cr1_receive = 1u << 2, cr1_send = 1u << 3,
                      cr1_rxneie = 1u << 5, cr1_tcie = 1u << 6, cr1_txeie = 1u << 7,
                      cr1_m0 = 1u << 12, cr1_over8 = 1u << 15, cr1_m1 = 1u << 28,
                      cr1_fifo = 1u << 29;
static const uint32_t isr_fe = 1u << 1, isr_ore = 1u << 3, isr_rxne = 1u << 5, isr_tc = 1u << 6,
                      isr_txe = 1u << 7, isr_teack = 1u << 21, isr_reack = 1u << 22;
static const uint32_t cr3_overrun_disabled = 1u << 12, icr_clears = 0x121B5F;

/* Polls of an empty line, each soon after the last, before the board counts as idle. */
static const uint32_t wait_polls = 16, idle_polls = 4000, poll_gap_cycles = 2000,
                      idle_repeat_polls = 64;

static bool usart_line(const mcub_machine *m);

/** The clock that the baud rate divides, behind the prescaler where there is one. */
static uint64_t kernel_hertz(const mcub_machine *m) {
    static const uint16_t dividers[16] = {
        1, 2, 4, 6, 8, 10, 12, 16, 32, 64, 128, 256, 256, 256, 256, 256}; /* RM0444, USART_PRESC */
    uint64_t hertz = m->model->console.kernel_hertz(m) / dividers[m->usart.presc & 0xF];
    return hertz == 0 ? 1 : hertz;
}

/** Kernel clocks that a bit takes (RM0385, 31.5.4). */
static uint64_t bit_clocks(const mcub_machine *m) {
    const usart_state *u = &m->usart;
    uint64_t divider = u->brr & 0xFFFF;
    if (u->cr1 & cr1_over8) {
        divider = ((divider & 0xFFF0) | (divider & 7) << 1) / 2;
    }
    return divider == 0 ? 1 : divider;
}

/** Core cycles that a character takes: start, data and stop bits (RM0385, 31.5.4). */
static uint64_t character_cycles(const mcub_machine *m) {
    const usart_state *u = &m->usart;
    uint32_t data = u->cr1 & cr1_m0 ? 9 : u->cr1 & cr1_m1 ? 7 : 8;
    uint32_t stop = (u->cr2 >> 12 & 3) == 2 ? 2 : 1;
    uint64_t divider = bit_clocks(m);
    uint64_t cycles = (1 + data + stop) * divider * m->rcc.hclk / kernel_hertz(m);
    return cycles == 0 ? 1 : cycles;
}

static bool is_garbled(const mcub_machine *m) {
    return line_is_garbled(m, kernel_hertz(m) / bit_clocks(m));
}

static bool is_on(const mcub_machine *m, uint32_t direction) {
    return (m->usart.cr1 & (cr1_enable | direction)) == (cr1_enable | direction);
}

static bool is_connected(const mcub_machine *m, const chip_pin *pin) {
    return !m->model->console.has_pins || gpio_has_function(m, pin->port, pin->pin, pin->function);
}

static bool sends_to_host(const mcub_machine *m) {
    return is_connected(m, &m->model->console.transmit);
}

static bool hears_host(const mcub_machine *m) {
    return is_on(m, cr1_receive) && is_connected(m, &m->model->console.receive);
}

static void sync_transmitter(mcub_machine *m) {
    usart_state *u = &m->usart;
    while (u->is_shifting && m->cycles >= u->shift_end) {
        if (sends_to_host(m)) {
            line_send(m, is_garbled(m) ? line_garble(m, u->shifting) : u->shifting);
        }
        u->is_shifting = u->send_full;
        if (u->send_full) {
            u->shifting = u->send;
            u->send_full = false;
            u->shift_end += character_cycles(m);
        } else {
            u->transmit_complete = true;
        }
    }
}

static void receive(mcub_machine *m, uint8_t byte) {
    usart_state *u = &m->usart;
    if (!line_keeps_received(m)) {
        return;
    }
    if (is_garbled(m)) {
        byte = line_garble(m, byte);
        u->flags |= isr_fe;
    }
    if (!u->receive_full) {
        u->receive = byte;
        u->receive_full = true;
    } else if (u->cr3 & cr3_overrun_disabled) {
        u->receive = byte;
    } else {
        u->flags |= isr_ore;
    }
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
    /* Bytes that follow closely continue the stream; after a pause a new one starts. */
    if (u->receiving && m->cycles >= u->receive_at) {
        u->receiving = false;
    }
}

static void usart_sync(mcub_machine *m) {
    sync_transmitter(m);
    sync_receiver(m);
}

static uint32_t status(const mcub_machine *m) {
    const usart_state *u = &m->usart;
    uint32_t flags = u->flags;
    flags |= u->receive_full ? isr_rxne : 0;
    flags |= u->send_full ? 0 : isr_txe;
    flags |= u->transmit_complete ? isr_tc : 0;
    flags |= is_on(m, cr1_send) ? isr_teack : 0;
    flags |= is_on(m, cr1_receive) ? isr_reack : 0;
    return flags;
}

/** Notices firmware that waits for the host and has nothing else to do. */
static void count_poll(mcub_machine *m) {
    usart_state *u = &m->usart;
    bool is_empty = !u->receive_full && !u->is_shifting && !line_has_byte(m);
    bool is_close = m->cycles - u->last_poll <= poll_gap_cycles;
    u->empty_polls = is_empty && is_close ? u->empty_polls + 1 : 0;
    u->last_poll = m->cycles;
    if (u->empty_polls >= idle_polls) {
        u->empty_polls = idle_polls - idle_repeat_polls;
        m->idle_requested = true;
        request_stop(m);
    }
}

/**
 * Lets the time pass to the end of the character that the firmware waits for, where it polls for
 * nothing else: executing the polls would only take the host's time.
 */
static void skip_wait(mcub_machine *m) {
    usart_state *u = &m->usart;
    bool is_close = m->cycles - u->last_poll <= poll_gap_cycles;
    u->waiting_polls = is_close && !u->receive_full ? u->waiting_polls + 1 : 0;
    if (u->waiting_polls < wait_polls || m->debug.by_debugger) {
        return;
    }
    uint64_t end = UINT64_MAX;
    if (u->is_shifting) {
        end = u->shift_end;
    }
    if (u->receiving && u->receive_at < end) {
        end = u->receive_at;
    }
    if (end != UINT64_MAX) {
        end = end < m->horizon ? end : m->horizon;
    }
    if (end != UINT64_MAX && end > m->cycles) {
        m->idle_cycles += end - m->cycles;
        m->cycles = end;
        u->last_poll = end;
        u->waiting_polls = 0;
        usart_sync(m);
    }
}

uint32_t usart_read(mcub_machine *m, uint32_t offset) {
    usart_state *u = &m->usart;
    usart_sync(m);
    switch (offset) {
    case 0x00:
        return u->cr1;
    case 0x04:
        return u->cr2;
    case 0x08:
        return u->cr3;
    case 0x0C:
        return u->brr;
    case 0x10:
        return u->gtpr;
    case 0x14:
        return u->rtor;
    case 0x1C:
        skip_wait(m);
        count_poll(m);
        return status(m);
    case 0x24:
        u->receive_full = false;
        u->empty_polls = 0;
        exceptions_set_line(m, m->model->console.interrupt, usart_line(m));
        return u->receive;
    case 0x28:
        return u->send;
    case 0x2C:
        return u->presc;
    default:
        return 0;
    }
}

static void send(mcub_machine *m, uint8_t byte) {
    usart_state *u = &m->usart;
    if (!is_on(m, cr1_send)) {
        return;
    }
    u->empty_polls = 0;
    u->transmit_complete = false;
    if (u->is_shifting) {
        u->send = byte; /* a byte that still waits is overwritten, as on the chip */
        u->send_full = true;
    } else {
        u->shifting = byte;
        u->is_shifting = true;
        u->shift_end = m->cycles + character_cycles(m);
    }
}

void usart_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    usart_state *u = &m->usart;
    usart_sync(m);
    switch (offset) {
    case 0x00:
        merge(&u->cr1, value, mask & ~cr1_fifo);
        break;
    case 0x04:
        merge(&u->cr2, value, mask);
        break;
    case 0x08:
        merge(&u->cr3, value, mask);
        break;
    case 0x0C: /* writable only while the USART is off (RM0385, 31.8.4) */
        if (!(u->cr1 & cr1_enable)) {
            merge(&u->brr, value, mask & 0xFFFF);
        }
        break;
    case 0x10:
        merge(&u->gtpr, value, mask);
        break;
    case 0x14:
        merge(&u->rtor, value, mask);
        break;
    case 0x18: /* RXFRQ drops what was received */
        u->receive_full = u->receive_full && !(value & mask & 8);
        break;
    case 0x20:
        u->flags &= ~(value & mask & icr_clears);
        u->transmit_complete = u->transmit_complete && !(value & mask & isr_tc);
        break;
    case 0x28:
        send(m, (uint8_t)value);
        break;
    case 0x2C:
        if (m->model->console.has_prescaler && !(u->cr1 & cr1_enable)) {
            merge(&u->presc, value, mask & 0xF);
        }
        break;
    default:
        break;
    }
    if (u->cr1 & (cr1_rxneie | cr1_tcie | cr1_txeie)) {
        exceptions_set_line(m, m->model->console.interrupt, usart_line(m));
        request_stop(m);
    }
}

static bool usart_line(const mcub_machine *m) {
    const usart_state *u = &m->usart;
    uint32_t flags = status(m);
    return (u->cr1 & cr1_enable) && (((u->cr1 & cr1_rxneie) && (flags & (isr_rxne | isr_ore))) ||
                                     ((u->cr1 & cr1_tcie) && (flags & isr_tc)) ||
                                     ((u->cr1 & cr1_txeie) && (flags & isr_txe)));
}

static uint64_t usart_next_event(const mcub_machine *m) {
    const usart_state *u = &m->usart;
    uint64_t next = UINT64_MAX;
    if (u->is_shifting &&
        ((u->cr1 & (cr1_tcie | cr1_txeie)) || m->misbehaviour.reset_after_tx_bytes != 0 ||
         m->misbehaviour.close_after_tx_bytes != 0)) {
        next = u->shift_end;
    }
    if (u->receiving && (u->cr1 & cr1_rxneie) && u->receive_at < next) {
        next = u->receive_at;
    }
    return next;
}

void usart_reset(mcub_machine *m) {
    uint64_t sent = m->usart.sent, received = m->usart.received;
    memset(&m->usart, 0, sizeof m->usart);
    m->usart.sent = sent;
    m->usart.received = received;
    m->usart.transmit_complete = true;
}

const console_unit console_usart = {usart_sync, usart_line, usart_next_event, usart_reset};
