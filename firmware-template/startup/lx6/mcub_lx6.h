/*
 * Instructions of the ESP32's LX6 that the assembler for LX106 does not know, as bytes.
 *
 * For assembly files (.S) put together with --no-transform and linked with --no-relax. Registers
 * are written as the assembler writes them: a0 to a15, m0 to m3, b0 to b15, f0 to f15.
 * Encodings: Xtensa Instruction Set Architecture Reference Manual, instruction descriptions.
 */
#ifndef MCUB_LX6_H
#define MCUB_LX6_H

/* clang-format off */

    .irp number, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    .equ mcub_reg_a\number, \number
    .equ mcub_reg_b\number, \number
    .equ mcub_reg_f\number, \number
    .endr
    .irp number, 0, 1, 2, 3
    .equ mcub_reg_m\number, \number
    .endr

/* Special and user registers by number, for mcub_rsr and the like. */
    .equ MCUB_LBEG, 0
    .equ MCUB_LEND, 1
    .equ MCUB_LCOUNT, 2
    .equ MCUB_SAR, 3
    .equ MCUB_BR, 4
    .equ MCUB_SCOMPARE1, 12
    .equ MCUB_ACCLO, 16
    .equ MCUB_ACCHI, 17
    .equ MCUB_M0, 32
    .equ MCUB_M1, 33
    .equ MCUB_M2, 34
    .equ MCUB_M3, 35
    .equ MCUB_ATOMCTL, 99
    .equ MCUB_CPENABLE, 224
    .equ MCUB_MISC0, 244
    .equ MCUB_THREADPTR, 231
    .equ MCUB_FCR, 232

/* Three fields and an opcode, lowest byte first. */
    .macro mcub_rrr op0, op1, op2, r, s, t
    .byte \op0 | (\t) << 4, (\s) | (\r) << 4, \op1 | \op2 << 4
    .endm

    .macro mcub_rsr reg, special
    .byte mcub_reg_\reg << 4, \special, 0x03
    .endm
    .macro mcub_wsr reg, special
    .byte mcub_reg_\reg << 4, \special, 0x13
    .endm
    .macro mcub_xsr reg, special
    .byte mcub_reg_\reg << 4, \special, 0x61
    .endm
    .macro mcub_rur reg, user
    mcub_rrr 0, 3, 14, mcub_reg_\reg, (\user) >> 4, (\user) & 15
    .endm
    .macro mcub_wur reg, user
    .byte mcub_reg_\reg << 4, \user, 0xF3
    .endm

/* Zero-overhead loops: the end is a label at most 256 bytes ahead. */
    .macro mcub_loop count, end
.Lmcub_loop\@:
    .byte 0x76, 0x80 | mcub_reg_\count, (\end) - .Lmcub_loop\@ - 4
    .endm
    .macro mcub_loopnez count, end
.Lmcub_loop\@:
    .byte 0x76, 0x90 | mcub_reg_\count, (\end) - .Lmcub_loop\@ - 4
    .endm
    .macro mcub_loopgtz count, end
.Lmcub_loop\@:
    .byte 0x76, 0xA0 | mcub_reg_\count, (\end) - .Lmcub_loop\@ - 4
    .endm

/* Arithmetic: of as with the sign at bit 7 to 22, or bounded to that many bits and a sign. */
    .macro mcub_sext ar, as, bit
    mcub_rrr 0, 3, 2, mcub_reg_\ar, mcub_reg_\as, (\bit) - 7
    .endm
    .macro mcub_clamps ar, as, bit
    mcub_rrr 0, 3, 3, mcub_reg_\ar, mcub_reg_\as, (\bit) - 7
    .endm
    .macro mcub_min r, s, t
    mcub_rrr 0, 3, 4, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_max r, s, t
    mcub_rrr 0, 3, 5, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_minu r, s, t
    mcub_rrr 0, 3, 6, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_maxu r, s, t
    mcub_rrr 0, 3, 7, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm

