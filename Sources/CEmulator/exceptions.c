// SPDX-License-Identifier: GPL-2.0-or-later
// Exception entry and return of ARMv7-M (PM0253, 2.4), on the host: Unicorn does neither.
#include "machine.h"

#include <string.h>

static const uint32_t xpsr_thumb = 1u << 24, xpsr_aligned = 1u << 9;
static const uint32_t control_unprivileged = 1, control_process_stack = 2, control_float = 4;
static const uint32_t hfsr_vector = 1u << 1, hfsr_forced = 1u << 30, hfsr_debug = 1u << 31;

static uint32_t get(mcub_machine *m, int id) {
    uint32_t value = 0;
    uc_reg_read(m->uc, id, &value);
    return value;
}

static void set(mcub_machine *m, int id, uint32_t value) {
    uc_reg_write(m->uc, id, &value);
}

static int base_priority(const mcub_machine *m, unsigned exception) {
    switch (exception) {
    case EXC_NMI:
        return -2;
    case EXC_HARD_FAULT:
        return -1;
    default:
        return m->priority[exception];
    }
}

/** The part of a priority that decides about preemption (PM0253, 4.3.5: PRIGROUP). */
static int group_priority(const mcub_machine *m, int priority) {
    return priority < 0 ? priority : priority & (int)(0xFFFFFFFFu << (m->aircr_group + 1));
}

int exceptions_execution_priority(mcub_machine *m) {
    int lowest = 256;
    for (unsigned i = 2; i < EXCEPTIONS; i++) {
        if (m->active[i]) {
            int priority = group_priority(m, base_priority(m, i));
            lowest = priority < lowest ? priority : lowest;
        }
    }
    uint32_t base = get(m, UC_ARM_REG_BASEPRI) & 0xF0;
    if (base != 0 && group_priority(m, (int)base) < lowest) {
        lowest = group_priority(m, (int)base);
    }
    if ((get(m, UC_ARM_REG_PRIMASK) & 1) && lowest > 0) {
        lowest = 0;
    }
    if ((get(m, UC_ARM_REG_FAULTMASK) & 1) && lowest > -1) {
        lowest = -1;
    }
    return lowest;
}

/** The pending, enabled exception of highest priority, or 0. */
static unsigned most_urgent(const mcub_machine *m) {
    unsigned best = 0;
    for (unsigned i = 2; i < EXCEPTIONS; i++) {
        if (m->pending[i] && (i < EXC_IRQ0 || m->enabled[i]) && !debug_masks(m, i) &&
            (best == 0 || base_priority(m, i) < base_priority(m, best))) {
            best = i;
        }
    }
    return best;
}

void exceptions_pend(mcub_machine *m, unsigned exception) {
    if (!m->pending[exception]) {
        m->pending[exception] = true;
        m->event_registered |= (m->scr & 0x10) != 0;
        request_stop(m);
    }
}

/**
 * What a peripheral says on its interrupt line: a rising edge pends, and so does a line that is
 * still high when its handler has returned (PM0253, 4.2.9).
 */
void exceptions_set_line(mcub_machine *m, uint8_t interrupt, bool is_high) {
    if (interrupt == NO_INTERRUPT) {
        return;
    }
    unsigned exception = EXC_IRQ0 + interrupt;
    if (is_high && (!m->line_is_high[exception] || !m->active[exception])) {
        exceptions_pend(m, exception);
    }
    m->line_is_high[exception] = is_high;
}

/** Whether an interrupt that could preempt, were PRIMASK clear, or an event ends the sleep. */
bool exceptions_wake(mcub_machine *m) {
    unsigned urgent = most_urgent(m);
    if (m->waits_for_event && m->event_registered) {
        m->event_registered = false;
        return true;
    }
    if (urgent == 0) {
        return false;
    }
    uint32_t primask = get(m, UC_ARM_REG_PRIMASK);
    set(m, UC_ARM_REG_PRIMASK, 0);
    int execution = exceptions_execution_priority(m);
    set(m, UC_ARM_REG_PRIMASK, primask);
    return group_priority(m, base_priority(m, urgent)) < execution;
}

static const int core_registers[4] = {UC_ARM_REG_R0, UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3};

