#include "lx6.h"

enum {
    SOFTWARE_LINES = 0x20000080, /* 7 and 29, which INTSET sets */
    CLEARABLE_LINES = 0x70404480 /* those and the edge-triggered ones, which INTCLEAR clears */
};

/** The value at `count` numbers from `first`, or NULL when `number` is not among them. */
static const uint32_t *among(unsigned number, unsigned first, unsigned count,
                             const uint32_t *values) {
    return number >= first && number < first + count ? &values[number - first] : NULL;
}

/** Registers that hold what was written and do no more. */
static const uint32_t *plain_register(const mcub_lx6 *core, unsigned number) {
    const uint32_t *found;
    if ((found = among(number, SR_M0, 4, core->m)) ||
        (found = among(number, SR_EPC1, LEVELS, core->epc + 1)) ||
        (found = among(number, SR_EPS2, LEVELS - 1, core->eps + 2)) ||
        (found = among(number, SR_EXCSAVE1, LEVELS, core->excsave + 1)) ||
        (found = among(number, SR_MISC0, 4, core->misc)) ||
        (found = among(number, SR_IBREAKA0, 2, core->ibreaka)) ||
        (found = among(number, SR_DBREAKA0, 2, core->dbreaka))) {
        return found;
    }
    switch (number) {
    case SR_LBEG:
        return &core->lbeg;
    case SR_SCOMPARE1:
        return &core->scompare1;
    case SR_MEMCTL:
        return &core->memctl;
    case SR_ATOMCTL:
        return &core->atomctl;
    case SR_DDR:
        return &core->ddr;
    case SR_DEPC:
        return &core->depc;
    case SR_EXCCAUSE:
        return &core->exccause;
    case SR_EXCVADDR:
        return &core->excvaddr;
    case SR_ICOUNT:
        return &core->icount;
    default:
        return NULL;
    }
}

lx6_special_result lx6_read_special(const mcub_lx6 *core, unsigned number, uint32_t *value) {
    const uint32_t *plain = plain_register(core, number);
    if (!plain) {
        plain = among(number, SR_CCOMPARE0, TIMERS, core->ccompare);
    }
    if (!plain) {
        plain = among(number, SR_DBREAKC0, 2, core->dbreakc);
    }
    if (plain) {
        *value = *plain;
        return SPECIAL_DONE;
    }
    switch (number) {
    case SR_LEND:
        *value = core->lend;
        break;
    case SR_LCOUNT:
        *value = core->lcount;
        break;
    case SR_SAR:
        *value = core->sar;
        break;
    case SR_BR:
        *value = core->booleans;
        break;
    case SR_ACCLO:
        *value = (uint32_t)core->acc;
        break;
    case SR_ACCHI:
        *value = (uint32_t)(core->acc >> 32);
        break;
    case SR_WINDOWSTART:
        *value = 1;
        break;
    case SR_WINDOWBASE:
    case SR_IBREAKENABLE:
    case SR_ICOUNTLEVEL:
        *value = 0;
        break;
    case SR_CONFIGID0:
        *value = 0xC2BCFFFE;
        break;
    case SR_CONFIGID1:
        *value = 0x1CC5FE96;
        break;
    case SR_CPENABLE:
        *value = core->cpenable;
        break;
    case SR_INTERRUPT:
        *value = lx6_pending(core);
        break;
    case SR_INTENABLE:
        *value = core->intenable;
        break;
    case SR_PS:
        *value = core->ps;
        break;
    case SR_VECBASE:
        *value = core->vecbase;
        break;
    case SR_DEBUGCAUSE:
        *value = core->debugcause;
        break;
    case SR_CCOUNT:
        *value = lx6_ccount(core);
        break;
    case SR_PRID:
        *value = core->options.processor_id;
        break;
    default:
        return SPECIAL_ABSENT;
    }
    return SPECIAL_DONE;
}

static lx6_special_result write_timing(mcub_lx6 *core, unsigned number, uint32_t value) {
    static const uint32_t lines[TIMERS] = {1 << 6, 1 << 15, 1 << 16};
    if (number == SR_CCOUNT) {
        core->ccount_base = value - core->cycles;
        for (int timer = 0; timer < TIMERS; timer++) {
            lx6_schedule_timer(core, timer);
        }
    } else {
        const int timer = (int)number - SR_CCOMPARE0;
        core->ccompare[timer] = value;
        core->latched &= ~lines[timer];
        lx6_schedule_timer(core, timer);
    }
    return SPECIAL_DONE;
}

/** Only the value that leaves a part of the core off may be written. */
static lx6_special_result write_fixed(uint32_t value, uint32_t only) {
    return value == only ? SPECIAL_DONE : SPECIAL_UNSUPPORTED;
}

lx6_special_result lx6_write_special(mcub_lx6 *core, unsigned number, uint32_t value) {
    /* The core is not constant here, so neither is the register found in it. */
    uint32_t *plain = (uint32_t *)(uintptr_t)plain_register(core, number);
    if (plain) {
        *plain = value;
        return SPECIAL_DONE;
    }
    switch (number) {
    case SR_LEND:
        core->lend = value;
        lx6_arm_loop(core);
        return SPECIAL_DONE;
    case SR_LCOUNT:
        core->lcount = value;
        lx6_arm_loop(core);
        return SPECIAL_DONE;
    case SR_SAR:
        core->sar = value & 63;
        return SPECIAL_DONE;
    case SR_BR:
        core->booleans = value & 0xFFFF;
        return SPECIAL_DONE;
    case SR_ACCLO:
        core->acc = (int64_t)(((uint64_t)core->acc & ~(uint64_t)UINT32_MAX) | value);
        return SPECIAL_DONE;
    case SR_ACCHI:
        core->acc = (int64_t)((uint64_t)(int64_t)(int8_t)value << 32 | (uint32_t)core->acc);
        return SPECIAL_DONE;
    case SR_WINDOWSTART:
        return write_fixed(value & 0xFFFF, 1);
    case SR_WINDOWBASE:
        return write_fixed(value & 0xF, 0);
    case SR_IBREAKENABLE:
        return write_fixed(value & 3, 0);
    case SR_ICOUNTLEVEL:
        return write_fixed(value & 0xF, 0);
    case SR_DBREAKC0:
    case SR_DBREAKC0 + 1:
        core->dbreakc[number - SR_DBREAKC0] = value & 0x3F;
        return write_fixed(value >> 30, 0);
    case SR_CPENABLE:
        core->cpenable = value & 0xFF;
        return SPECIAL_DONE;
    case SR_INTERRUPT:
        core->latched |= value & SOFTWARE_LINES;
        break;
    case SR_INTCLEAR:
        core->latched &= ~(value & CLEARABLE_LINES);
        break;
    case SR_INTENABLE:
        core->intenable = value;
        break;
    case SR_PS:
        core->ps = value & PS_ALL;
        lx6_arm_loop(core);
        break;
    case SR_VECBASE:
        core->vecbase = value & ~UINT32_C(0x3FF);
        return SPECIAL_DONE;
    case SR_CCOUNT:
    case SR_CCOMPARE0:
    case SR_CCOMPARE0 + 1:
    case SR_CCOMPARE0 + 2:
        return write_timing(core, number, value);
    default:
        return SPECIAL_ABSENT;
    }
    lx6_look_up(core);
    return SPECIAL_DONE;
}
