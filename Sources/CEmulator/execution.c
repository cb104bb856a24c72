// SPDX-License-Identifier: GPL-2.0-or-later
// What ends an emulation, and the loop around it.
#include "machine.h"

#include <stdio.h>
#include <string.h>

/** Unicorn's numbers for what its CPU raises (target/arm/cpu.h of its QEMU). */
enum {
    CPU_UNDEFINED = 1,
    CPU_SVC = 2,
    CPU_PREFETCH_ABORT = 3,
    CPU_DATA_ABORT = 4,
    CPU_BREAKPOINT = 7,
    CPU_EXCEPTION_EXIT = 8,
    CPU_NO_COPROCESSOR = 17,
    CPU_INVALID_STATE = 18
};

static const uint32_t opcode_wfe = 0xBF20, opcode_wfi = 0xBF30;

uint32_t program_counter(mcub_machine *m) {
    uint32_t pc = 0;
    uc_reg_read(m->uc, UC_ARM_REG_PC, &pc);
    return pc & ~1u;
}

void set_program_counter(mcub_machine *m, uint32_t pc) {
    pc |= 1;
    uc_reg_write(m->uc, UC_ARM_REG_PC, &pc);
}

static void give_up(mcub_machine *m, const char *what, uint32_t number) {
    snprintf(m->detail, sizeof m->detail, "%s %u at 0x%08X", what, (unsigned)number,
             (unsigned)m->pc);
}

/** Code cannot be fetched: execute-never memory violates, the rest answers with an error. */
static void fetch_fault(mcub_machine *m, uint32_t address) {
    bool is_never = (address >= 0x40000000 && address < 0x60000000) || address >= 0xA0000000;
    set_program_counter(m, address);
    if (m->cycles >= m->horizon || has_stepped(m)) {
        return; /* a step took the branch; the fetch comes with the next instruction */
    }
    exceptions_fault(m, is_never ? EXC_MEM_MANAGE : EXC_BUS_FAULT,
                     is_never ? CFSR_IACCVIOL : CFSR_IBUSERR);
}

/** An instruction that Unicorn refuses: undefined, or any at all without the Thumb bit. */
static void undefined_fault(mcub_machine *m) {
    uint32_t xpsr = 0;
    uc_reg_read(m->uc, UC_ARM_REG_XPSR, &xpsr);
    exceptions_fault(m, EXC_USAGE_FAULT, xpsr >> 24 & 1 ? CFSR_UNDEFINSTR : CFSR_INVSTATE);
}

/** Handles what Unicorn's CPU raised; false when it is nothing this machine knows. */
static bool handle_interrupt(mcub_machine *m, uint32_t number) {
    switch (number) {
    case CPU_SVC:
        exceptions_supervisor_call(m);
        return true;
    case CPU_EXCEPTION_EXIT:
        exceptions_return(m);
        return true;
    case CPU_BREAKPOINT:
        if (!debug_event(m, DFSR_BKPT)) {
            exceptions_debug_fault(m);
        }
        return true;
    case CPU_UNDEFINED:
        undefined_fault(m);
        return true;
    case CPU_NO_COPROCESSOR:
        exceptions_fault(m, EXC_USAGE_FAULT, CFSR_NOCP);
        return true;
    case CPU_INVALID_STATE:
        exceptions_fault(m, EXC_USAGE_FAULT, CFSR_INVSTATE);
        return true;
    case CPU_PREFETCH_ABORT:
        fetch_fault(m, program_counter(m));
        return true;
    case CPU_DATA_ABORT:
        m->bfar = m->access_address;
        exceptions_fault(m, EXC_BUS_FAULT, CFSR_PRECISERR | CFSR_BFARVALID);
        return true;
    default:
        give_up(m, "the core raised exception", number);
        return false;
    }
}

/** Handles an error that ended the emulation at an instruction. */
static bool handle_error(mcub_machine *m, uc_err error) {
    if (m->access_failed) {
        set_program_counter(m, m->pc);
        m->bfar = m->access_address;
        exceptions_fault(m, EXC_BUS_FAULT, CFSR_PRECISERR | CFSR_BFARVALID);
        return true;
    }
    if (m->fetch_failed) {
        fetch_fault(m, m->access_address & ~1u);
        return true;
    }
    if (error == UC_ERR_INSN_INVALID) {
        if (first_half(m, m->pc) == opcode_wfe && m->pc + 2 == program_counter(m)) {
            m->sleeping = m->waits_for_event = !m->event_registered;
            m->event_registered = false;
            return true;
        }
        undefined_fault(m);
        return true;
    }
    give_up(m, uc_strerror(error), (uint32_t)error);
    return false;
}