/** Pushes the frame; false when a word of it has no memory, with SP moved all the same. */
static bool push_frame(mcub_machine *m, uint32_t *exc_return) {
    uint32_t control = get(m, UC_ARM_REG_CONTROL);
    bool in_handler = (get(m, UC_ARM_REG_XPSR) & 0x1FF) != 0;
    bool has_float = (control & control_float) && (m->fpccr >> 31);
    uint32_t stack = get(m, UC_ARM_REG_SP);
    uint32_t bytes = has_float ? 0x68 : 0x20;
    uint32_t frame = stack - bytes;
    uint32_t padding = (m->ccr & 0x200) ? frame & 4 : 0;
    frame -= padding;
    bool stored = true;
    for (uint32_t i = 0; i < 4; i++) {
        stored &= memory_store_word(m, frame + 4 * i, get(m, core_registers[i]));
    }
    uint32_t xpsr = (get(m, UC_ARM_REG_XPSR) & ~xpsr_aligned) | xpsr_thumb;
    stored &= memory_store_word(m, frame + 16, get(m, UC_ARM_REG_R12));
    stored &= memory_store_word(m, frame + 20, get(m, UC_ARM_REG_LR));
    stored &= memory_store_word(m, frame + 24, get(m, UC_ARM_REG_PC) & ~1u);
    stored &= memory_store_word(m, frame + 28, xpsr | m->frame_it | (padding ? xpsr_aligned : 0));
    if (has_float) {
        for (uint32_t i = 0; i < 16; i++) {
            stored &= memory_store_word(m, frame + 0x20 + 4 * i, get(m, UC_ARM_REG_S0 + (int)i));
        }
        stored &= memory_store_word(m, frame + 0x60, get(m, UC_ARM_REG_FPSCR));
        m->fpcar = frame + 0x20;
    }
    set(m, UC_ARM_REG_SP, frame);
    *exc_return = 0xFFFFFFE1 | (has_float ? 0 : 0x10) | (in_handler ? 0 : 8) |
                  (!in_handler && (control & control_process_stack) ? 4 : 0);
    return stored;
}

/** Pops a frame; false when a word of it has no memory. */
static bool pop_frame(mcub_machine *m, uint32_t exc_return) {
    bool has_float = !(exc_return & 0x10);
    uint32_t frame = get(m, UC_ARM_REG_SP);
    uint32_t words[8] = {0};
    bool loaded = true;
    for (uint32_t i = 0; i < 8; i++) {
        loaded &= memory_load_word(m, frame + 4 * i, &words[i]);
    }
    for (uint32_t i = 0; has_float && i < 16; i++) {
        uint32_t value = 0;
        loaded &= memory_load_word(m, frame + 0x20 + 4 * i, &value);
        set(m, UC_ARM_REG_S0 + (int)i, value);
    }
    if (has_float) {
        uint32_t value = 0;
        loaded &= memory_load_word(m, frame + 0x60, &value);
        set(m, UC_ARM_REG_FPSCR, value);
    }
    if (!loaded) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        set(m, core_registers[i], words[i]);
    }
    set(m, UC_ARM_REG_R12, words[4]);
    set(m, UC_ARM_REG_LR, words[5]);
    frame += (has_float ? 0x68u : 0x20u) + (words[7] & xpsr_aligned ? 4u : 0u);
    set(m, UC_ARM_REG_SP, frame);
    set(m, UC_ARM_REG_XPSR, (words[7] & ~xpsr_aligned) | xpsr_thumb);
    set(m, UC_ARM_REG_PC, words[6] | 1);
    return true;
}

/** Stops the core for good: a fault came where HardFault cannot take it. */
static void lock_up(mcub_machine *m) {
    m->locked_up = true;
    m->exceptions++;
    request_stop(m);
}

static void set_float_context(mcub_machine *m, bool has_float) {
    uint32_t control = get(m, UC_ARM_REG_CONTROL) & 7;
    set(m, UC_ARM_REG_CONTROL, has_float ? control | control_float : control & ~control_float);
}

/** Enters an exception's handler. */
static void enter(mcub_machine *m, unsigned exception) {
    uint32_t exc_return = 0, vector = 0;
    timing_enter_exception(m);
    bool stored = push_frame(m, &exc_return);
    m->exceptions++;
    m->pending[exception] = false;
    m->active[exception] = true;
    set(m, UC_ARM_REG_XPSR, (get(m, UC_ARM_REG_XPSR) & 0xF80F0000) | xpsr_thumb | exception);
    set(m, UC_ARM_REG_LR, exc_return);
    set_float_context(m, false);
    if (!memory_load_word(m, m->vtor + 4 * exception, &vector)) {
        m->hfsr |= hfsr_vector;
        if (exception == EXC_HARD_FAULT) {
            lock_up(m);
        } else {
            exceptions_fault(m, EXC_HARD_FAULT, 0);
        }
        return;
    }
    set(m, UC_ARM_REG_PC, vector | 1);
    if (!(vector & 1)) {
        exceptions_fault(m, EXC_USAGE_FAULT, CFSR_INVSTATE);
    } else if (!stored) {
        exceptions_fault(m, EXC_BUS_FAULT, CFSR_STKERR);
    }
}