/* The multiplier and the divider. */
    .macro mcub_muluh r, s, t
    mcub_rrr 0, 2, 10, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_mulsh r, s, t
    mcub_rrr 0, 2, 11, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_quou r, s, t
    mcub_rrr 0, 2, 12, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_quos r, s, t
    mcub_rrr 0, 2, 13, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_remu r, s, t
    mcub_rrr 0, 2, 14, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_rems r, s, t
    mcub_rrr 0, 2, 15, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm

/* Loads and stores that other masters watch; the offset is a multiple of 4 up to 1020. */
    .macro mcub_l32ai at, as, offset
    .byte 0x02 | mcub_reg_\at << 4, mcub_reg_\as | 11 << 4, (\offset) >> 2
    .endm
    .macro mcub_s32c1i at, as, offset
    .byte 0x02 | mcub_reg_\at << 4, mcub_reg_\as | 14 << 4, (\offset) >> 2
    .endm
    .macro mcub_s32ri at, as, offset
    .byte 0x02 | mcub_reg_\at << 4, mcub_reg_\as | 15 << 4, (\offset) >> 2
    .endm

/*
 * MAC16. The halves are ll, hl, lh or hh: of the first factor, then of the second. Factors are
 * two address registers (aa), an address register and m2 or m3 (ad), m0 or m1 and an address
 * register (da), or m0 or m1 and m2 or m3 (dd).
 */
    .equ mcub_half_ll, 0
    .equ mcub_half_hl, 1
    .equ mcub_half_lh, 2
    .equ mcub_half_hh, 3
    .macro mcub_umul_aa halves, first, second
    mcub_rrr 4, (0 + mcub_half_\halves), 7, (0), (mcub_reg_\first), (mcub_reg_\second)
    .endm
    .macro mcub_mul_aa halves, first, second
    mcub_rrr 4, (4 + mcub_half_\halves), 7, (0), (mcub_reg_\first), (mcub_reg_\second)
    .endm
    .macro mcub_mula_aa halves, first, second
    mcub_rrr 4, (8 + mcub_half_\halves), 7, (0), (mcub_reg_\first), (mcub_reg_\second)
    .endm
    .macro mcub_muls_aa halves, first, second
    mcub_rrr 4, (12 + mcub_half_\halves), 7, (0), (mcub_reg_\first), (mcub_reg_\second)
    .endm
    .macro mcub_mul_ad halves, first, second
    mcub_rrr 4, (4 + mcub_half_\halves), 3, (0), (mcub_reg_\first), ((mcub_reg_\second - 2) << 2)
    .endm
    .macro mcub_mula_ad halves, first, second
    mcub_rrr 4, (8 + mcub_half_\halves), 3, (0), (mcub_reg_\first), ((mcub_reg_\second - 2) << 2)
    .endm
    .macro mcub_muls_ad halves, first, second
    mcub_rrr 4, (12 + mcub_half_\halves), 3, (0), (mcub_reg_\first), ((mcub_reg_\second - 2) << 2)
    .endm
    .macro mcub_mul_da halves, first, second
    mcub_rrr 4, (4 + mcub_half_\halves), 6, (mcub_reg_\first << 2), (0), (mcub_reg_\second)
    .endm
    .macro mcub_mula_da halves, first, second
    mcub_rrr 4, (8 + mcub_half_\halves), 6, (mcub_reg_\first << 2), (0), (mcub_reg_\second)
    .endm
    .macro mcub_muls_da halves, first, second
    mcub_rrr 4, (12 + mcub_half_\halves), 6, (mcub_reg_\first << 2), (0), (mcub_reg_\second)
    .endm
    .macro mcub_mul_dd halves, first, second
    mcub_rrr 4, (4 + mcub_half_\halves), 2, (mcub_reg_\first << 2), (0), ((mcub_reg_\second - 2) << 2)
    .endm
    .macro mcub_mula_dd halves, first, second
    mcub_rrr 4, (8 + mcub_half_\halves), 2, (mcub_reg_\first << 2), (0), ((mcub_reg_\second - 2) << 2)
    .endm
    .macro mcub_muls_dd halves, first, second
    mcub_rrr 4, (12 + mcub_half_\halves), 2, (mcub_reg_\first << 2), (0), ((mcub_reg_\second - 2) << 2)
    .endm

