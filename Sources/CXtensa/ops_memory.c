#include "ops.h"

#include "lx6_access.h"

LX6_OP(l8ui) {
    uint32_t value;
    if (lx6_load8(core, LX6_A(s) + op->immediate, &value)) {
        LX6_A(t) = value;
    }
}

LX6_OP(l16ui) {
    uint32_t value;
    if (lx6_load16(core, LX6_A(s) + op->immediate, &value)) {
        LX6_A(t) = value;
    }
}

LX6_OP(l16si) {
    uint32_t value;
    if (lx6_load16(core, LX6_A(s) + op->immediate, &value)) {
        LX6_A(t) = (uint32_t)(int32_t)(int16_t)value;
    }
}

LX6_OP(l32i) {
    uint32_t value;
    if (lx6_load32(core, LX6_A(s) + op->immediate, &value)) {
        LX6_A(t) = value;
    }
}

LX6_OP(l32r) {
    uint32_t value;
    if (lx6_load32(core, op->immediate, &value)) {
        LX6_A(t) = value;
    }
}

LX6_OP(s8i) {
    lx6_store8(core, LX6_A(s) + op->immediate, LX6_A(t));
}

LX6_OP(s16i) {
    lx6_store16(core, LX6_A(s) + op->immediate, LX6_A(t));
}

LX6_OP(s32i) {
    lx6_store32(core, LX6_A(s) + op->immediate, LX6_A(t));
}

/** Accesses that other masters watch are aligned whatever the options say. */
static bool is_aligned(mcub_lx6 *core, uint32_t address) {
    if (address % 4 != 0) {
        lx6_raise_access(core, CAUSE_UNALIGNED, address);
        return false;
    }
    return true;
}

LX6_OP(l32ai) {
    if (is_aligned(core, LX6_A(s) + op->immediate)) {
        lx6_op_l32i(core, op);
    }
}

LX6_OP(s32ri) {
    if (is_aligned(core, LX6_A(s) + op->immediate)) {
        lx6_op_s32i(core, op);
    }
}

LX6_OP(s32c1i) {
    const uint32_t address = LX6_A(s) + op->immediate;
    uint32_t found;
    if (!is_aligned(core, address) || !lx6_load32(core, address, &found)) {
        return;
    }
    if (found == core->scompare1 && !lx6_store32(core, address, LX6_A(t))) {
        return;
    }
    LX6_A(t) = found;
}
