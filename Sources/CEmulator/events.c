// SPDX-License-Identifier: GPL-2.0-or-later
// What happens at a cycle rather than at an instruction.
#include "cores.h"

static void request_reset(mcub_machine *m, mcub_reset_cause cause) {
    m->reset_requested = true;
    m->reset_cause = cause;
}

static void misbehave(mcub_machine *m) {
    mcub_misbehaviour *how = &m->misbehaviour;
    if (how->reset_after_cycles != 0 && m->cycles >= how->reset_after_cycles) {
        how->reset_after_cycles = 0;
        request_reset(m, MCUB_RESET_PIN);
    }
    for (uint32_t i = 0; i < m->flips; i++) {
        if (m->cycles >= m->flip_cycle[i]) {
            uint8_t *host = memory_host(m, m->flip_address[i], 1, true);
            if (host != NULL) {
                *host ^= 1;
                memory_changed(m, m->flip_address[i], 1);
            }
            m->flips--;
            m->flip_address[i] = m->flip_address[m->flips];
            m->flip_cycle[i] = m->flip_cycle[m->flips];
            i--;
        }
    }
}

/** Brings the console and what only this chip has up to the current cycle. */
static void sync_chip(mcub_machine *m) {
    m->model->console.unit->sync(m);
    if (m->model->sync != NULL) {
        m->model->sync(m);
    }
}

/** Sets the interrupt lines that lead to each of the chip's cores. */
static void set_core_lines(mcub_machine *m) {
    const mcub_machine *first = m->first;
    exceptions_set_line(m, m->model->console.interrupt, m->model->console.unit->line(first));
    if (m->model->set_core_lines != NULL) {
        m->model->set_core_lines(m);
    }
}

/**
 * Brings every peripheral up to the current cycle and collects their interrupts; a second core
 * brings its SysTick alone.
 */
void events_collect(mcub_machine *m) {
    if (m != m->first) {
        systick_sync(m);
        set_core_lines(m);
        return;
    }
    sync_chip(m);
    systick_sync(m);
    timer_sync(m, &m->tim2);
    timer_sync(m, &m->tim5);
    flash_sync(m);
    misbehave(m);
    if (m->watchdog.running && m->cycles >= m->watchdog.deadline) {
        request_reset(m, MCUB_RESET_WATCHDOG);
    }
    const chip_interrupts *lines = &m->model->lines;
    exceptions_set_line(m, lines->flash, flash_line(m));
    exceptions_set_line(m, lines->timer2, timer_line(&m->tim2));
    exceptions_set_line(m, lines->timer5, timer_line(&m->tim5));
    set_core_lines(m);
}

static uint64_t sooner(uint64_t left, uint64_t right) {
    return left < right ? left : right;
}

/** The next cycle at which events_collect may find something. */
uint64_t events_next(mcub_machine *m) {
    if (m != m->first) {
        return systick_next_event(m);
    }
    uint64_t next = sooner(systick_next_event(m), m->model->console.unit->next_event(m));
    next = sooner(next, timer_next_event(m, &m->tim2));
    next = sooner(next, timer_next_event(m, &m->tim5));
    next = sooner(next, flash_next_event(m));
    if (m->watchdog.running) {
        next = sooner(next, m->watchdog.deadline);
    }
    if (m->misbehaviour.reset_after_cycles != 0) {
        next = sooner(next, m->misbehaviour.reset_after_cycles);
    }
    for (uint32_t i = 0; i < m->flips; i++) {
        next = sooner(next, m->flip_cycle[i]);
    }
    return next;
}

/** Settles what has happened at the old clocks, before they change. */
void events_sync_clocks(mcub_machine *m) {
    sync_chip(m);
    systick_sync(m);
    timer_sync(m, &m->tim2);
    timer_sync(m, &m->tim5);
    request_stop(m);
}

/**
 * Keeps clocks from counting while the core is halted: SysTick and CYCCNT always, timers and the
 * watchdog when DBGMCU says so (RM0385, 40.16.4: DBGMCU_APB1_FZ).
 */
static void freeze_clocks(mcub_machine *m, uint64_t cycles) {
    uint32_t frozen = m->debug.dbgmcu[2];
    events_sync_clocks(m);
    dwt_sync(m);
    m->systick_base += cycles;
    m->cyccnt_base += cycles;
    m->tim2.base += frozen & 1u << 0 ? cycles : 0;
    m->tim5.base += frozen & 1u << 3 ? cycles : 0;
    m->watchdog.deadline += frozen & 1u << 12 ? cycles : 0;
}

void mcub_machine_advance(mcub_machine *m, uint64_t cycles) {
    if (m->debug.halted) {
        freeze_clocks(m, cycles);
    }
    cores_advance(m, cycles, m->debug.halted);
    m->cycles += cycles;
    m->idle_cycles += cycles;
    events_collect(m);
}

void mcub_machine_misbehave(mcub_machine *m, const mcub_misbehaviour *how) {
    m->misbehaviour = *how;
    flash_protect(m, how->protected_sectors);
}

bool mcub_machine_flip_bit(mcub_machine *m, uint32_t address, uint64_t at_cycle) {
    if (m->flips == BIT_FLIPS) {
        return false;
    }
    m->flip_address[m->flips] = address;
    m->flip_cycle[m->flips] = at_cycle;
    m->flips++;
    return true;
}