/** Takes the debug event of a comparator that matched. */
static void stop_at_breakpoint(mcub_machine *m) {
    m->debug.stopped_at = program_counter(m);
    if (!debug_event(m, DFSR_BKPT)) {
        exceptions_debug_fault(m);
    }
}

/** Lets Unicorn run and deals with what ended it; false when the emulator failed. */
static bool emulate(mcub_machine *m) {
    m->interrupt = 0;
    m->access_failed = false;
    m->fetch_failed = false;
    m->stopped_by_hook = false;
    m->coprocessor_refused = false;
    m->breakpoint_hit = m->block_is_watched = m->watch_hit = false;
    m->attention &= ~(uint32_t)ATTENTION_STOP;
    uint32_t start = program_counter(m);
    m->pc = UINT32_MAX; /* nothing executed yet: what lies at `start` has not changed any mask */
    m->it_left = 0;
    update_limit(m);
    uc_err error = uc_emu_start(m->uc, start | 1, 0xF0000000, 0, 0);
    if (m->attention & ATTENTION_STORES) {
        flash_judge_stores(m);
    }
    m->it_left = 0;
    if (m->interrupt != 0) {
        return handle_interrupt(m, m->interrupt - 1);
    }
    if (error != UC_ERR_OK) {
        return handle_error(m, error);
    }
    if (m->coprocessor_refused) {
        exceptions_fault(m, EXC_USAGE_FAULT, CFSR_NOCP);
        return true;
    }
    if (m->stopped_by_hook) {
        if (m->breakpoint_hit) {
            stop_at_breakpoint(m);
        } else if (m->fetch_failed) {
            fetch_fault(m, m->pc);
        }
        return true;
    }
    if (first_half(m, m->pc) == opcode_wfi) {
        m->sleeping = true;
        return true;
    }
    if (program_counter(m) == start) {
        give_up(m, "the core made no progress", 0);
        return false;
    }
    return true;
}

/** Runs the core until something wants attention; false when the emulator failed. */
bool execute(mcub_machine *m) {
    quadspi_settle(m);
    watchpoints_settle(m, debug_is_enabled(m));
    bool is_sound = emulate(m);
    if (m->watch_hit && !m->access_failed) {
        debug_event(m, DFSR_DWTTRAP);
    }
    return is_sound;
}

/** Executes up to the next event; instruction by instruction where breakpoints and IT meet. */
bool execution_advance(mcub_machine *m, uint64_t end) {
    if (inside_it_block(m) && breakpoint_at(m, program_counter(m))) {
        stop_at_breakpoint(m);
        return true;
    }
    if (inside_it_block(m) || m->block_is_watched) {
        m->block_is_watched = false;
        m->debug.pass_over = program_counter(m);
        bool is_sound = execute_one(m);
        m->debug.pass_over = 1;
        return is_sound;
    }
    uint64_t next = events_next(m);
    m->horizon = next < end ? next : end;
    if (spinning_is_due(m)) {
        return spinning_pass(m);
    }
    return m->horizon <= m->cycles || execute(m);
}

/** Lets a core that sleeps get to the next event, or to the end of its time. */
static void pass_until(mcub_machine *m, uint64_t event, uint64_t end) {
    uint64_t until = event < end ? event : end;
    if (until > m->cycles) {
        m->idle_cycles += until - m->cycles;
        m->cycles = until;
    }
}

/** Runs the first core up to a cycle, or until its turn ends, or something else stops it. */
mcub_stop execution_run(mcub_machine *m, uint64_t end) {
    while (m->cycles < end && !m->yields) {
        events_collect(m);
        if (m->reset_requested) {
            mcub_machine_reset(m, m->reset_cause);
            return MCUB_STOP_RESET;
        }
        if (m->debug.broken) {
            return MCUB_STOP_BROKEN;
        }
        if (debug_stops_core(m)) {
            return MCUB_STOP_HALTED;
        }
        if (m->line_closed) {
            return MCUB_STOP_LINE_CLOSED;
        }
        if (m->locked_up) {
            return MCUB_STOP_LOCKED_UP;
        }
        if (m->model->waits_in_rom != NULL && m->model->waits_in_rom(m) != NULL) {
            return MCUB_STOP_IN_ROM;
        }
        if (m->sleeping && !exceptions_wake(m)) {
            if (!mcub_serial_is_arriving(m)) {
                return MCUB_STOP_SLEEPING;
            }
            pass_until(m, events_next(m), end);
            continue;
        }
        m->sleeping = m->waits_for_event = false;
        if (m->idle_requested) {
            m->idle_requested = false;
            return MCUB_STOP_IDLE;
        }
        if (exceptions_deliver(m)) {
            continue;
        }
        if (!execution_advance(m, end)) {
            return MCUB_STOP_BROKEN;
        }
    }
    events_collect(m);
    return MCUB_STOP_BUDGET;
}
