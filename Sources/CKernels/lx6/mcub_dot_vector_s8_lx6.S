/*
 * mcub_dot_vector_s8_lx6: a word of weights at a time, each weight in the upper byte of a lane, so
 * that a mask is all that they need; the sum is 256 times as large and has MAC16's 40 bits.
 */
#include "mcub_lx6_kernels.h"

    .section .text.mcub_dot_vector_s8_lx6, "ax"
    .balign 4
upper_bytes:
    .word 0xFF00FF00
    .global mcub_dot_vector_s8_lx6
    .type mcub_dot_vector_s8_lx6, @function
mcub_dot_vector_s8_lx6:
    l32r a11, upper_bytes
0:
    addi a1, a1, -16
    s32i.n a0, a1, 0
    s32i.n a12, a1, 4
    s32i.n a13, a1, 8
    addi a2, a2, -4
    l32i.n a9, a3, 0
    nop.n
1:
    mov.n a8, a2
    mcub_ldinc m0, a8
    mcub_mul_aa hh, a7, a7 /* 0, as there are less than 2^16 quads */
    mcub_ldinc m1, a8
    mcub_aligned_loop a7, 2f, 0b, 3
    slli a10, a9, 8
    and a12, a9, a11
    addi.n a3, a3, 4
    and a10, a10, a11
    l32i.n a9, a3, 0
    mcub_mula_da ll, m0, a10
    mcub_mula_da_ldinc hh, m0, a8, m0, a10
    mcub_mula_da ll, m1, a12
    mcub_mula_da_ldinc hh, m1, a8, m1, a12
2:
    l32i.n a13, a4, 0
    mcub_rsr a10, MCUB_ACCLO
    mcub_rsr a12, MCUB_ACCHI
    srli a10, a10, 6
    slli a12, a12, 26
    add.n a10, a10, a12
    add.n a10, a10, a13 /* 4 * the sum and the bias */
    l32i.n a13, a4, 4
    l32i.n a0, a4, 12
    mcub_high_product a12, a10, a13
    l32i a13, a4, 16
    srai a10, a10, 31
    and a10, a10, a13
    l32i.n a13, a4, 8
    add.n a12, a12, a10
    ssr a0
    add.n a12, a12, a13
    addi a4, a4, 20
    sra a12, a12
    addi a6, a6, -1
    mcub_clamps a12, a12, 7
    s8i a12, a5, 0
    addi.n a5, a5, 1
    bnez a6, 1b
    l32i.n a0, a1, 0
    l32i.n a12, a1, 4
    l32i.n a13, a1, 8
    addi a1, a1, 16
    ret.n
    .size mcub_dot_vector_s8_lx6, . - mcub_dot_vector_s8_lx6
