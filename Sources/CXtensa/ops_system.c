#include "ops.h"

LX6_OP(illegal) {
    (void)op;
    lx6_raise(core, CAUSE_ILLEGAL);
}

LX6_OP(no_fetch) {
    lx6_raise_access(core, CAUSE_FETCH_PROHIBITED, op->immediate);
}

static void refuse(mcub_lx6 *core, const char *name) {
    core->fault = (mcub_lx6_fault_record){
        .cause = CAUSE_ILLEGAL, .address = core->pc, .data = 0, .meaning = name};
    lx6_end_run(core, MCUB_LX6_UNSUPPORTED);
}

LX6_OP(unsupported) {
    refuse(core, op->unsupported);
}

LX6_OP(nop) {
    (void)core;
    (void)op;
}

LX6_OP(simcall) {
    (void)op;
    lx6_end_run(core, MCUB_LX6_SIMCALL);
}

LX6_OP(syscall) {
    (void)op;
    lx6_raise(core, CAUSE_SYSCALL);
}

/** BREAK: the immediate is the bit of DEBUGCAUSE. */
LX6_OP(break_) {
    lx6_raise_debug(core, op->immediate);
}

LX6_OP(waiti) {
    core->ps = (core->ps & ~(uint32_t)PS_INTLEVEL) | op->s;
    core->waiting = true;
    lx6_look_up(core);
}

LX6_OP(rsil) {
    const uint32_t old = core->ps;
    core->ps = (old & ~(uint32_t)PS_INTLEVEL) | op->s;
    LX6_A(t) = old;
    lx6_look_up(core);
}

static void resume(mcub_lx6 *core, uint32_t ps, uint32_t address) {
    core->ps = ps;
    lx6_arm_loop(core);
    lx6_jump(core, address);
    lx6_look_up(core);
}

LX6_OP(rfe) {
    (void)op;
    resume(core, core->ps & ~(uint32_t)PS_EXCM, core->epc[1]);
}

LX6_OP(rfde) {
    (void)op;
    resume(core, core->ps, core->depc);
}

/** RFI: decoded for levels 2 to 7 only. */
LX6_OP(rfi) {
    resume(core, core->eps[op->s] & PS_ALL, core->epc[op->s]);
}

/** Ends an access to a special register that did not work; true if it did. */
static bool judge(mcub_lx6 *core, lx6_special_result result) {
    if (result == SPECIAL_ABSENT) {
        lx6_raise(core, CAUSE_ILLEGAL);
    } else if (result == SPECIAL_UNSUPPORTED) {
        refuse(core, "a special register that turns on windows or hardware breakpoints");
    }
    return result == SPECIAL_DONE;
}

LX6_OP(rsr) {
    uint32_t value;
    if (judge(core, lx6_read_special(core, op->immediate, &value))) {
        LX6_A(t) = value;
    }
}

LX6_OP(wsr) {
    judge(core, lx6_write_special(core, op->immediate, LX6_A(t)));
}

LX6_OP(xsr) {
    uint32_t value;
    if (judge(core, lx6_read_special(core, op->immediate, &value)) &&
        judge(core, lx6_write_special(core, op->immediate, LX6_A(t)))) {
        LX6_A(t) = value;
    }
}

static bool has_float(mcub_lx6 *core) {
    if (!(core->cpenable & 1)) {
        lx6_raise(core, CAUSE_NO_COPROCESSOR0);
        return false;
    }
    return true;
}

LX6_OP(rur) {
    if (op->immediate == UR_THREADPTR) {
        LX6_A(r) = core->threadptr;
    } else if (has_float(core)) {
        if (op->immediate == UR_FCR) {
            LX6_A(r) = 0;
        } else {
            refuse(core, "RUR of the floating-point flags, which are not kept");
        }
    }
}

LX6_OP(wur) {
    if (op->immediate == UR_THREADPTR) {
        core->threadptr = LX6_A(t);
    } else if (has_float(core) && LX6_A(t) != 0) {
        refuse(core, op->immediate == UR_FCR ? "a rounding mode other than to nearest"
                                             : "WUR of the floating-point flags");
    }
}

/* Booleans */

static void set_boolean(mcub_lx6 *core, unsigned index, bool value) {
    core->booleans = (core->booleans & ~(UINT32_C(1) << index)) | (uint32_t)value << index;
}

/** Defines an instruction on two booleans, `s` and `t`. */
#define BOOLEAN(name, expression)                                                                  \
    LX6_OP(name) {                                                                                 \
        const bool s = core->booleans >> op->s & 1, t = core->booleans >> op->t & 1;               \
        set_boolean(core, op->r, (expression));                                                    \
    }

BOOLEAN(andb, s &&t)
BOOLEAN(andbc, s && !t)
BOOLEAN(orb, s || t)
BOOLEAN(orbc, s || !t)
BOOLEAN(xorb, s != t)

LX6_OP(any4) {
    set_boolean(core, op->t, (core->booleans >> op->s & 0xF) != 0);
}

LX6_OP(all4) {
    set_boolean(core, op->t, (core->booleans >> op->s & 0xF) == 0xF);
}

LX6_OP(any8) {
    set_boolean(core, op->t, (core->booleans >> op->s & 0xFF) != 0);
}

LX6_OP(all8) {
    set_boolean(core, op->t, (core->booleans >> op->s & 0xFF) == 0xFF);
}
