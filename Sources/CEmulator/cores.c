// SPDX-License-Identifier: GPL-2.0-or-later
// The second core of a chip that has two: a machine of its own with the first one's memory, chip
// and peripherals. The two take turns by modelled time, always the one that is behind.
#include "cores.h"

#include <stdlib.h>
#include <string.h>

/*
 * Cycles that one core may run ahead of the other, while both run; an instruction's waits come on
 * top. What an instruction shows to the other core by SEV or a mailbox ends its turn at once.
 */
static const uint64_t quantum = 64;

static bool share(mcub_machine *second, mcub_machine *first) {
    second->chip = first->chip;
    second->timing = first->timing;
    second->model = first->model;
    second->core = first->core;
    second->first = first;
    second->chip_state = first->chip_state;
    second->access_bytes = 4;
    second->cycles = first->cycles;
    return uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &second->uc) == UC_ERR_OK &&
           uc_ctl_set_cpu_model(second->uc, second->core->unicorn_model) == UC_ERR_OK &&
           memory_share(second, first) && bus_map(second) && timing_create(second) &&
           timing_share(second, first) && hooks_add(second);
}

static void destroy(mcub_machine *second) {
    if (second->uc != NULL) {
        uc_close(second->uc);
    }
    timing_destroy(second);
    free(second);
}

void cores_destroy(mcub_machine *m) {
    if (m->second != NULL) {
        destroy(m->second);
        m->second = NULL;
    }
}

/** The second core, made when it is first needed; NULL when Unicorn cannot be set up. */
static mcub_machine *second_of(mcub_machine *first) {
    if (first->second != NULL) {
        return first->second;
    }
    mcub_machine *second = calloc(1, sizeof *second);
    if (second == NULL || !share(second, first)) {
        if (second != NULL) {
            destroy(second);
        }
        return NULL;
    }
    first->second = second;
    return second;
}

/** Lets time pass in which a core does nothing. */
static void pass_to(mcub_machine *m, uint64_t cycle) {
    if (cycle > m->cycles) {
        m->idle_cycles += cycle - m->cycles;
        m->cycles = cycle;
    }
}

static void write_core(mcub_machine *m, int id, uint32_t value) {
    uc_reg_write(m->uc, id, &value);
}

bool cores_launch(mcub_machine *first, uint32_t vectors, uint32_t stack, uint32_t entry) {
    mcub_machine *second = second_of(first);
    if (second == NULL) {
        return false;
    }
    core_forget(second, true);
    second->locked_up = second->yields = false;
    second->misbehaviour.stalls_per_10000 = first->misbehaviour.stalls_per_10000;
    second->vtor = vectors;
    pass_to(second, first->cycles);
    systick_reset(second);
    memory_forget_code(second);
    timing_reset(second);
    write_core(second, UC_ARM_REG_XPSR, 1u << 24);
    write_core(second, UC_ARM_REG_CONTROL, 0);
    write_core(second, UC_ARM_REG_PRIMASK, 0);
    write_core(second, UC_ARM_REG_PSP, 0);
    write_core(second, UC_ARM_REG_MSP, stack & ~3u);
    write_core(second, UC_ARM_REG_SP, stack & ~3u);
    write_core(second, UC_ARM_REG_LR, 0xFFFFFFFF);
    write_core(second, UC_ARM_REG_PC, entry | 1);
    if (!(entry & 1)) {
        exceptions_fault(second, EXC_HARD_FAULT, 0);
    }
    first->second_runs = true;
    cores_yield(first);
    return true;
}

void cores_stop_second(mcub_machine *first) {
    first->second_runs = false;
    if (first->second != NULL) {
        cores_yield(first->second);
    }
    cores_yield(first);
}

static mcub_machine *other_of(const mcub_machine *m) {
    if (m != m->first) {
        return m->first;
    }
    return m->second_runs ? m->second : NULL;
}

void cores_yield(mcub_machine *m) {
    m->yields = true;
    request_stop(m);
}

/** Brings a core that sleeps to the time of what may wake it. */
static void catch_up_asleep(mcub_machine *m, uint64_t cycle) {
    if (m->sleeping) {
        pass_to(m, cycle);
    }
}

void cores_send_event(mcub_machine *m) {
    mcub_machine *other = other_of(m);
    m->event_registered = true;
    if (other != NULL) {
        other->event_registered = true;
        catch_up_asleep(other, m->cycles);
        cores_yield(m);
    }
    if (m->model->hears_event != NULL) {
        m->model->hears_event(m);
    }
}

void cores_exchange(mcub_machine *m) {
    mcub_machine *other = other_of(m);
    if (other != NULL) {
        catch_up_asleep(other, m->cycles);
        cores_yield(m);
    }
}