/* The same as mula with a load into m0 to m3 beside it, after as went up or down by 4. */
    .macro mcub_mula_da_ldinc halves, into, as, first, second
    mcub_rrr 4, (8 + mcub_half_\halves), 4, (mcub_reg_\first << 2 | mcub_reg_\into), mcub_reg_\as, (mcub_reg_\second)
    .endm
    .macro mcub_mula_da_lddec halves, into, as, first, second
    mcub_rrr 4, (8 + mcub_half_\halves), 5, (mcub_reg_\first << 2 | mcub_reg_\into), mcub_reg_\as, (mcub_reg_\second)
    .endm
    .macro mcub_mula_dd_ldinc halves, into, as, first, second
    mcub_rrr 4, (8 + mcub_half_\halves), 0, (mcub_reg_\first << 2 | mcub_reg_\into), mcub_reg_\as, ((mcub_reg_\second - 2) << 2)
    .endm
    .macro mcub_mula_dd_lddec halves, into, as, first, second
    mcub_rrr 4, (8 + mcub_half_\halves), 1, (mcub_reg_\first << 2 | mcub_reg_\into), mcub_reg_\as, ((mcub_reg_\second - 2) << 2)
    .endm
    .macro mcub_ldinc into, as
    mcub_rrr 4, 0, 8, mcub_reg_\into, mcub_reg_\as, 0
    .endm
    .macro mcub_lddec into, as
    mcub_rrr 4, 0, 9, mcub_reg_\into, mcub_reg_\as, 0
    .endm

/* Booleans. */
    .macro mcub_andb r, s, t
    mcub_rrr 0, 2, 0, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_andbc r, s, t
    mcub_rrr 0, 2, 1, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_orb r, s, t
    mcub_rrr 0, 2, 2, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_orbc r, s, t
    mcub_rrr 0, 2, 3, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_xorb r, s, t
    mcub_rrr 0, 2, 4, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_any4 t, s
    mcub_rrr 0, 0, 0, 8, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_all4 t, s
    mcub_rrr 0, 0, 0, 9, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_any8 t, s
    mcub_rrr 0, 0, 0, 10, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_all8 t, s
    mcub_rrr 0, 0, 0, 11, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_movf r, s, t
    mcub_rrr 0, 3, 12, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_movt r, s, t
    mcub_rrr 0, 3, 13, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_bf boolean, target
.Lmcub_branch\@:
    .byte 0x76, 0 << 4 | mcub_reg_\boolean, ((\target) - .Lmcub_branch\@ - 4) & 0xFF
    .endm
    .macro mcub_bt boolean, target
.Lmcub_branch\@:
    .byte 0x76, 1 << 4 | mcub_reg_\boolean, ((\target) - .Lmcub_branch\@ - 4) & 0xFF
    .endm

