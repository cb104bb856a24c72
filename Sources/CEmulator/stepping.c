// SPDX-License-Identifier: GPL-2.0-or-later
// One instruction at a time, inside IT blocks too, where Unicorn itself cannot stop.
#include "machine.h"

/* xPSR: IT[1:0] in bits 26:25, IT[7:2] in bits 15:10 (Armv7-M ARM, B1.4.2). */
static const uint32_t xpsr_it = 0x0600FC00, xpsr_flags = 0xF0000000;

static uint32_t get_xpsr(mcub_machine *m) {
    uint32_t xpsr = 0;
    uc_reg_read(m->uc, UC_ARM_REG_XPSR, &xpsr);
    return xpsr;
}

static uint32_t it_state(uint32_t xpsr) {
    return (xpsr >> 25 & 3) | (xpsr >> 8 & 0xFC);
}

static uint32_t it_bits(uint32_t state) {
    return (state & 3) << 25 | (state & 0xFC) << 8;
}

static void set_it_state(mcub_machine *m, uint32_t state) {
    uint32_t xpsr = (get_xpsr(m) & ~xpsr_it) | it_bits(state);
    uc_reg_write(m->uc, UC_ARM_REG_XPSR, &xpsr);
}

/** ITAdvance (Armv7-M ARM, A7.3.3). */
static uint32_t advanced(uint32_t state) {
    return state & 7 ? (state & 0xE0) | (state << 1 & 0x1F) : 0;
}

/** ConditionPassed (Armv7-M ARM, A7.3.1). */
static bool passes(uint32_t condition, uint32_t xpsr) {
    bool n = xpsr >> 31 & 1, z = xpsr >> 30 & 1, c = xpsr >> 29 & 1, v = xpsr >> 28 & 1;
    bool result = true;
    switch (condition >> 1) {
    case 0:
        result = z;
        break;
    case 1:
        result = c;
        break;
    case 2:
        result = n;
        break;
    case 3:
        result = v;
        break;
    case 4:
        result = c && !z;
        break;
    case 5:
        result = n == v;
        break;
    case 6:
        result = n == v && !z;
        break;
    default:
        return true;
    }
    return condition & 1 ? !result : result;
}

/** Whether a half-word instruction sets flags inside an IT block too: CMP, CMN and TST. */
static bool always_sets_flags(uint32_t opcode) {
    return (opcode & 0xF800) == 0x2800 || (opcode & 0xFF80) == 0x4280 ||
           (opcode & 0xFFC0) == 0x4200 || (opcode & 0xFF00) == 0x4500;
}

bool inside_it_block(mcub_machine *m) {
    return (get_xpsr(m) & xpsr_it) != 0;
}

static bool execute_plain(mcub_machine *m) {
    m->horizon = m->cycles + 1;
    m->step_end = m->instructions + 1;
    set_attention(m, ATTENTION_STEP);
    bool is_sound = execute(m);
    m->attention &= ~(uint32_t)ATTENTION_STEP;
    return is_sound;
}

/** Executes an instruction of an IT block as if it stood outside, and puts right what differs. */
static bool execute_in_block(mcub_machine *m, uint32_t opcode, uint32_t state) {
    bool is_supervisor_call = (opcode & 0xFF00) == 0xDF00;
    uint32_t flags = get_xpsr(m) & xpsr_flags;
    uint64_t exceptions = m->exceptions;
    set_it_state(m, 0);
    m->frame_it = it_bits(is_supervisor_call ? advanced(state) : state);
    bool is_sound = execute_plain(m);
    m->frame_it = 0;
    if (m->exceptions != exceptions) {
        return is_sound;
    }
    if (!is_wide(opcode) && !always_sets_flags(opcode)) {
        uint32_t xpsr = (get_xpsr(m) & ~xpsr_flags) | flags;
        uc_reg_write(m->uc, UC_ARM_REG_XPSR, &xpsr);
    }
    set_it_state(m, m->interrupt != 0 ? state : advanced(state)); /* a BKPT halted the core */
    return is_sound;
}

/** Executes an instruction or enters an exception; false when the emulator failed. */
bool execute_one(mcub_machine *m) {
    uint32_t pc = program_counter(m), opcode = first_half(m, pc), xpsr = get_xpsr(m);
    uint32_t state = it_state(xpsr);
    bool is_it = (opcode & 0xFF00) == 0xBF00 && (opcode & 0xF) != 0;
    if (exceptions_deliver(m)) {
        return true;
    }
    if (state == 0 && is_it) {
        timing_pass_over(m, pc, false);
        set_program_counter(m, pc + 2);
        set_it_state(m, opcode & 0xFF);
        return true;
    }
    if (state == 0) {
        return execute_plain(m);
    }
    if (!passes(state >> 4, xpsr)) {
        timing_pass_over(m, pc, true);
        set_program_counter(m, pc + (is_wide(opcode) ? 4 : 2));
        set_it_state(m, advanced(state));
        return true;
    }
    return execute_in_block(m, opcode, state);
}
