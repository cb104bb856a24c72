#include "ops.h"

#include "lx6_access.h"

#include <math.h>
#include <string.h>

static const uint32_t sign_bit = UINT32_C(1) << 31, quiet_bit = 1 << 22, default_nan = 0x7FC00000;

static float as_float(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t as_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static bool is_nan(uint32_t bits) {
    return (bits & ~sign_bit) > 0x7F800000;
}

/** The bits of a result; one that is no number is an operand's, made quiet, or the default. */
static uint32_t settle(float result, uint32_t first, uint32_t second, uint32_t third) {
    if (result == result) {
        return as_bits(result);
    }
    return is_nan(first)    ? first | quiet_bit
           : is_nan(second) ? second | quiet_bit
           : is_nan(third)  ? third | quiet_bit
                            : default_nan;
}

/** Whether floating point is on; if not, the exception is raised. */
static bool enabled(mcub_lx6 *core) {
    if (!(core->cpenable & 1)) {
        lx6_raise(core, CAUSE_NO_COPROCESSOR0);
        return false;
    }
    return true;
}

#define FR (core->f[op->r])
#define FS (core->f[op->s])
#define FT (core->f[op->t])

/** Defines an instruction that is nothing but a statement, where floating point is on. */
#define FLOAT_OP(name, statement)                                                                  \
    LX6_OP(name) {                                                                                 \
        if (enabled(core)) {                                                                       \
            statement;                                                                             \
        }                                                                                          \
    }

FLOAT_OP(add_s, FR = settle(as_float(FS) + as_float(FT), FS, FT, 0))
FLOAT_OP(sub_s, FR = settle(as_float(FS) - as_float(FT), FS, FT, 0))
FLOAT_OP(mul_s, FR = settle(as_float(FS) * as_float(FT), FS, FT, 0))
FLOAT_OP(madd_s, FR = settle(fmaf(as_float(FS), as_float(FT), as_float(FR)), FR, FS, FT))
FLOAT_OP(msub_s, FR = settle(fmaf(-as_float(FS), as_float(FT), as_float(FR)), FR, FS, FT))
FLOAT_OP(mov_s, FR = FS)
FLOAT_OP(abs_s, FR = FS & ~sign_bit)
FLOAT_OP(neg_s, FR = FS ^ sign_bit)
FLOAT_OP(rfr, LX6_A(r) = FS)
FLOAT_OP(wfr, FR = LX6_A(s))

/* To and from integers; the field t is a power of two. */

static double scaled(const mcub_lx6 *core, const lx6_op *op) {
    return (double)as_float(FS) * (double)(1 << op->t);
}

/** The nearest that 32 bits hold, of a number that is whole already. */
static uint32_t saturated(double value) {
    if (!(value < 2147483648.0)) {
        return INT32_MAX; /* not a number, too */
    }
    return (uint32_t)(value < -2147483648.0 ? INT32_MIN : (int32_t)value);
}

static uint32_t saturated_unsigned(double value) {
    if (value < 0) {
        return saturated(value);
    }
    return value < 4294967296.0 ? (uint32_t)value : UINT32_MAX;
}

FLOAT_OP(round_s, LX6_A(r) = saturated(nearbyint(scaled(core, op))))
FLOAT_OP(trunc_s, LX6_A(r) = saturated(trunc(scaled(core, op))))
FLOAT_OP(floor_s, LX6_A(r) = saturated(floor(scaled(core, op))))
FLOAT_OP(ceil_s, LX6_A(r) = saturated(ceil(scaled(core, op))))
FLOAT_OP(utrunc_s, LX6_A(r) = saturated_unsigned(trunc(scaled(core, op))))
FLOAT_OP(float_s, FR = as_bits((float)((double)(int32_t)LX6_A(s) / (double)(1 << op->t))))
FLOAT_OP(ufloat_s, FR = as_bits((float)((double)LX6_A(s) / (double)(1 << op->t))))

/* Comparisons, into a boolean */

/** Defines a comparison of `s` and `t`. */
#define COMPARISON(name, condition)                                                                \
    LX6_OP(name) {                                                                                 \
        if (enabled(core)) {                                                                       \
            const float s = as_float(FS), t = as_float(FT);                                        \
            const uint32_t result = (condition);                                                   \
            core->booleans = (core->booleans & ~(UINT32_C(1) << op->r)) | result << op->r;         \
        }                                                                                          \
    }

COMPARISON(un_s, s != s || t != t)
COMPARISON(oeq_s, s == t)
COMPARISON(ueq_s, !(s < t || s > t))
COMPARISON(olt_s, s < t)
COMPARISON(ult_s, !(s >= t))
COMPARISON(ole_s, s <= t)
COMPARISON(ule_s, !(s > t))

/** Defines a move under a condition. */
#define MOVE(name, condition)                                                                      \
    LX6_OP(name) {                                                                                 \
        if (enabled(core) && (condition)) {                                                        \
            FR = FS;                                                                               \
        }                                                                                          \
    }

MOVE(moveqz_s, LX6_A(t) == 0)
MOVE(movnez_s, LX6_A(t) != 0)
MOVE(movltz_s, (int32_t)LX6_A(t) < 0)
MOVE(movgez_s, (int32_t)LX6_A(t) >= 0)
MOVE(movf_s, !(core->booleans >> op->t & 1))
MOVE(movt_s, core->booleans >> op->t & 1)

/* Loads and stores. The forms with p go to as itself and move it on afterwards. */

static void load(mcub_lx6 *core, uint32_t address, uint32_t *into, uint32_t *base, uint32_t moved) {
    if (enabled(core) && lx6_load32(core, address, into)) {
        *base = moved;
    }
}

static void store(mcub_lx6 *core, uint32_t address, uint32_t value, uint32_t *base,
                  uint32_t moved) {
    if (enabled(core) && lx6_store32(core, address, value)) {
        *base = moved;
    }
}

LX6_OP(lsi) {
    load(core, LX6_A(s) + op->immediate, &FT, &LX6_A(s), LX6_A(s));
}

LX6_OP(lsip) {
    load(core, LX6_A(s), &FT, &LX6_A(s), LX6_A(s) + op->immediate);
}

LX6_OP(lsx) {
    load(core, LX6_A(s) + LX6_A(t), &FR, &LX6_A(s), LX6_A(s));
}

LX6_OP(lsxp) {
    load(core, LX6_A(s), &FR, &LX6_A(s), LX6_A(s) + LX6_A(t));
}

LX6_OP(ssi) {
    store(core, LX6_A(s) + op->immediate, FT, &LX6_A(s), LX6_A(s));
}

LX6_OP(ssip) {
    store(core, LX6_A(s), FT, &LX6_A(s), LX6_A(s) + op->immediate);
}

LX6_OP(ssx) {
    store(core, LX6_A(s) + LX6_A(t), FR, &LX6_A(s), LX6_A(s));
}

LX6_OP(ssxp) {
    store(core, LX6_A(s), FR, &LX6_A(s), LX6_A(s) + LX6_A(t));
}
