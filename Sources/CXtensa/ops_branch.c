#include "ops.h"

LX6_OP(j) {
    lx6_jump(core, op->immediate);
}

LX6_OP(jx) {
    lx6_jump(core, LX6_A(s));
}

LX6_OP(call0) {
    core->a[0] = op->address + 3;
    lx6_jump(core, op->immediate);
}

LX6_OP(callx0) {
    const uint32_t target = LX6_A(s);
    core->a[0] = op->address + 3;
    lx6_jump(core, target);
}

LX6_OP(ret) {
    (void)op;
    lx6_jump(core, core->a[0]);
}

/** Defines a branch under a condition of as, as the unsigned `s` and the signed `signed_s`. */
#define BRANCH_ONE(name, condition)                                                                \
    LX6_OP(name) {                                                                                 \
        const uint32_t s = LX6_A(s);                                                               \
        const int32_t signed_s = (int32_t)s;                                                       \
        (void)signed_s;                                                                            \
        if (condition) {                                                                           \
            lx6_jump(core, op->immediate);                                                         \
        }                                                                                          \
    }

/** Defines a branch under a condition of as and at. */
#define BRANCH_TWO(name, condition)                                                                \
    LX6_OP(name) {                                                                                 \
        const uint32_t s = LX6_A(s), t = LX6_A(t);                                                 \
        if (condition) {                                                                           \
            lx6_jump(core, op->immediate);                                                         \
        }                                                                                          \
    }

BRANCH_ONE(beqz, s == 0)
BRANCH_ONE(bnez, s != 0)
BRANCH_ONE(bltz, signed_s < 0)
BRANCH_ONE(bgez, signed_s >= 0)

/* The constants that fields of four bits stand for (ISA manual, B4CONST and B4CONSTU). */
static const int32_t constants[16] = {-1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256};
static const uint32_t unsigned_constants[16] = {32768, 65536, 2,  3,  4,  5,  6,   7,
                                                8,     10,    12, 16, 32, 64, 128, 256};

BRANCH_ONE(beqi, signed_s == constants[op->r])
BRANCH_ONE(bnei, signed_s != constants[op->r])
BRANCH_ONE(blti, signed_s < constants[op->r])
BRANCH_ONE(bgei, signed_s >= constants[op->r])
BRANCH_ONE(bltui, s < unsigned_constants[op->r])
BRANCH_ONE(bgeui, s >= unsigned_constants[op->r])

BRANCH_TWO(bnone, (s & t) == 0)
BRANCH_TWO(bany, (s & t) != 0)
BRANCH_TWO(ball, (~s & t) == 0)
BRANCH_TWO(bnall, (~s & t) != 0)
BRANCH_TWO(beq, s == t)
BRANCH_TWO(bne, s != t)
BRANCH_TWO(blt, (int32_t)s < (int32_t)t)
BRANCH_TWO(bge, (int32_t)s >= (int32_t)t)
BRANCH_TWO(bltu, s < t)
BRANCH_TWO(bgeu, s >= t)
BRANCH_TWO(bbc, !(s >> (t & 31) & 1))
BRANCH_TWO(bbs, s >> (t & 31) & 1)

/* The bit's number is in the fields t and the low bit of r. */
BRANCH_ONE(bbci, !(s >> (op->t | (op->r & 1) << 4) & 1))
BRANCH_ONE(bbsi, s >> (op->t | (op->r & 1) << 4) & 1)

LX6_OP(bf) {
    if (!(core->booleans >> op->s & 1)) {
        lx6_jump(core, op->immediate);
    }
}

LX6_OP(bt) {
    if (core->booleans >> op->s & 1) {
        lx6_jump(core, op->immediate);
    }
}

static void begin_loop(mcub_lx6 *core, const lx6_op *op, uint32_t count) {
    core->lcount = count - 1;
    core->lbeg = op->address + 3;
    core->lend = op->immediate;
    lx6_arm_loop(core);
}

LX6_OP(loop) {
    begin_loop(core, op, LX6_A(s));
}

LX6_OP(loopnez) {
    const uint32_t count = LX6_A(s);
    begin_loop(core, op, count);
    if (count == 0) {
        lx6_jump(core, op->immediate);
    }
}

LX6_OP(loopgtz) {
    const uint32_t count = LX6_A(s);
    begin_loop(core, op, count);
    if ((int32_t)count <= 0) {
        lx6_jump(core, op->immediate);
    }
}
