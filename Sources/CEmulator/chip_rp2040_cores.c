// SPDX-License-Identifier: GPL-2.0-or-later
// RP2040: core 1 in reset, in the boot ROM's loop, and out of it (datasheet, 2.8.2 and 2.13).
#include "chip_rp2040.h"
#include "cores.h"

#include <stdio.h>
#include <string.h>

enum { PSM_FRCE_ON = 0x0, PSM_FRCE_OFF = 0x4, PSM_WDSEL = 0x8, PSM_DONE = 0xC };

static const uint32_t psm_all = 0x1FFFF, psm_proc1 = 1u << 16;

/* 2.8.2: what core 1 awaits before the vector table, the stack and the entry. */
static const uint32_t greeting[3] = {0, 0, 1};

/** Core 1 comes out of reset: the ROM empties its mailbox and tells core 0 so by a zero. */
static void enter_rom(rp2040_state *rp) {
    memset(&rp->mailboxes[1], 0, sizeof rp->mailboxes[1]);
    rp->mailbox_errors[1] = 0;
    rp->launch_step = 0;
    rp2040_mailbox_push(&rp->mailboxes[0], 0);
}

void rp2040_cores_reset(mcub_machine *m) {
    rp2040_state *rp = rp2040(m);
    memset(rp->mailboxes, 0, sizeof rp->mailboxes);
    memset(rp->mailbox_errors, 0, sizeof rp->mailbox_errors);
    memset(rp->divider, 0, sizeof rp->divider);
    rp->spinlocks = 0;
    rp->psm_force_on = rp->psm_force_off = rp->psm_wdsel = 0;
    rp->xip_busy_until = 0;
    m->first->second_runs = false;
    enter_rom(rp);
}

/** A word that the ROM's loop has read; it echoes each, and begins anew at one out of order. */
static void take_word(mcub_machine *first, uint32_t word) {
    rp2040_state *rp = rp2040(first);
    rp2040_mailbox_push(&rp->mailboxes[0], word);
    if (rp->launch_step < 3) {
        bool is_next = word == greeting[rp->launch_step];
        /* A zero out of order is the first of a new greeting. */
        rp->launch_step = is_next ? rp->launch_step + 1 : word == greeting[0] ? 1 : 0;
        return;
    }
    rp->launch_words[rp->launch_step - 3] = word;
    rp->launch_step++;
    if (rp->launch_step < 6) {
        return;
    }
    rp->launch_step = 0;
    const uint32_t *words = rp->launch_words;
    if (!cores_launch(first, words[0], words[1], words[2])) {
        snprintf(first->detail, sizeof first->detail, "no memory for core 1");
        first->debug.broken = true;
        request_stop(first);
    }
}

void rp2040_hears_event(mcub_machine *m) {
    mcub_machine *first = m->first;
    rp2040_state *rp = rp2040(first);
    uint32_t word = 0;
    if (m != first || (rp->psm_force_off & psm_proc1)) {
        return;
    }
    while (!first->second_runs && rp->mailboxes[0].count < RP2040_MAILBOX_WORDS &&
           rp2040_mailbox_pop(&rp->mailboxes[1], &word)) {
        take_word(first, word);
        first->event_registered = true; /* the ROM sends one behind each echo */
    }
    rp2040_sio_lines(first);
}

uint32_t rp2040_psm_read(mcub_machine *m, uint32_t offset) {
    const rp2040_state *rp = rp2040(m);
    switch (offset) {
    case PSM_FRCE_ON:
        return rp->psm_force_on;
    case PSM_FRCE_OFF:
        return rp->psm_force_off;
    case PSM_WDSEL:
        return rp->psm_wdsel;
    case PSM_DONE:
        return psm_all & ~(rp->psm_force_off & psm_proc1);
    default:
        return 0;
    }
}

/** Of what can be forced off only core 1 is; that of the rest is kept and has no effect. */
void rp2040_psm_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    rp2040_state *rp = rp2040(m);
    if (offset == PSM_FRCE_ON) {
        merge(&rp->psm_force_on, value, mask & psm_all);
    } else if (offset == PSM_WDSEL) {
        merge(&rp->psm_wdsel, value, mask & psm_all);
    } else if (offset == PSM_FRCE_OFF) {
        uint32_t before = rp->psm_force_off;
        merge(&rp->psm_force_off, value, mask & psm_all);
        if (~before & rp->psm_force_off & psm_proc1) {
            cores_stop_second(m);
        } else if (before & ~rp->psm_force_off & psm_proc1) {
            enter_rom(rp);
            rp2040_sio_lines(m);
        }
    }
}
