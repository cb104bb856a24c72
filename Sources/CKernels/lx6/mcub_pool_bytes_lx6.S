/* mcub_sum_bytes_lx6 and mcub_max_bytes_lx6: four instructions an element, none of which waits. */
#include "mcub_lx6_kernels.h"

/* Rows of pixels, of each of which `bring` takes a byte from a10. */
    .macro each_byte start, bring
    l32i.n a4, a2, 4 /* rows */
    l32i.n a5, a2, 8 /* columns */
    l32i.n a6, a2, 12 /* row_step */
    l32i.n a7, a2, 16 /* pixel_step */
1:
    mov.n a9, a3
    add.n a3, a3, a6
    mcub_aligned_loop a5, 2f, \start
    l8ui a10, a9, 0
    add.n a9, a9, a7
    \bring
2:
    addi.n a4, a4, -1
    bnez a4, 1b
    mov.n a2, a8
    ret.n
    .endm

    .macro add_byte
    xor a10, a10, a11
    add.n a8, a8, a10
    .endm

    .macro compare_byte
    mcub_sext a10, a10, 7
    mcub_max a8, a8, a10
    .endm

    .section .text.mcub_sum_bytes_lx6, "ax"
    .balign 4
    .global mcub_sum_bytes_lx6
    .type mcub_sum_bytes_lx6, @function
mcub_sum_bytes_lx6:
    movi a8, 0
    movi a11, 128
    each_byte mcub_sum_bytes_lx6, add_byte
    .size mcub_sum_bytes_lx6, . - mcub_sum_bytes_lx6

    .section .text.mcub_max_bytes_lx6, "ax"
    .balign 4
    .global mcub_max_bytes_lx6
    .type mcub_max_bytes_lx6, @function
mcub_max_bytes_lx6:
    movi a8, -128
    nop /* for the loop's place */
    each_byte mcub_max_bytes_lx6, compare_byte
    .size mcub_max_bytes_lx6, . - mcub_max_bytes_lx6
