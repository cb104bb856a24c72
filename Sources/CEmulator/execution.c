// SPDX-License-Identifier: GPL-2.0-or-later
// The hooks that Unicorn calls, and the loop around it.
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

/** Sets the cycle at which the instruction hook leaves its fast path. */
static void update_limit(mcub_machine *m) {
    m->limit = m->attention != 0 || m->it_left > 0 ? 0 : m->horizon;
}

void request_stop(mcub_machine *m) {
    set_attention(m, ATTENTION_STOP);
}

void set_attention(mcub_machine *m, uint32_t reasons) {
    m->attention |= reasons;
    m->limit = 0;
}

bool is_wide(uint32_t opcode) {
    return (opcode & 0xFFFF) >= 0xE800;
}

/** Finds the host bytes of the page that `address` is on; false where no code can lie. */
static bool find_page(mcub_machine *m, uint32_t address) {
    uint32_t page = address >> 12;
    const memory_region *region = memory_find(m, page << 12, PAGE_BYTES);
    m->code_page = m->checked_page = UINT32_MAX;
    if (region == NULL) {
        return false;
    }
    uint32_t offset = (page << 12) - region->base;
    m->code_bytes = region->host + offset;
    region->has_code[offset / PAGE_BYTES] = true;
    if (breakpoint_on_page(m, page)) {
        m->checked_page = page;
    } else {
        m->code_page = page;
    }
    return true;
}

/** The first half-word of the instruction at `address`, 0 where no code can lie. */
uint32_t first_half(const mcub_machine *m, uint32_t address) {
    const uint8_t *host = memory_host(m, address, 2, false);
    uint16_t half = 0;
    if (host != NULL) {
        memcpy(&half, host, 2);
    }
    return half;
}

/** Finds the instructions that an IT instruction at `address` governs. */
__attribute__((noinline)) static void begin_it_block(mcub_machine *m, uint32_t address,
                                                     uint32_t opcode) {
    uint32_t count = 4u - (uint32_t)__builtin_ctz(opcode & 0xF);
    uint32_t next = address + 2;
    m->it_count = count;
    m->it_left = count;
    for (uint32_t i = 0; i < count; i++) {
        m->it_address[i] = next;
        next += is_wide(first_half(m, next)) ? 4 : 2;
    }
    m->limit = 0;
}

/**
 * Counts the instructions of an IT block whose condition failed: Unicorn skips them. Says whether
 * `address` is still inside the block, where Unicorn cannot stop.
 */
static bool follow_it_block(mcub_machine *m, uint32_t address) {
    for (uint32_t i = m->it_count - m->it_left; i < m->it_count; i++) {
        if (m->it_address[i] == address) {
            m->cycles += i - (m->it_count - m->it_left);
            m->it_left = m->it_count - i - 1;
            return true;
        }
    }
    m->cycles += m->it_left;
    m->it_left = 0;
    return false;
}

/** Whether an instruction is floating point: coprocessors 10 and 11 (PM0253, 3.11). */
static bool is_floating_point(const mcub_machine *m, uint32_t address, uint32_t opcode) {
    return (opcode & 0xEC00) == 0xEC00 && (first_half(m, address + 2) & 0x0E00) == 0x0A00;
}

/** Whether an instruction may let a masked interrupt in: CPS and MSR. */
static bool changes_masks(uint32_t opcode) {
    return (opcode & 0xFFE0) == 0xB660 || (opcode & 0xFFE0) == 0xF380;
}

/**
 * Says whether to stop before the instruction at `address`. Never inside an IT block: Unicorn would
 * execute the instruction all the same and not call the hook for it again.
 */
static bool attend(mcub_machine *m, uint32_t address) {
    bool is_inside = m->it_left > 0 && follow_it_block(m, address);
    if (m->attention & ATTENTION_STORES) {
        flash_judge_stores(m);
    }
    update_limit(m);
    if (is_inside) {
        return false;
    }
    if ((m->attention & ATTENTION_STOP) || m->cycles >= m->horizon) {
        return true;
    }
    if ((m->attention & ATTENTION_MASKED) && changes_masks(first_half(m, m->pc))) {
        return true;
    }
    if ((m->attention & ATTENTION_NO_FPU) &&
        is_floating_point(m, address, first_half(m, address))) {
        m->coprocessor_refused = true;
        return true;
    }
    return false;
}

/** Counts the instruction at `address`, whose page is known. */
static inline void count_instruction(mcub_machine *m, uint32_t address) {
    uint16_t opcode;
    memcpy(&opcode, m->code_bytes + (address & 0xFFF), 2);
    m->pc = address;
    m->cycles++;
    if (__builtin_expect((opcode & 0xFF00) == 0xBF00, 0) && (opcode & 0xF) != 0) {
        begin_it_block(m, address, opcode);
    }
}