void cores_meet(mcub_machine *m, bool writes) {
    if (m == m->first) {
        return;
    }
    catch_up_asleep(m->first, m->cycles);
    if (writes) {
        cores_yield(m);
    }
}

/** Whether a core executes, or would as soon as it is let. */
static bool is_awake(mcub_machine *m) {
    if (m->sleeping && exceptions_wake(m)) {
        m->sleeping = m->waits_for_event = false;
    }
    return !m->sleeping && !m->locked_up;
}

/** Runs the second core up to a cycle; alone, only until it sleeps or shows something. */
static bool run_second(mcub_machine *m, uint64_t until, bool is_alone) {
    m->yields = false;
    if (m->sleeping && !is_alone) {
        uint64_t next = systick_next_event(m);
        pass_to(m, next < until ? next : until);
    }
    while (m->cycles < until && !m->yields) {
        events_collect(m);
        if (!is_awake(m)) {
            if (is_alone) {
                return true;
            }
            uint64_t next = m->locked_up ? UINT64_MAX : systick_next_event(m);
            pass_to(m, next < until ? (next > m->cycles ? next : m->cycles + 1) : until);
            continue;
        }
        if (exceptions_deliver(m)) {
            continue;
        }
        if (!execution_advance(m, until)) {
            memcpy(m->first->detail, m->detail, sizeof m->detail);
            return false;
        }
        if (m->idle_requested) { /* it branches to itself until an interrupt comes */
            m->idle_requested = false;
            pass_to(m, until);
        }
        if (m->reset_requested) {
            m->first->reset_requested = true;
            m->first->reset_cause = m->reset_cause;
            m->reset_requested = false;
            return true;
        }
    }
    events_collect(m);
    return true;
}

/**
 * How far the first core may run before the second has to be looked at. A turn that the end of a
 * run cuts short goes on in the next run: where turns lie must not follow from when the host looks.
 */
static uint64_t run_limit(mcub_machine *m, uint64_t end) {
    const mcub_machine *second = m->second;
    if (!m->second_runs || second->locked_up) {
        return end;
    }
    uint64_t until = systick_next_event(second);
    if (!second->sleeping) {
        m->turn_end = m->turn_end > m->cycles ? m->turn_end : m->cycles + quantum;
        until = m->turn_end;
    }
    until = until > m->cycles ? until : m->cycles + 1;
    return until < end ? until : end;
}

/** Lets the second core use the time in which the first one sleeps. */
static bool run_while_asleep(mcub_machine *m, uint64_t end) {
    uint64_t event = events_next(m);
    uint64_t until = event < end ? event : end;
    until = until > m->cycles ? until : m->cycles + 1;
    bool is_sound = run_second(m->second, until, true);
    if (m->sleeping) {
        pass_to(m, m->second->cycles < until ? m->second->cycles : until);
    }
    return is_sound;
}

mcub_stop mcub_machine_run(mcub_machine *m, uint64_t cycles) {
    uint64_t end = m->cycles + cycles;
    while (m->cycles < end) {
        m->yields = false;
        mcub_stop stop = execution_run(m, run_limit(m, end));
        if (stop == MCUB_STOP_BUDGET && !m->yields && m->cycles < m->turn_end) {
            return stop;
        }
        m->turn_end = 0;
        bool waits = stop == MCUB_STOP_SLEEPING || stop == MCUB_STOP_IDLE;
        if (!m->second_runs ? stop != MCUB_STOP_BUDGET : stop != MCUB_STOP_BUDGET && !waits) {
            return stop;
        }
        if (!m->second_runs) {
            continue;
        }
        if (waits && !is_awake(m->second)) {
            return stop;
        }
        bool is_sound = stop == MCUB_STOP_SLEEPING ? run_while_asleep(m, end)
                                                   : run_second(m->second, m->cycles, false);
        if (!is_sound) {
            return MCUB_STOP_BROKEN;
        }
        if (m->second_runs) {
            is_awake(m->second); /* what has come for it while it slept wakes it */
        }
    }
    return MCUB_STOP_BUDGET;
}

void cores_advance(mcub_machine *m, uint64_t cycles, bool is_halted) {
    mcub_machine *second = m->second;
    if (m->second_runs) {
        systick_sync(second);
        second->systick_base += is_halted ? cycles : 0;
        second->cycles += cycles;
        second->idle_cycles += cycles;
        events_collect(second);
    }
}

uint64_t mcub_machine_next_event(mcub_machine *m) {
    uint64_t first = events_next(m);
    uint64_t second =
        m->second_runs && !m->second->locked_up ? systick_next_event(m->second) : UINT64_MAX;
    return first < second ? first : second;
}

uint64_t mcub_machine_instructions(const mcub_machine *m) {
    return m->instructions + (m->second != NULL ? m->second->instructions : 0);
}
