/* mcub_spread_s8_lx6: four elements at a time. */
#include "mcub_lx6_kernels.h"

    .section .text.mcub_spread_s8_lx6, "ax"
    .balign 4
    .global mcub_spread_s8_lx6
    .type mcub_spread_s8_lx6, @function
mcub_spread_s8_lx6:
    l32i a8, a1, 0 /* pitch */
    addi a1, a1, -32
    s32i.n a12, a1, 0
    s32i.n a13, a1, 4
    s32i.n a14, a1, 8
    s32i.n a15, a1, 12
    s32i.n a0, a1, 16
    movi a12, 128
    srli a13, a4, 2
    extui a14, a4, 0, 2
1:
    mov.n a15, a2
    mov.n a0, a3
    mcub_aligned_loopgtz a13, 2f, mcub_spread_s8_lx6
    l8ui a9, a15, 0
    add.n a15, a15, a5
    l8ui a10, a15, 0
    add.n a15, a15, a5
    l8ui a11, a15, 0
    add.n a15, a15, a5
    xor a9, a9, a12
    l8ui a4, a15, 0
    xor a10, a10, a12
    s16i a9, a0, 0
    xor a11, a11, a12
    s16i a10, a0, 2
    xor a4, a4, a12
    s16i a11, a0, 4
    add.n a15, a15, a5
    s16i a4, a0, 6
    addi.n a0, a0, 8
2:
    add.n a2, a2, a7
    add.n a3, a3, a8
    addi a6, a6, -1
    mcub_aligned_loopgtz a14, 3f, mcub_spread_s8_lx6
    l8ui a9, a15, 0
    add.n a15, a15, a5
    xor a9, a9, a12
    s16i a9, a0, 0
    addi.n a0, a0, 2
3:
    bnez a6, 1b
    l32i.n a12, a1, 0
    l32i.n a13, a1, 4
    l32i.n a14, a1, 8
    l32i.n a15, a1, 12
    l32i.n a0, a1, 16
    addi a1, a1, 32
    ret.n
    .size mcub_spread_s8_lx6, . - mcub_spread_s8_lx6
