/*
 * mcub_dot_s8_lx6 for the LX6: one product a cycle and instruction, both factors loaded beside.
 *
 * A lane of weights lies half a word behind its activation, so that no two registers are used up
 * at the same product: each load has three instructions until its value is wanted.
 */
#include "mcub_lx6_kernels.h"

    .section .text.mcub_dot_s8_lx6, "ax"
    .balign 4
    .global mcub_dot_s8_lx6
    .type mcub_dot_s8_lx6, @function
mcub_dot_s8_lx6:
    addi a1, a1, -32
    s32i a0, a1, 0
    s32i a12, a1, 4
    s32i a13, a1, 8
    s32i a14, a1, 12
    s32i a15, a1, 16
    l32i a5, a3, 12 /* shift */
    l32i a10, a3, 0
    l32i a11, a3, 4
    l32i a12, a3, 8
    l32i a13, a3, 16
    ssr a5
    mov a15, a2
    l32i a0, a15, 0
    addi a0, a0, -4 /* a load moves its pointer on first */
    l32i a14, a15, 4 /* pixel_bytes */
    l32i a5, a15, 12 /* segments */
    l32i a6, a15, 16
    l32i a4, a15, 20
    addi a4, a4, -4
    l32i a7, a15, 24
    l32i a8, a15, 28
    l32i a9, a15, 32
    mull a9, a8, a9
    add a9, a7, a9
    bnei a5, 1, many
    slli a5, a6, 3
    beq a5, a14, dense
    bnez a13, apart_signed
    j apart

/* From the sum to the next output. */
    .macro finish, is_signed, pixel
    mcub_rsr a13, MCUB_ACCLO
    addx4 a13, a13, a10
    mcub_high_product a3, a13, a11
    .if \is_signed
    srai a13, a13, 31
    addx2 a3, a13, a3
    .endif
    add a3, a3, a12
    sra a3, a3
    mcub_clamps a3, a3, 7
    s8i a3, a7, 0
    add a7, a7, a8
    bne a7, a9, \pixel
    .endm

    .macro products start
    mcub_aligned_loop a6, 9f, \start
    mcub_mula_dd_ldinc lh, m2, a5, m0, m2
    mcub_mula_dd_ldinc hl, m0, a2, m0, m3
    mcub_mula_dd_ldinc lh, m3, a5, m1, m3
    mcub_mula_dd_ldinc hl, m1, a2, m1, m2
9:
    .endm

/* One segment, which the next output's follows: its first words are there already. */
    .macro run_dense is_signed
    .balign 4
.Ldense_\is_signed:
    nop.n
    mov.n a2, a0
    mcub_ldinc m0, a2
    mcub_ldinc m1, a2
1:
    mov.n a5, a4
    mcub_ldinc m2, a5
    mcub_ldinc m3, a5
    mcub_mul_aa hh, a6, a6 /* 0, as there are less than 2^16 steps */
    products .Ldense_\is_signed
    finish \is_signed, 1b
    j leave
    .endm

/* One segment, and another pixel's. */
    .macro run_apart is_signed
    .balign 4
.Lapart_\is_signed:
1:
    mov.n a2, a0
    add.n a0, a0, a14
    mov.n a5, a4
    mcub_ldinc m0, a2
    mcub_ldinc m2, a5
    mcub_ldinc m3, a5
    mcub_ldinc m1, a2
    mcub_mul_aa hh, a6, a6
    products .Lapart_\is_signed
    finish \is_signed, 1b
    j leave
    .endm

/* Several segments; the weights go on from one to the next. */
    .macro run_many is_signed
    .balign 4
.Lmany_\is_signed:
    nop.n
1:
    l32i a14, a15, 12
    l32i a13, a15, 8
    mov.n a5, a4
    mov.n a3, a0
    mcub_ldinc m2, a5
    mcub_ldinc m3, a5
    mcub_mul_aa hh, a6, a6
2:
    mov.n a2, a3
    add.n a3, a3, a13
    addi.n a14, a14, -1
    mcub_ldinc m0, a2
    mcub_ldinc m1, a2
    products .Lmany_\is_signed
    bnez a14, 2b
    l32i a14, a15, 4
    add.n a0, a0, a14
    finish \is_signed, 1b
    j leave
    .endm

dense:
    bnez a13, dense_signed
    j .Ldense_0
dense_signed:
    j .Ldense_1
apart:
    j .Lapart_0
apart_signed:
    j .Lapart_1
many:
    bnez a13, many_signed
    j .Lmany_0
many_signed:
    j .Lmany_1

    run_dense 0
    run_dense 1
    run_apart 0
    run_apart 1
    run_many 0
    run_many 1

leave:
    l32i a0, a1, 0
    l32i a12, a1, 4
    l32i a13, a1, 8
    l32i a14, a1, 12
    l32i a15, a1, 16
    addi a1, a1, 32
    ret
    .size mcub_dot_s8_lx6, . - mcub_dot_s8_lx6