/** Takes a fault at once, or HardFault in its place, or locks up (PM0253, 2.5.2 to 2.5.4). */
void exceptions_fault(mcub_machine *m, uint32_t exception, uint32_t cfsr) {
    m->cfsr |= cfsr;
    int execution = exceptions_execution_priority(m);
    bool is_enabled =
        exception == EXC_HARD_FAULT || (m->shcsr >> (16 + exception - EXC_MEM_MANAGE) & 1);
    if (exception != EXC_HARD_FAULT &&
        (!is_enabled || group_priority(m, base_priority(m, exception)) >= execution)) {
        m->hfsr |= hfsr_forced;
        exception = EXC_HARD_FAULT;
    }
    if (exception == EXC_HARD_FAULT && execution <= -1) {
        lock_up(m);
        return;
    }
    enter(m, exception);
    debug_catch_fault(m, exception, cfsr);
}

/** A breakpoint without a debugger (PM0253, 2.5.1: DEBUGEVT). */
void exceptions_debug_fault(mcub_machine *m) {
    m->hfsr |= hfsr_debug;
    m->debug.dfsr |= DFSR_BKPT;
    exceptions_fault(m, EXC_HARD_FAULT, 0);
}

void exceptions_supervisor_call(mcub_machine *m) {
    if (group_priority(m, base_priority(m, EXC_SVC)) < exceptions_execution_priority(m)) {
        enter(m, EXC_SVC);
    } else {
        m->hfsr |= hfsr_forced;
        exceptions_fault(m, EXC_HARD_FAULT, 0);
    }
}

void exceptions_return(mcub_machine *m) {
    uint32_t exc_return = (get(m, UC_ARM_REG_PC) & ~1u) | 1;
    unsigned exception = get(m, UC_ARM_REG_XPSR) & 0x1FF;
    uint32_t kind = exc_return & 0xF;
    m->exceptions++;
    bool is_known = (exc_return | 0x1F) == 0xFFFFFFFF && (kind == 1 || kind == 9 || kind == 13);
    is_known &=
        m->core->is_armv7m || (exc_return & 0x10); /* only Armv7-M has frames with S0 to S15 */
    if (!is_known || exception == 0 || exception >= EXCEPTIONS || !m->active[exception]) {
        exceptions_fault(m, EXC_USAGE_FAULT, CFSR_INVPC);
        return;
    }
    m->active[exception] = false;
    if (exception != EXC_NMI) {
        set(m, UC_ARM_REG_FAULTMASK, 0);
    }
    /* Thread mode first, since SPSEL counts only there; a nested return stays in a handler. */
    uint32_t xpsr = (get(m, UC_ARM_REG_XPSR) & 0xF80F0000) | xpsr_thumb;
    if (kind != 1) {
        set(m, UC_ARM_REG_XPSR, xpsr);
        uint32_t control = get(m, UC_ARM_REG_CONTROL) & control_unprivileged;
        set(m, UC_ARM_REG_CONTROL, control | (kind == 13 ? control_process_stack : 0));
    }
    set_float_context(m, !(exc_return & 0x10));
    if (!pop_frame(m, exc_return)) {
        exceptions_fault(m, EXC_BUS_FAULT, CFSR_UNSTKERR);
        return;
    }
    m->event_registered = true;
    timing_return_from_exception(m);
    /* The stacked IPSR must say thread mode exactly when EXC_RETURN does. */
    bool is_thread = (get(m, UC_ARM_REG_XPSR) & 0x1FF) == 0;
    if (is_thread != (kind != 1)) {
        exceptions_fault(m, EXC_USAGE_FAULT, CFSR_INVPC);
    }
}

/** Enters the most urgent pending exception if it may preempt; says whether it did. */
bool exceptions_deliver(mcub_machine *m) {
    unsigned urgent = most_urgent(m);
    m->attention &= ~(uint32_t)ATTENTION_MASKED;
    if (urgent == 0) {
        return false;
    }
    if (group_priority(m, base_priority(m, urgent)) < exceptions_execution_priority(m)) {
        enter(m, urgent);
        return true;
    }
    set_attention(m, ATTENTION_MASKED);
    return false;
}
