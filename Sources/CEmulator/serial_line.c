// SPDX-License-Identifier: GPL-2.0-or-later
// The far end of the serial line: bytes on their way to and from the chip.
#include "serial_line.h"

size_t mcub_serial_space(const mcub_machine *m) {
    return QUEUE_BYTES - m->to_chip.count;
}

bool mcub_serial_is_arriving(const mcub_machine *m) {
    return m->to_chip.count > 0;
}

uint64_t mcub_serial_discarded(const mcub_machine *m) {
    return m->discarded;
}

static void append(byte_queue *queue, uint8_t byte) {
    queue->bytes[(queue->head + queue->count) % QUEUE_BYTES] = byte;
    queue->count++;
}

static uint8_t remove_first(byte_queue *queue) {
    uint8_t byte = queue->bytes[queue->head];
    queue->head = (queue->head + 1) % QUEUE_BYTES;
    queue->count--;
    return byte;
}

size_t mcub_serial_push(mcub_machine *m, const uint8_t *bytes, size_t count) {
    size_t taken = 0;
    while (taken < count && m->to_chip.count < QUEUE_BYTES) {
        append(&m->to_chip, bytes[taken++]);
    }
    m->usart.empty_polls = 0;
    return taken;
}

size_t mcub_serial_take(mcub_machine *m, uint8_t *bytes, size_t capacity) {
    size_t taken = 0;
    m->model->console.unit->sync(m);
    while (taken < capacity && m->from_chip.count > 0) {
        bytes[taken++] = remove_first(&m->from_chip);
    }
    return taken;
}

void mcub_serial_set_host_baud(mcub_machine *m, uint32_t baud) {
    m->host_baud = baud;
}

bool line_is_garbled(const mcub_machine *m, uint64_t baud) {
    uint64_t most = m->misbehaviour.max_baud, host = m->host_baud;
    if (most != 0 && (baud * 100 > most * 103 || host * 100 > most * 103)) {
        return true;
    }
    /* A receiver samples ten bits from one edge: 3 % off and the last is lost. */
    uint64_t difference = host > baud ? host - baud : baud - host;
    return host != 0 && difference * 100 > host * 3;
}

/* The bits are sampled at the wrong times: any value, zeros more often than by chance, since long
 * low stretches read as such. SplitMix64 (Steele, Lea and Flood 2014). */
uint8_t line_garble(mcub_machine *m, uint8_t byte) {
    m->garble_state += UINT64_C(0x9E3779B97F4A7C15) + byte;
    uint64_t word = m->garble_state;
    word = (word ^ word >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    word = (word ^ word >> 27) * UINT64_C(0x94D049BB133111EB);
    word ^= word >> 31;
    return (word >> 8 & 7) == 0 ? 0 : (uint8_t)word;
}

bool line_has_byte(const mcub_machine *m) {
    return m->to_chip.count > 0;
}

uint8_t line_next_byte(mcub_machine *m) {
    return remove_first(&m->to_chip);
}

static bool is_struck(uint64_t every, uint64_t count) {
    return every != 0 && count % every == 0;
}

bool line_keeps_received(mcub_machine *m) {
    m->usart.received++;
    return !is_struck(m->misbehaviour.drop_every_rx, m->usart.received);
}

void line_send(mcub_machine *m, uint8_t byte) {
    mcub_misbehaviour *how = &m->misbehaviour;
    uint64_t count = ++m->usart.sent;
    if (m->line_closed) {
        return;
    }
    if (is_struck(how->corrupt_every_tx, count)) {
        byte ^= 1;
    }
    if (!is_struck(how->drop_every_tx, count)) {
        if (m->from_chip.count == QUEUE_BYTES) {
            remove_first(&m->from_chip);
            m->discarded++;
        }
        append(&m->from_chip, byte);
    }
    if (how->close_after_tx_bytes != 0 && count >= how->close_after_tx_bytes) {
        m->line_closed = true;
        request_stop(m);
    }
    if (how->reset_after_tx_bytes != 0 && count >= how->reset_after_tx_bytes) {
        how->reset_after_tx_bytes = 0;
        m->reset_requested = true;
        m->reset_cause = MCUB_RESET_PIN;
        request_stop(m);
    }
}