/** Whether an instruction is an IT whose block a breakpoint lies in. */
static bool is_watched_block(const mcub_machine *m, uint32_t address) {
    uint32_t opcode = first_half(m, address);
    if ((opcode & 0xFF00) != 0xBF00 || (opcode & 0xF) == 0) {
        return false;
    }
    uint32_t next = address + 2;
    for (uint32_t left = 4u - (uint32_t)__builtin_ctz(opcode & 0xF); left > 0; left--) {
        if (breakpoint_at(m, next)) {
            return true;
        }
        next += is_wide(first_half(m, next)) ? 4 : 2;
    }
    return false;
}

/** Whether the core may execute an instruction on a page that the fast path does not know. */
static bool may_execute(mcub_machine *m, uint32_t address) {
    if ((address >> 12) != m->checked_page && !find_page(m, address)) {
        m->fetch_failed = true;
        return false;
    }
    if ((address >> 12) == m->checked_page && m->it_left == 0) {
        m->breakpoint_hit = breakpoint_at(m, address);
        m->block_is_watched = !m->breakpoint_hit && is_watched_block(m, address);
        m->debug.pass_over = 1;
    }
    return !m->breakpoint_hit && !m->block_is_watched;
}

/** An instruction that wants attention or lies on another page than the last. */
__attribute__((noinline)) static void count_or_stop(mcub_machine *m, uint32_t address) {
    bool is_to_stop = m->cycles >= m->limit && attend(m, address);
    bool is_plain = (address >> 12) == m->code_page;
    if (!is_to_stop && (is_plain || may_execute(m, address))) {
        count_instruction(m, address);
        return;
    }
    if (is_to_stop && !is_plain) {
        find_page(m, address); /* which is now known to have been translated */
    }
    m->stopped_by_hook = true;
    m->pc = address;
    uc_emu_stop(m->uc);
}

/** Called before each instruction that executes; the machine's hottest lines. */
static void on_instruction(uc_engine *uc, uint64_t address64, uint32_t bytes, void *user) {
    (void)uc;
    (void)bytes;
    mcub_machine *m = user;
    uint32_t address = (uint32_t)address64;
    if (__builtin_expect(m->cycles >= m->limit || (address >> 12) != m->code_page, 0)) {
        count_or_stop(m, address);
        return;
    }
    count_instruction(m, address);
}

static void on_interrupt(uc_engine *uc, uint32_t number, void *user) {
    mcub_machine *m = user;
    m->interrupt = number + 1;
    uc_emu_stop(uc);
}

static bool on_invalid_access(uc_engine *uc, uc_mem_type type, uint64_t address, int bytes,
                              int64_t value, void *user) {
    (void)uc;
    (void)value;
    mcub_machine *m = user;
    if (type == UC_MEM_WRITE_PROT) {
        if (flash_note_store(m, (uint32_t)address, (uint32_t)bytes)) {
            return true;
        }
        m->access_failed = true;
    } else if (type == UC_MEM_FETCH_UNMAPPED || type == UC_MEM_FETCH_PROT) {
        m->fetch_failed = true;
    } else {
        m->access_failed = true;
    }
    m->access_address = (uint32_t)address;
    return false;
}

/** A C function as Unicorn takes its callbacks. */
#define CALLBACK(function) ((void *)(uintptr_t)(function))

bool execution_hooks(mcub_machine *m) {
    return uc_hook_add(m->uc, &m->hooks[0], UC_HOOK_CODE, CALLBACK(on_instruction), m, (uint64_t)1,
                       (uint64_t)0) == UC_ERR_OK &&
           uc_hook_add(m->uc, &m->hooks[1], UC_HOOK_INTR, CALLBACK(on_interrupt), m, (uint64_t)1,
                       (uint64_t)0) == UC_ERR_OK &&
           uc_hook_add(m->uc, &m->hooks[2], UC_HOOK_MEM_INVALID, CALLBACK(on_invalid_access), m,
                       (uint64_t)1, (uint64_t)0) == UC_ERR_OK;
}

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
    if (m->cycles >= m->horizon) {
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
static bool advance_core(mcub_machine *m, uint64_t end) {
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
    return m->horizon <= m->cycles || execute(m);
}

mcub_stop mcub_machine_run(mcub_machine *m, uint64_t cycles) {
    uint64_t end = m->cycles + cycles;
    while (m->cycles < end) {
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
        if (m->sleeping && !exceptions_wake(m)) {
            return MCUB_STOP_SLEEPING;
        }
        m->sleeping = m->waits_for_event = false;
        if (m->idle_requested) {
            m->idle_requested = false;
            return MCUB_STOP_IDLE;
        }
        if (exceptions_deliver(m)) {
            continue;
        }
        if (!advance_core(m, end)) {
            return MCUB_STOP_BROKEN;
        }
    }
    events_collect(m);
    return MCUB_STOP_BUDGET;
}
