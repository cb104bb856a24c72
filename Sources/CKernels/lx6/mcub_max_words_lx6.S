/*
 * mcub_max_words_lx6: a word of four channels at a time. The largest word has the largest top byte,
 * whatever lies below it: each channel is moved to the top and has a maximum of its own.
 */
#include "mcub_lx6_kernels.h"

    .macro write value, place
    extui \value, \value, 24, 8
    s8i \value, a4, \place
    .endm

    .section .text.mcub_max_words_lx6, "ax"
    .balign 4
    .global mcub_max_words_lx6
    .type mcub_max_words_lx6, @function
mcub_max_words_lx6:
    addi a1, a1, -32
    s32i a0, a1, 0
    s32i a12, a1, 4
    s32i a13, a1, 8
    s32i a14, a1, 12
    s32i a15, a1, 16
    l32i a5, a2, 0
    l32i a6, a2, 4 /* rows */
    l32i a7, a2, 8 /* columns */
    l32i a8, a2, 12 /* row_step */
    l32i a9, a2, 16 /* pixel_step */
1:
    movi a0, 1
    slli a0, a0, 31
    mov.n a2, a0
    mov.n a14, a0
    mov.n a15, a0
    mov.n a10, a5
    mov.n a11, a6
2:
    mov.n a12, a10
    add.n a10, a10, a8
    mcub_aligned_loop a7, 3f, mcub_max_words_lx6
    l32i.n a13, a12, 0
    add.n a12, a12, a9
    mcub_max a15, a15, a13
    slli a13, a13, 8
    mcub_max a14, a14, a13
    slli a13, a13, 8
    mcub_max a2, a2, a13
    slli a13, a13, 8
    mcub_max a0, a0, a13
3:
    addi.n a11, a11, -1
    bnez a11, 2b
    write a0, 0
    write a2, 1
    write a14, 2
    write a15, 3
    addi.n a5, a5, 4
    addi.n a4, a4, 4
    addi a3, a3, -4
    bnez a3, 1b
    l32i a0, a1, 0
    l32i a12, a1, 4
    l32i a13, a1, 8
    l32i a14, a1, 12
    l32i a15, a1, 16
    addi a1, a1, 32
    ret.n
    .size mcub_max_words_lx6, . - mcub_max_words_lx6
