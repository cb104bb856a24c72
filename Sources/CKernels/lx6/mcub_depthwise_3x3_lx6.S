/*
 * mcub_depthwise_3x3_lx6: eight weights in MAC16's registers and the ninth in another, six words of
 * the plane at a time, which at stride 1 give two outputs.
 */
#include "mcub_lx6_kernels.h"

    .equ PITCH, 256

/* What the stack holds. */
    .equ IMAGE, 20
    .equ ROWS, 24
    .equ PLANE, 28
    .equ OUTPUT, 32
    .equ ROUNDS, 36
    .equ FRAME, 48

    .macro load_words step
    l32i a0, a7, 0
    l32i a2, a7, PITCH
    l32i a3, a7, 2 * PITCH
    l32i a4, a7, 4
    l32i a5, a7, PITCH + 4
    l32i a6, a7, 2 * PITCH + 4
    addi a7, a7, \step
    .endm

/* The taps from the lower half of the first words on. */
    .macro lower_products
    mcub_mul_da ll, m0, a0
    mcub_mula_da hh, m0, a0
    mcub_mula_da ll, m1, a2
    mcub_mula_da hh, m1, a2
    mcub_mula_ad ll, a3, m2
    mcub_mula_ad hh, a3, m2
    mcub_mula_ad ll, a4, m3
    mcub_mula_ad lh, a5, m3
    mcub_mula_aa ll, a6, a14
    .endm

/* The taps from their upper half on. */
    .macro upper_products
    mcub_mul_da lh, m0, a0
    mcub_mula_da hl, m0, a4
    mcub_mula_da lh, m1, a2
    mcub_mula_da hl, m1, a5
    mcub_mula_ad hl, a3, m2
    mcub_mula_ad lh, a6, m2
    mcub_mula_ad hl, a4, m3
    mcub_mula_ad hh, a5, m3
    mcub_mula_aa hl, a6, a14
    .endm

    .macro finish is_signed
    mcub_rsr a13, MCUB_ACCLO
    addx4 a13, a13, a10
    mcub_high_product a15, a13, a11
    .if \is_signed
    srai a13, a13, 31
    addx2 a15, a13, a15
    .endif
    add a15, a15, a12
    sra a15, a15
    mcub_clamps a15, a15, 7
    s8i a15, a8, 0
    add a8, a8, a9
    .endm

    .macro begin_row
    l32i a7, a1, PLANE
    l32i a8, a1, OUTPUT
    l32i a13, a1, ROUNDS
    .endm

/* Ends the kernel behind the last row. */
    .macro end_row stride, row
    l32i a13, a1, ROWS
    l32i a0, a1, IMAGE
    addi a13, a13, -1
    s32i a13, a1, ROWS
    beqz a13, leave
    l32i a2, a0, 16
    l32i a7, a1, PLANE
    l32i a8, a1, OUTPUT
    addmi a7, a7, \stride * PITCH
    add a8, a8, a2
    s32i a7, a1, PLANE
    s32i a8, a1, OUTPUT
    j \row
    .endm

    .macro run_every is_signed
    .balign 4
.Levery_\is_signed:
1:
    begin_row
    mcub_aligned_loopgtz a13, 2f, .Levery_\is_signed
    load_words 4
    lower_products
    finish \is_signed
    upper_products
    finish \is_signed
2:
    l32i a0, a1, IMAGE
    l32i a2, a0, 20
    bbci a2, 0, 3f
    load_words 4
    lower_products
    finish \is_signed
3:
    end_row 1, 1b
    .endm

    .macro run_second is_signed
    .balign 4
.Lsecond_\is_signed:
1:
    begin_row
    mcub_aligned_loopgtz a13, 2f, .Lsecond_\is_signed
    load_words 4
    lower_products
    finish \is_signed
2:
    end_row 2, 1b
    .endm

    .section .text.mcub_depthwise_3x3_lx6, "ax"
    .balign 4
leave:
    l32i.n a0, a1, 0
    l32i.n a12, a1, 4
    l32i.n a13, a1, 8
    l32i.n a14, a1, 12
    l32i.n a15, a1, 16
    addi a1, a1, FRAME
    ret.n
    .balign 4
    .global mcub_depthwise_3x3_lx6
    .type mcub_depthwise_3x3_lx6, @function
mcub_depthwise_3x3_lx6:
    addi a1, a1, -FRAME
    s32i.n a0, a1, 0
    s32i.n a12, a1, 4
    s32i.n a13, a1, 8
    s32i.n a14, a1, 12
    s32i.n a15, a1, 16
    l32i a4, a2, 0
    l32i a5, a2, 8
    l32i a6, a2, 24
    s32i a2, a1, IMAGE
    s32i a4, a1, PLANE
    s32i a5, a1, OUTPUT
    s32i a6, a1, ROWS
    l32i a9, a2, 12
    l32i a5, a2, 4 /* stride */
    l32i a6, a2, 20
    l32i a4, a3, 12
    l32i a10, a3, 0
    l32i a11, a3, 4
    l32i a12, a3, 8
    l32i a7, a3, 16
    ssr a4
    addi a3, a3, 16
    mcub_ldinc m0, a3
    mcub_ldinc m1, a3
    mcub_ldinc m2, a3
    mcub_ldinc m3, a3
    l32i a14, a3, 4
    bnei a5, 1, 1f
    srli a6, a6, 1
    s32i a6, a1, ROUNDS
    bnez a7, .Levery_signed
    j .Levery_0
1:
    s32i a6, a1, ROUNDS
    bnez a7, .Lsecond_signed
    j .Lsecond_0
.Levery_signed:
    j .Levery_1
.Lsecond_signed:
    j .Lsecond_1

    run_every 0
    run_every 1
    run_second 0
    run_second 1
    .size mcub_depthwise_3x3_lx6, . - mcub_depthwise_3x3_lx6
