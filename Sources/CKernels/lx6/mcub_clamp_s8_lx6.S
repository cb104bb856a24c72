/* mcub_clamp_s8_lx6: four bytes at a time. */
#include "mcub_lx6_kernels.h"

    .macro bring value
    mcub_sext \value, \value, 7
    mcub_max \value, \value, a4
    mcub_min \value, \value, a5
    .endm

    .section .text.mcub_clamp_s8_lx6, "ax"
    .balign 4
    .global mcub_clamp_s8_lx6
    .type mcub_clamp_s8_lx6, @function
mcub_clamp_s8_lx6:
    movi a6, -128
    movi a7, 127
    bne a4, a6, 1f
    beq a5, a7, 4f
1:
    srai a6, a3, 2
    nop.n
    mcub_aligned_loopgtz a6, 2f, 1b
    l8ui a8, a2, 0
    l8ui a9, a2, 1
    l8ui a10, a2, 2
    l8ui a11, a2, 3
    bring a8
    bring a9
    bring a10
    bring a11
    s8i a8, a2, 0
    s8i a9, a2, 1
    s8i a10, a2, 2
    s8i a11, a2, 3
    addi.n a2, a2, 4
2:
    extui a3, a3, 0, 2
    mcub_aligned_loopgtz a3, 3f, 1b
    l8ui a8, a2, 0
    bring a8
    s8i a8, a2, 0
    addi.n a2, a2, 1
3:
4:
    ret.n
    .size mcub_clamp_s8_lx6, . - mcub_clamp_s8_lx6
