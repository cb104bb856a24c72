// SPDX-License-Identifier: GPL-2.0-or-later
// RP2040: each core's own I/O, with the mailboxes and spinlocks between the two (datasheet, 2.3.1).
#include "chip_rp2040.h"
#include "cores.h"

static const uint32_t has_valid = 1u << 0, has_room = 1u << 1, has_overflowed = 1u << 2,
                      has_underflowed = 1u << 3;

/* 2.3.2: SIO_IRQ_PROC0 and SIO_IRQ_PROC1, one a core. */
enum { SIO_INTERRUPT = 15 };

static unsigned number_of(const mcub_machine *m) {
    return m == m->first ? 0 : 1;
}

bool rp2040_mailbox_push(rp2040_mailbox *box, uint32_t word) {
    if (box->count == RP2040_MAILBOX_WORDS) {
        return false;
    }
    box->words[(box->head + box->count) % RP2040_MAILBOX_WORDS] = word;
    box->count++;
    return true;
}

bool rp2040_mailbox_pop(rp2040_mailbox *box, uint32_t *word) {
    if (box->count == 0) {
        return false;
    }
    *word = box->words[box->head];
    box->head = (box->head + 1) % RP2040_MAILBOX_WORDS;
    box->count--;
    return true;
}

/** FIFO_ST as a core sees it: VLD and ROE of what it reads, RDY and WOF of what it writes. */
static uint32_t mailbox_status(const mcub_machine *m) {
    const rp2040_state *rp = rp2040(m);
    unsigned self = number_of(m);
    return (rp->mailboxes[self].count > 0 ? has_valid : 0) |
           (rp->mailboxes[!self].count < RP2040_MAILBOX_WORDS ? has_room : 0) |
           rp->mailbox_errors[self];
}

void rp2040_sio_lines(mcub_machine *m) {
    bool is_high = (mailbox_status(m) & (has_valid | has_overflowed | has_underflowed)) != 0;
    exceptions_set_line(m, (uint8_t)(SIO_INTERRUPT + number_of(m)), is_high);
}

static uint32_t read_mailbox(mcub_machine *m) {
    rp2040_state *rp = rp2040(m);
    uint32_t word = 0;
    if (!rp2040_mailbox_pop(&rp->mailboxes[number_of(m)], &word)) {
        rp->mailbox_errors[number_of(m)] |= has_underflowed;
    }
    rp2040_sio_lines(m);
    return word;
}

static void write_mailbox(mcub_machine *m, uint32_t word) {
    rp2040_state *rp = rp2040(m);
    if (rp2040_mailbox_push(&rp->mailboxes[!number_of(m)], word)) {
        cores_exchange(m);
    } else {
        rp->mailbox_errors[number_of(m)] |= has_overflowed;
    }
    rp2040_sio_lines(m);
}

/** 2.3.1.3: reading claims a lock and gives its bit, or nothing when it was claimed already. */
static uint32_t claim(rp2040_state *rp, uint32_t lock) {
    uint32_t bit = ~rp->spinlocks & 1u << lock;
    rp->spinlocks |= bit;
    return bit;
}

/** 2.3.1.5: quotient and remainder, of signed operands when they were written as such. */
static void divide(uint32_t divider[4], bool is_signed) {
    if (divider[1] == 0) {
        divider[2] = is_signed && (int32_t)divider[0] < 0 ? 1 : UINT32_MAX;
        divider[3] = divider[0];
    } else if (is_signed && divider[0] == 0x80000000 && divider[1] == UINT32_MAX) {
        divider[2] = divider[0];
        divider[3] = 0;
    } else if (is_signed) {
        divider[2] = (uint32_t)((int32_t)divider[0] / (int32_t)divider[1]);
        divider[3] = (uint32_t)((int32_t)divider[0] % (int32_t)divider[1]);
    } else {
        divider[2] = divider[0] / divider[1];
        divider[3] = divider[0] % divider[1];
    }
}

uint32_t rp2040_sio_read(mcub_machine *m, uint32_t offset) {
    const uint32_t *divider = rp2040(m)->divider[number_of(m)];
    if (offset >= 0x100 && offset < 0x180) {
        return claim(rp2040(m), offset / 4 % 32);
    }
    switch (offset) {
    case 0x00: /* CPUID */
        return number_of(m);
    case 0x50:
        return mailbox_status(m);
    case 0x58:
        return read_mailbox(m);
    case 0x5C: /* SPINLOCK_ST */
        return rp2040(m)->spinlocks;
    case 0x60:
    case 0x68:
        return divider[0];
    case 0x64:
    case 0x6C:
        return divider[1];
    case 0x70:
        return divider[2];
    case 0x74:
        return divider[3];
    case 0x78: /* DIV_CSR: ready */
        return 1;
    default:
        return 0;
    }
}

void rp2040_sio_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    rp2040_state *rp = rp2040(m);
    if (offset >= 0x100 && offset < 0x180) {
        rp->spinlocks &= ~(1u << offset / 4 % 32);
    } else if (offset == 0x50) { /* any write clears WOF and ROE */
        rp->mailbox_errors[number_of(m)] = 0;
        rp2040_sio_lines(m);
    } else if (offset == 0x54) {
        write_mailbox(m, value & mask);
    } else if (offset >= 0x60 && offset < 0x78) {
        uint32_t *divider = rp->divider[number_of(m)];
        bool is_operand = offset < 0x70;
        merge(&divider[is_operand ? offset / 4 & 1 : (offset / 4 & 1) + 2], value, mask);
        if (is_operand) {
            divide(divider, offset >= 0x68);
        }
    }
}