/* Single precision. CPENABLE has to be 1. The forms with p use as itself, then move it on. */
    .macro mcub_add_s r, s, t
    mcub_rrr 0, 10, 0, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_sub_s r, s, t
    mcub_rrr 0, 10, 1, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_mul_s r, s, t
    mcub_rrr 0, 10, 2, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_madd_s r, s, t
    mcub_rrr 0, 10, 4, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_msub_s r, s, t
    mcub_rrr 0, 10, 5, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_un_s r, s, t
    mcub_rrr 0, 11, 1, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_oeq_s r, s, t
    mcub_rrr 0, 11, 2, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_ueq_s r, s, t
    mcub_rrr 0, 11, 3, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_olt_s r, s, t
    mcub_rrr 0, 11, 4, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_ult_s r, s, t
    mcub_rrr 0, 11, 5, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_ole_s r, s, t
    mcub_rrr 0, 11, 6, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_ule_s r, s, t
    mcub_rrr 0, 11, 7, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_moveqz_s r, s, t
    mcub_rrr 0, 11, 8, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_movnez_s r, s, t
    mcub_rrr 0, 11, 9, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_movltz_s r, s, t
    mcub_rrr 0, 11, 10, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_movgez_s r, s, t
    mcub_rrr 0, 11, 11, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_movf_s r, s, t
    mcub_rrr 0, 11, 12, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_movt_s r, s, t
    mcub_rrr 0, 11, 13, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_round_s r, s, power
    mcub_rrr 0, 10, 8, mcub_reg_\r, mcub_reg_\s, (\power)
    .endm
    .macro mcub_trunc_s r, s, power
    mcub_rrr 0, 10, 9, mcub_reg_\r, mcub_reg_\s, (\power)
    .endm
    .macro mcub_floor_s r, s, power
    mcub_rrr 0, 10, 10, mcub_reg_\r, mcub_reg_\s, (\power)
    .endm
    .macro mcub_ceil_s r, s, power
    mcub_rrr 0, 10, 11, mcub_reg_\r, mcub_reg_\s, (\power)
    .endm
    .macro mcub_float_s r, s, power
    mcub_rrr 0, 10, 12, mcub_reg_\r, mcub_reg_\s, (\power)
    .endm
    .macro mcub_ufloat_s r, s, power
    mcub_rrr 0, 10, 13, mcub_reg_\r, mcub_reg_\s, (\power)
    .endm
    .macro mcub_utrunc_s r, s, power
    mcub_rrr 0, 10, 14, mcub_reg_\r, mcub_reg_\s, (\power)
    .endm
    .macro mcub_mov_s r, s
    mcub_rrr 0, 10, 15, mcub_reg_\r, mcub_reg_\s, 0
    .endm
    .macro mcub_abs_s r, s
    mcub_rrr 0, 10, 15, mcub_reg_\r, mcub_reg_\s, 1
    .endm
    .macro mcub_rfr r, s
    mcub_rrr 0, 10, 15, mcub_reg_\r, mcub_reg_\s, 4
    .endm
    .macro mcub_wfr r, s
    mcub_rrr 0, 10, 15, mcub_reg_\r, mcub_reg_\s, 5
    .endm
    .macro mcub_neg_s r, s
    mcub_rrr 0, 10, 15, mcub_reg_\r, mcub_reg_\s, 6
    .endm
    .macro mcub_lsx r, s, t
    mcub_rrr 0, 8, 0, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_lsxp r, s, t
    mcub_rrr 0, 8, 1, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_ssx r, s, t
    mcub_rrr 0, 8, 4, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_ssxp r, s, t
    mcub_rrr 0, 8, 5, mcub_reg_\r, mcub_reg_\s, mcub_reg_\t
    .endm
    .macro mcub_lsi ft, as, offset
    .byte 0x03 | mcub_reg_\ft << 4, mcub_reg_\as | 0 << 4, (\offset) >> 2
    .endm
    .macro mcub_ssi ft, as, offset
    .byte 0x03 | mcub_reg_\ft << 4, mcub_reg_\as | 4 << 4, (\offset) >> 2
    .endm
    .macro mcub_lsip ft, as, offset
    .byte 0x03 | mcub_reg_\ft << 4, mcub_reg_\as | 8 << 4, (\offset) >> 2
    .endm
    .macro mcub_ssip ft, as, offset
    .byte 0x03 | mcub_reg_\ft << 4, mcub_reg_\as | 12 << 4, (\offset) >> 2
    .endm

/* clang-format on */

#endif
