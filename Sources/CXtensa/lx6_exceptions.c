#include "lx6.h"

enum {
    EXCM_LEVEL = 3, /* the level that PS.EXCM masks up to */
    DEBUG_LEVEL = 6,
    NMI = 14,
    VECTOR_LEVEL2 = 0x180, /* each level 0x40 after the one before */
    VECTOR_KERNEL = 0x300,
    VECTOR_USER = 0x340,
    VECTOR_DOUBLE = 0x3C0
};

/** The lines of each level (ESP32 `core-isa.h`, XCHAL_INTLEVEL1_MASK and on). */
static const uint32_t level_lines[LEVELS + 1] = {0,          0x000637FF, 0x00380000, 0x28C08800,
                                                 0x53000000, 0x84010000, 0,          1 << NMI};

const char *lx6_cause_meaning(uint32_t cause) {
    switch (cause) {
    case CAUSE_ILLEGAL:
        return "illegal instruction";
    case CAUSE_SYSCALL:
        return "SYSCALL";
    case CAUSE_LOAD_STORE_ERROR:
        return "narrow or unaligned access to memory of whole words (LoadStoreError)";
    case CAUSE_DIVIDE_BY_ZERO:
        return "division by zero";
    case CAUSE_UNALIGNED:
        return "unaligned access (LoadStoreAlignment)";
    case CAUSE_FETCH_PROHIBITED:
        return "no code to fetch there (InstFetchProhibited)";
    case CAUSE_LOAD_PROHIBITED:
        return "nothing to load from there (LoadProhibited)";
    case CAUSE_STORE_PROHIBITED:
        return "nothing to store to there (StoreProhibited)";
    case CAUSE_NO_COPROCESSOR0:
        return "floating point while CPENABLE is off";
    default:
        return "exception";
    }
}

void lx6_look_up(mcub_lx6 *core) {
    core->limit = 0;
}

void lx6_end_run(mcub_lx6 *core, mcub_lx6_reason reason) {
    core->ended = true;
    core->ended_by = reason;
    core->instructions--;
    core->cycles--;
    lx6_jump(core, core->pc);
    lx6_look_up(core);
}

/** Goes to a vector with PS as it is from now. */
static void enter(mcub_lx6 *core, uint32_t ps, uint32_t vector) {
    core->ps = ps;
    lx6_arm_loop(core);
    lx6_jump(core, core->vecbase + vector);
    lx6_look_up(core);
}

static void enter_exception(mcub_lx6 *core, uint32_t cause, uint32_t pc) {
    core->exccause = cause;
    if (core->ps & PS_EXCM) {
        core->depc = pc;
        enter(core, core->ps, VECTOR_DOUBLE);
    } else {
        core->epc[1] = pc;
        enter(core, core->ps | PS_EXCM, core->ps & PS_UM ? VECTOR_USER : VECTOR_KERNEL);
    }
}

static void note_fault(mcub_lx6 *core, uint32_t cause, uint32_t data) {
    core->fault = (mcub_lx6_fault_record){
        .cause = cause, .address = core->pc, .data = data, .meaning = lx6_cause_meaning(cause)};
}

static void raise(mcub_lx6 *core, uint32_t cause, uint32_t data) {
    note_fault(core, cause, data);
    if (core->options.stops_at_exceptions && cause != CAUSE_SYSCALL) {
        lx6_end_run(core, MCUB_LX6_EXCEPTION);
    } else {
        enter_exception(core, cause, core->pc);
    }
}

void lx6_raise(mcub_lx6 *core, uint32_t cause) {
    raise(core, cause, 0);
}

void lx6_raise_access(mcub_lx6 *core, uint32_t cause, uint32_t address) {
    if (!core->options.stops_at_exceptions) {
        core->excvaddr = address;
    }
    raise(core, cause, address);
}

static void enter_level(mcub_lx6 *core, unsigned level, uint32_t pc) {
    core->epc[level] = pc;
    core->eps[level] = core->ps;
    enter(core, (core->ps & ~(uint32_t)PS_INTLEVEL) | PS_EXCM | level,
          VECTOR_LEVEL2 + 0x40 * (level - 2));
}

void lx6_raise_debug(mcub_lx6 *core, uint32_t cause) {
    if ((core->ps & PS_INTLEVEL) >= DEBUG_LEVEL) {
        return;
    }
    core->debugcause = cause;
    enter_level(core, DEBUG_LEVEL, core->pc);
}

uint32_t lx6_pending(const mcub_lx6 *core) {
    return core->latched | core->lines;
}

/** The highest level that wants in, or 0. */
static unsigned waiting_level(const mcub_lx6 *core) {
    const uint32_t pending = lx6_pending(core) & (core->intenable | 1 << NMI);
    for (unsigned level = LEVELS; level > 0; level--) {
        if (pending & level_lines[level]) {
            return level;
        }
    }
    return 0;
}

bool lx6_take_interrupt(mcub_lx6 *core) {
    const unsigned level = waiting_level(core);
    unsigned masked = core->ps & PS_INTLEVEL;
    if (core->ps & PS_EXCM && masked < EXCM_LEVEL) {
        masked = EXCM_LEVEL;
    }
    if (level == 0 || (level <= masked && level != LEVELS)) {
        return false;
    }
    core->waiting = false;
    if (level == 1) {
        enter_exception(core, CAUSE_LEVEL1_INTERRUPT, core->pc);
    } else {
        if (level == LEVELS) {
            core->latched &= ~(UINT32_C(1) << NMI);
        }
        enter_level(core, level, core->pc);
    }
    core->pc = core->next;
    return true;
}

void mcub_lx6_set_line(mcub_lx6 *core, unsigned line, bool high) {
    /* Lines 10, 14, 22, 28 and 30 are edge-triggered; 6, 7, 11, 15, 16 and 29 come from inside. */
    const uint32_t edges = 0x50404400, inner = 0x200188C0;
    if (line >= 32 || inner >> line & 1) {
        return;
    }
    const uint32_t bit = UINT32_C(1) << line;
    if (edges >> line & 1) {
        if (high && !(core->edge_lines & bit)) {
            core->latched |= bit;
        }
        core->edge_lines = high ? core->edge_lines | bit : core->edge_lines & ~bit;
    } else {
        core->lines = high ? core->lines | bit : core->lines & ~bit;
    }
    lx6_look_up(core);
}
