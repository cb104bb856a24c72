// SPDX-License-Identifier: GPL-2.0-or-later
// A core that branches to itself until an interrupt comes, as firmware does whose handlers do all.
#include "machine.h"

static const uint32_t branch_to_itself = 0xE7FE;

/* Cycles over which the loop's cost is taken, twice; what is shorter is not worth it. */
static const uint64_t sample_cycles = 64;
/* Cycles after which a board whose line is quiet counts as idle. */
static const uint64_t idle_cycles = 20000;

/** Whether the next instruction branches to itself, and no debugger looks on. */
bool spinning_is_due(mcub_machine *m) {
    return !debug_is_enabled(m) && m->horizon > m->cycles + 4 * sample_cycles &&
           first_half(m, program_counter(m)) == branch_to_itself;
}

/** Executes for some cycles; gives what an instruction takes, or 0 when the core did more. */
static uint64_t sample(mcub_machine *m, uint32_t pc, bool *is_sound) {
    uint64_t cycles = m->cycles, instructions = m->instructions, exceptions = m->exceptions;
    m->horizon = cycles + sample_cycles;
    *is_sound = execute(m);
    cycles = m->cycles - cycles;
    instructions = m->instructions - instructions;
    bool is_same = *is_sound && m->exceptions == exceptions && program_counter(m) == pc &&
                   instructions > 0 && cycles % instructions == 0;
    return is_same ? cycles / instructions : 0;
}

/** Notices that the core has spun for long, with nothing on the line: the host may rest. */
static void judge_idleness(mcub_machine *m, uint32_t pc) {
    if (m->spin_pc != pc || m->spin_exceptions != m->exceptions) {
        m->spin_pc = pc;
        m->spin_exceptions = m->exceptions;
        m->spin_start = m->cycles;
    }
    bool is_quiet = !mcub_serial_is_arriving(m) && !m->usart.is_shifting;
    if (is_quiet && m->cycles - m->spin_start >= idle_cycles) {
        m->idle_requested = true;
    }
}

/**
 * Lets the time up to the horizon pass in whole turns of the loop, which change nothing but time:
 * firmware cannot tell it from executing them. False when the emulator failed.
 */
bool spinning_pass(mcub_machine *m) {
    uint64_t event = m->horizon, stop = event;
    uint32_t pc = program_counter(m);
    bool is_sound = true;
    judge_idleness(m, pc);
    if (m->idle_requested) {
        return true;
    }
    if (!mcub_serial_is_arriving(m) && !m->usart.is_shifting) {
        uint64_t rest = m->spin_start + idle_cycles;
        stop = rest < event ? rest : event;
    }
    uint64_t turn = sample(m, pc, &is_sound);
    if (turn == 0 || sample(m, pc, &is_sound) != turn || stop <= m->cycles) {
        return is_sound;
    }
    uint64_t skipped = (stop - m->cycles + turn - 1) / turn * turn;
    skipped = skipped > event - m->cycles ? (event - m->cycles) / turn * turn : skipped;
    m->cycles += skipped;
    m->idle_cycles += skipped;
    return true;
}
