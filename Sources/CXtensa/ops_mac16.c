#include "ops.h"

#include "lx6_access.h"

/* The immediate of these: which halves are multiplied, and the step of a load. */
enum { FIRST_HIGH = 1, SECOND_HIGH = 2, DOWN = 4 };

static int32_t half(uint32_t word, bool high) {
    return (int16_t)(high ? word >> 16 : word);
}

static int32_t product(const lx6_op *op, uint32_t first, uint32_t second) {
    return half(first, op->immediate & FIRST_HIGH) * half(second, op->immediate & SECOND_HIGH);
}

/** Sets the accumulator of 40 bits. */
static void set_accumulator(mcub_lx6 *core, int64_t value) {
    core->acc = (int64_t)((uint64_t)value << 24) >> 24;
}

/* The operands: as, at, m0 or m1 (the field r), m2 or m3 (the field t). */
#define AS LX6_A(s)
#define AT LX6_A(t)
#define MX (core->m[op->r >> 2 & 1])
#define MY (core->m[2 + (op->t >> 2 & 1)])

LX6_OP(umul_aa) {
    const uint32_t first = AS >> (op->immediate & FIRST_HIGH ? 16 : 0) & 0xFFFF;
    const uint32_t second = AT >> (op->immediate & SECOND_HIGH ? 16 : 0) & 0xFFFF;
    set_accumulator(core, (int64_t)((uint64_t)first * second));
}

/** Defines the three operations on one pair of operands. */
#define OPERANDS(suffix, first, second)                                                            \
    LX6_OP(mul_##suffix) {                                                                         \
        set_accumulator(core, product(op, first, second));                                         \
    }                                                                                              \
    LX6_OP(mula_##suffix) {                                                                        \
        set_accumulator(core, core->acc + product(op, first, second));                             \
    }                                                                                              \
    LX6_OP(muls_##suffix) {                                                                        \
        set_accumulator(core, core->acc - product(op, first, second));                             \
    }

OPERANDS(aa, AS, AT)
OPERANDS(ad, AS, MY)
OPERANDS(da, MX, AT)
OPERANDS(dd, MX, MY)

/** Loads into the register that the field r names, and moves as on or back by a word. */
static bool load(mcub_lx6 *core, const lx6_op *op, int64_t acc) {
    const uint32_t address = AS + (op->immediate & DOWN ? 0 - UINT32_C(4) : 4);
    uint32_t value;
    if (!lx6_load32(core, address, &value)) {
        return false;
    }
    AS = address;
    core->m[op->r & 3] = value;
    set_accumulator(core, acc);
    return true;
}

LX6_OP(mula_da_load) {
    load(core, op, core->acc + product(op, MX, AT));
}

LX6_OP(mula_dd_load) {
    load(core, op, core->acc + product(op, MX, MY));
}

LX6_OP(ld_mac) {
    load(core, op, core->acc);
}
