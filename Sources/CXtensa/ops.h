// The handlers of instructions, by their names in the ISA manual.
#pragma once

#include "lx6.h"

/** Declares or defines the handler of an instruction. */
#define LX6_OP(name) void lx6_op_##name(mcub_lx6 *core, const lx6_op *op)

/* clang-format off */
#define LX6_EACH(X) \
    X(illegal) X(unsupported) X(no_fetch) X(nop) X(simcall) X(syscall) X(break_) X(waiti) X(rsil) \
    X(rfe) X(rfde) X(rfi) X(rsr) X(wsr) X(xsr) X(rur) X(wur) \
    X(add) X(addx2) X(addx4) X(addx8) X(sub) X(subx2) X(subx4) X(subx8) X(addi) X(movi) \
    X(and_) X(or_) X(xor_) X(neg) X(abs) X(mov) \
    X(slli) X(srai) X(srli) X(src) X(srl) X(sll) X(sra) X(ssr) X(ssl) X(ssa8l) X(ssa8b) X(ssai) \
    X(extui) X(sext) X(clamps) X(min) X(max) X(minu) X(maxu) X(nsa) X(nsau) \
    X(moveqz) X(movnez) X(movltz) X(movgez) X(movf) X(movt) \
    X(mul16u) X(mul16s) X(mull) X(muluh) X(mulsh) X(quou) X(quos) X(remu) X(rems) \
    X(l8ui) X(l16ui) X(l16si) X(l32i) X(l32r) X(l32ai) X(s8i) X(s16i) X(s32i) X(s32ri) X(s32c1i) \
    X(j) X(jx) X(call0) X(callx0) X(ret) \
    X(beqz) X(bnez) X(bltz) X(bgez) X(beqi) X(bnei) X(blti) X(bgei) X(bltui) X(bgeui) \
    X(bnone) X(beq) X(blt) X(bltu) X(ball) X(bbc) X(bbci) X(bany) X(bne) X(bge) X(bgeu) X(bnall) \
    X(bbs) X(bbsi) X(bf) X(bt) X(loop) X(loopnez) X(loopgtz) \
    X(umul_aa) X(mul_aa) X(mula_aa) X(muls_aa) X(mul_ad) X(mula_ad) X(muls_ad) \
    X(mul_da) X(mula_da) X(muls_da) X(mul_dd) X(mula_dd) X(muls_dd) \
    X(mula_da_load) X(mula_dd_load) X(ld_mac) \
    X(andb) X(andbc) X(orb) X(orbc) X(xorb) X(any4) X(all4) X(any8) X(all8) \
    X(lsi) X(lsip) X(lsx) X(lsxp) X(ssi) X(ssip) X(ssx) X(ssxp) \
    X(add_s) X(sub_s) X(mul_s) X(madd_s) X(msub_s) X(round_s) X(trunc_s) X(floor_s) X(ceil_s) \
    X(utrunc_s) X(float_s) X(ufloat_s) X(mov_s) X(abs_s) X(neg_s) X(rfr) X(wfr) \
    X(un_s) X(oeq_s) X(ueq_s) X(olt_s) X(ult_s) X(ole_s) X(ule_s) \
    X(moveqz_s) X(movnez_s) X(movltz_s) X(movgez_s) X(movf_s) X(movt_s)
/* clang-format on */

#define LX6_DECLARE(name) LX6_OP(name);
LX6_EACH(LX6_DECLARE)
#undef LX6_DECLARE

/** The address register of a field: `LX6_A(r)`. */
#define LX6_A(field) (core->a[op->field])
