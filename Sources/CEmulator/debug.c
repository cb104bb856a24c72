// SPDX-License-Identifier: GPL-2.0-or-later
// Halting debug: DHCSR, DCRSR, DCRDR, DEMCR and DFSR (Armv7-M ARM, C1.6).
#include "machine.h"

#include <string.h>

static const uint32_t control_key = 0xA05F, control_writable = 0x2F;
static const uint32_t c_debugen = 1u << 0, c_halt = 1u << 1, c_step = 1u << 2, c_maskints = 1u << 3;
static const uint32_t s_ready = 1u << 16, s_halt = 1u << 17, s_sleep = 1u << 18,
                      s_lockup = 1u << 19, s_retired = 1u << 24, s_reset = 1u << 25;
static const uint32_t vc_reset = 1u << 0, vc_memory = 1u << 4, vc_coprocessor = 1u << 5,
                      vc_check = 1u << 6, vc_state = 1u << 7, vc_bus = 1u << 8, vc_entry = 1u << 9,
                      vc_hard = 1u << 10;
static const uint32_t transfer_write = 1u << 16;
static const uint32_t lockup_address = 0xFFFFFFFE; /* Armv7-M ARM, B1.5.15 */

/** Whether a debugger has turned halting debug on. */
bool debug_is_enabled(const mcub_machine *m) {
    return (m->debug.control & c_debugen) != 0;
}

/** Enters the halted state, which ends sleep and lock-up. */
void debug_halt(mcub_machine *m, uint32_t reason) {
    if (m->locked_up) {
        m->locked_up = false;
        set_program_counter(m, lockup_address);
    }
    m->sleeping = m->waits_for_event = false;
    m->debug.halted = true;
    m->debug.control |= c_halt;
    m->debug.dfsr |= reason;
    request_stop(m);
}

/** Halts for a debug event; false when halting debug is off. */
bool debug_event(mcub_machine *m, uint32_t reason) {
    if (!debug_is_enabled(m)) {
        return false;
    }
    debug_halt(m, reason);
    return true;
}

/** What DEMCR may ask to be stopped at, from the exception taken and CFSR's new bits. */
static uint32_t catches(uint32_t exception, uint32_t cfsr) {
    const uint32_t entry = CFSR_MSTKERR | CFSR_STKERR | CFSR_UNSTKERR | 1u << 3;
    uint32_t which = exception == EXC_HARD_FAULT ? vc_hard : 0;
    which |= cfsr & entry ? vc_entry : 0;
    which |= cfsr & 0x000000FF & ~entry ? vc_memory : 0;
    which |= cfsr & 0x0000FF00 & ~entry ? vc_bus : 0;
    which |= cfsr & (CFSR_UNDEFINSTR | CFSR_INVSTATE | CFSR_INVPC) ? vc_state : 0;
    which |= cfsr & CFSR_NOCP ? vc_coprocessor : 0;
    which |= cfsr & (3u << 24) ? vc_check : 0;
    return which;
}

/** Halts at the first instruction of a fault's handler when DEMCR says so. */
void debug_catch_fault(mcub_machine *m, uint32_t exception, uint32_t cfsr) {
    if (debug_is_enabled(m) && (m->debug.demcr & catches(exception, cfsr))) {
        debug_halt(m, DFSR_VCATCH);
    }
}

bool debug_catches_reset(const mcub_machine *m) {
    return debug_is_enabled(m) && (m->debug.demcr & vc_reset);
}

/** Whether the core may execute nothing now; takes a halt that the firmware asked for. */
bool debug_stops_core(mcub_machine *m) {
    if (!m->debug.halted && !m->debug.held_in_reset && debug_is_enabled(m) &&
        (m->debug.control & c_halt)) {
        debug_halt(m, DFSR_HALTED);
    }
    return m->debug.halted || m->debug.held_in_reset;
}

/** Whether C_MASKINTS keeps an exception away: PendSV, SysTick and the interrupts. */
bool debug_masks(const mcub_machine *m, unsigned exception) {
    return exception >= EXC_PEND_SV && debug_is_enabled(m) && (m->debug.control & c_maskints);
}

static void step(mcub_machine *m) {
    bool was_by_debugger = m->debug.by_debugger;
    m->debug.by_debugger = false; /* what happens now is the core's doing */
    m->debug.broken = !execute_one(m);
    m->debug.by_debugger = was_by_debugger;
    if (m->reset_requested) {
        mcub_machine_reset(m, m->reset_cause);
    }
    if (!m->debug.halted) {
        debug_halt(m, DFSR_HALTED);
    }
}

