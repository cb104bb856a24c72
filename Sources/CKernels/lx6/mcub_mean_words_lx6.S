/*
 * mcub_mean_words_lx6: a word of four channels at a time, each plus 128. One sum is of all words, one
 * of every second byte in lanes of 16 bits; what they differ by are the sums of the other bytes.
 */
#include "mcub_lx6_kernels.h"

/* What the stack holds. */
    .equ ROWS, 20
    .equ COLUMNS, 24
    .equ FRAME, 32

/* The means of a word's two lanes, by mcub_mean_by_product, to bytes two apart. */
    .macro write_means lanes, place
    extui a15, \lanes, 0, 16
    extui \lanes, \lanes, 16, 16
    sub a0, a15, a14
    srai a0, a0, 31
    add.n a15, a15, a13
    add.n a15, a15, a0
    mull a15, a15, a12
    sub a0, \lanes, a14
    srai a0, a0, 31
    extui a15, a15, 24, 8
    add.n \lanes, \lanes, a13
    add.n \lanes, \lanes, a0
    xor a15, a15, a8
    mull \lanes, \lanes, a12
    s8i a15, a5, \place
    extui \lanes, \lanes, 24, 8
    xor \lanes, \lanes, a8
    s8i \lanes, a5, \place + 2
    .endm

    .section .text.mcub_mean_words_lx6, "ax"
    .balign 4
top_bits:
    .word 0x80808080
low_bytes:
    .word 0x00FF00FF
    .global mcub_mean_words_lx6
    .type mcub_mean_words_lx6, @function
mcub_mean_words_lx6:
    l32r a8, top_bits
    l32r a9, low_bytes
0:
    addi a1, a1, -FRAME
    s32i.n a0, a1, 0
    s32i.n a12, a1, 4
    s32i.n a13, a1, 8
    s32i.n a14, a1, 12
    s32i.n a15, a1, 16
    l32i.n a15, a2, 4
    l32i.n a0, a2, 8
    l32i.n a7, a2, 12 /* row_step */
    l32i.n a6, a2, 16 /* pixel_step */
    l32i.n a2, a2, 0
    s32i.n a15, a1, ROWS
    s32i.n a0, a1, COLUMNS
    nop.n
1:
    movi.n a10, 0
    movi.n a11, 0
    mov.n a14, a2
    l32i.n a15, a1, ROWS
    l32i.n a0, a1, COLUMNS
2:
    mov.n a13, a14
    add.n a14, a14, a7
    mcub_aligned_loop a0, 3f, 0b, 2
    l32i.n a12, a13, 0
    add.n a13, a13, a6
    xor a12, a12, a8
    add.n a10, a10, a12
    srli a12, a12, 8
    and a12, a12, a9
    add.n a11, a11, a12
3:
    addi.n a15, a15, -1
    bnez a15, 2b
    l32i.n a12, a4, 4 /* factor */
    l32i.n a13, a4, 8 /* half */
    l32i.n a14, a4, 12 /* exact_sum */
    slli a15, a11, 8
    sub a10, a10, a15
    write_means a10, 0
    write_means a11, 1
    addi.n a2, a2, 4
    addi.n a5, a5, 4
    addi a3, a3, -4
    bnez a3, 1b
    l32i.n a0, a1, 0
    l32i.n a12, a1, 4
    l32i.n a13, a1, 8
    l32i.n a14, a1, 12
    l32i.n a15, a1, 16
    addi a1, a1, FRAME
    ret.n
    .size mcub_mean_words_lx6, . - mcub_mean_words_lx6
