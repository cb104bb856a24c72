#include "ops.h"

/** Defines an instruction that sets ar from an expression of `s` and `t`, the values of as, at. */
#define BINARY(name, expression)                                                                   \
    LX6_OP(name) {                                                                                 \
        const uint32_t s = LX6_A(s), t = LX6_A(t);                                                 \
        LX6_A(r) = (expression);                                                                   \
    }

/** The same of one operand, `t`. */
#define UNARY_T(name, expression)                                                                  \
    LX6_OP(name) {                                                                                 \
        const uint32_t t = LX6_A(t);                                                               \
        LX6_A(r) = (expression);                                                                   \
    }

/** The same of `s` and the immediate, `i`. */
#define WITH_IMMEDIATE(name, target, expression)                                                   \
    LX6_OP(name) {                                                                                 \
        const uint32_t s = LX6_A(s), i = op->immediate;                                            \
        LX6_A(target) = (expression);                                                              \
    }

BINARY(add, s + t)
BINARY(addx2, (s << 1) + t)
BINARY(addx4, (s << 2) + t)
BINARY(addx8, (s << 3) + t)
BINARY(sub, s - t)
BINARY(subx2, (s << 1) - t)
BINARY(subx4, (s << 2) - t)
BINARY(subx8, (s << 3) - t)
BINARY(and_, s &t)
BINARY(or_, s | t)
BINARY(xor_, s ^ t)
UNARY_T(neg, 0 - t)
UNARY_T(abs, (int32_t)t < 0 ? 0 - t : t)
WITH_IMMEDIATE(addi, t, s + i)

LX6_OP(movi) {
    LX6_A(t) = op->immediate;
}

LX6_OP(mov) {
    LX6_A(t) = LX6_A(s);
}

/* Shifts. SAR has six bits; what is shifted is 64 bits wide, so that 32 and more give zero. */

WITH_IMMEDIATE(slli, r, (uint32_t)((uint64_t)s << i))

LX6_OP(srai) {
    LX6_A(r) = (uint32_t)((int32_t)LX6_A(t) >> op->immediate);
}

LX6_OP(srli) {
    LX6_A(r) = LX6_A(t) >> op->immediate;
}

BINARY(src, (uint32_t)(((uint64_t)s << 32 | t) >> core->sar))
UNARY_T(srl, (uint32_t)((uint64_t)t >> core->sar))
UNARY_T(sra, (uint32_t)((int64_t)(int32_t)t >> core->sar))

LX6_OP(sll) {
    LX6_A(r) = (uint32_t)((uint64_t)LX6_A(s) << ((32 - core->sar) & 63));
}

LX6_OP(ssr) {
    core->sar = LX6_A(s) & 31;
}

LX6_OP(ssl) {
    core->sar = 32 - (LX6_A(s) & 31);
}

LX6_OP(ssa8l) {
    core->sar = (LX6_A(s) & 3) << 3;
}

LX6_OP(ssa8b) {
    core->sar = 32 - ((LX6_A(s) & 3) << 3);
}

LX6_OP(ssai) {
    core->sar = op->immediate;
}

/** EXTUI: the field t holds the source, s the width in bits. */
LX6_OP(extui) {
    LX6_A(r) = LX6_A(t) >> op->immediate & UINT32_MAX >> (32 - op->s);
}

/** SEXT: the immediate is the number of the sign's bit. */
WITH_IMMEDIATE(sext, r, (uint32_t)((int32_t)(s << (31 - i)) >> (31 - i)))

LX6_OP(clamps) {
    const int32_t value = (int32_t)LX6_A(s);
    const int32_t most = (int32_t)((UINT32_C(1) << op->immediate) - 1);
    const int32_t least = -most - 1;
    LX6_A(r) = (uint32_t)(value > most ? most : value < least ? least : value);
}

BINARY(min, (int32_t)s < (int32_t)t ? s : t)
BINARY(max, (int32_t)s > (int32_t)t ? s : t)
BINARY(minu, s < t ? s : t)
BINARY(maxu, s > t ? s : t)

static uint32_t leading_zeros(uint32_t value) {
    return value == 0 ? 32 : (uint32_t)__builtin_clz(value);
}

LX6_OP(nsa) {
    const uint32_t value = LX6_A(s);
    LX6_A(t) = leading_zeros(value ^ (uint32_t)((int32_t)value >> 31)) - 1;
}

LX6_OP(nsau) {
    LX6_A(t) = leading_zeros(LX6_A(s));
}

/** Defines a move of as to ar under a condition of `t`. */
#define CONDITIONAL(name, condition)                                                               \
    LX6_OP(name) {                                                                                 \
        const int32_t t = (int32_t)LX6_A(t);                                                       \
        if (condition) {                                                                           \
            LX6_A(r) = LX6_A(s);                                                                   \
        }                                                                                          \
    }

CONDITIONAL(moveqz, t == 0)
CONDITIONAL(movnez, t != 0)
CONDITIONAL(movltz, t < 0)
CONDITIONAL(movgez, t >= 0)

LX6_OP(movf) {
    if (!(core->booleans >> op->t & 1)) {
        LX6_A(r) = LX6_A(s);
    }
}

LX6_OP(movt) {
    if (core->booleans >> op->t & 1) {
        LX6_A(r) = LX6_A(s);
    }
}

/* Multiplication and division */

BINARY(mul16u, (s & 0xFFFF) * (t & 0xFFFF))
BINARY(mul16s, (uint32_t)((int32_t)(int16_t)s *(int16_t)t))
BINARY(mull, s *t)
BINARY(muluh, (uint32_t)((uint64_t)s *t >> 32))
BINARY(mulsh, (uint32_t)((int64_t)(int32_t)s *(int32_t)t >> 32))

/** Defines a division: an exception when `t` is zero. */
#define DIVISION(name, expression)                                                                 \
    LX6_OP(name) {                                                                                 \
        const uint32_t s = LX6_A(s), t = LX6_A(t);                                                 \
        if (t == 0) {                                                                              \
            lx6_raise(core, CAUSE_DIVIDE_BY_ZERO);                                                 \
            return;                                                                                \
        }                                                                                          \
        LX6_A(r) = (expression);                                                                   \
    }

/* In 64 bits, so that the least number by -1 has a quotient. */
DIVISION(quou, s / t)
DIVISION(remu, s % t)
DIVISION(quos, (uint32_t)((int64_t)(int32_t)s / (int32_t)t))
DIVISION(rems, (uint32_t)((int64_t)(int32_t)s % (int32_t)t))