static void leave_halt(mcub_machine *m) {
    m->debug.halted = false;
    m->debug.pass_over = m->debug.stopped_at == program_counter(m) ? m->debug.stopped_at : 1;
    m->debug.stopped_at = 1;
    if (m->debug.control & c_step) {
        step(m);
    }
}

static void write_control(mcub_machine *m, uint32_t value, uint32_t mask) {
    uint32_t old = m->debug.control, wanted = value & control_writable;
    if (mask != 0xFFFFFFFF || value >> 16 != control_key) {
        return;
    }
    if (!m->debug.by_debugger) { /* the core cannot turn its own debug on or off */
        if (!(old & c_debugen)) {
            return;
        }
        wanted |= c_debugen;
    }
    m->debug.control = wanted & c_debugen ? wanted : 0;
    if (m->debug.held_in_reset) {
        return;
    }
    if (m->debug.halted && !(m->debug.control & c_halt)) {
        leave_halt(m);
    } else if (!m->debug.halted && (m->debug.control & c_halt)) {
        if (m->debug.by_debugger) {
            debug_halt(m, DFSR_HALTED);
        }
        request_stop(m);
    }
}

static uint32_t read_control(mcub_machine *m) {
    uint64_t executed = mcub_machine_instructions(m);
    uint32_t value = m->debug.control | s_ready;
    value |= m->debug.halted ? s_halt : 0;
    value |= m->sleeping ? s_sleep : 0;
    value |= m->locked_up ? s_lockup : 0;
    value |= executed != m->debug.retired ? s_retired : 0;
    value |= m->debug.has_reset ? s_reset : 0;
    m->debug.retired = executed;
    m->debug.has_reset = m->debug.held_in_reset;
    return value;
}

static void transfer_register(mcub_machine *m, uint32_t selector) {
    if (selector & transfer_write) {
        mcub_debug_register_write(m, selector & 0x7F, m->debug.transfer);
    } else {
        m->debug.transfer = mcub_debug_register_read(m, selector & 0x7F);
    }
}

uint32_t debug_read(mcub_machine *m, uint32_t offset) {
    switch (offset) {
    case 0xD30:
        return m->debug.dfsr;
    case 0xDF0:
        return read_control(m);
    case 0xDF8:
        return m->debug.transfer;
    case 0xDFC:
        return m->debug.demcr;
    default:
        return 0;
    }
}

void debug_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    switch (offset) {
    case 0xD30:
        m->debug.dfsr &= ~(value & mask);
        return;
    case 0xDF0:
        write_control(m, value, mask);
        return;
    case 0xDF4:
        if (m->debug.by_debugger) {
            transfer_register(m, value & mask);
        }
        return;
    case 0xDF8:
        merge(&m->debug.transfer, value, mask);
        return;
    case 0xDFC:
        dwt_sync(m);
        merge(&m->debug.demcr, value, mask & 0x010F07F1);
        return;
    default:
        return;
    }
}

/**
 * What a reset does to the debug registers: C_HALT always clears, the others only at power-on
 * (Cortex-M3 TRM r1p1, table 10-1).
 */
void debug_reset(mcub_machine *m, bool is_power_on) {
    if (is_power_on) {
        bool is_held = m->debug.held_in_reset;
        memset(&m->debug, 0, sizeof m->debug);
        m->debug.held_in_reset = is_held;
        dwt_reset(m);
        m->watches_changed = true;
    }
    m->debug.control &= ~c_halt;
    m->debug.halted = false;
    m->debug.has_reset = true;
    m->debug.retired = mcub_machine_instructions(m);
    m->debug.pass_over = m->debug.stopped_at = 1;
}

void mcub_machine_hold_reset(mcub_machine *m, bool is_low) {
    if (m->debug.held_in_reset == is_low) {
        return;
    }
    /* A halt asked for while nRST was low is taken before the first instruction. */
    bool is_to_halt = debug_is_enabled(m) && (m->debug.control & c_halt) && !is_low;
    m->debug.held_in_reset = is_low;
    mcub_machine_reset(m, MCUB_RESET_PIN);
    if (is_to_halt) {
        debug_halt(m, DFSR_HALTED);
    }
}

bool mcub_machine_is_halted(const mcub_machine *m) {
    return m->debug.halted;
}
