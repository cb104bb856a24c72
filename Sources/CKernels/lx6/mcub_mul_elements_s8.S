/* mcub_mul_elements_s8 for the LX6: products of elements, then the reference's two roundings. */
#include "mcub_lx6_kernels.h"

    .macro mul_elements is_signed
    addi a1, a1, -16
    s32i.n a12, a1, 0
    s32i.n a13, a1, 4
    s32i.n a14, a1, 8
    l32i a9, a6, 20 /* product_shift */
    l32i a7, a6, 8 /* shift */
    movi a8, 1
    ssl a9
    l32i a10, a6, 0
    sll a14, a8
    l32i a11, a6, 4
    l32i a12, a6, 12
    l32i a13, a6, 16
    ssr a7
    nop.n
0:
    mcub_aligned_loop a5, 1f, 0b, 1
    l8ui a8, a2, 0
    l8ui a9, a3, 0
    addi.n a2, a2, 1
    addi.n a3, a3, 1
    mcub_sext a8, a8, 7
    mcub_sext a9, a9, 7
    sub a8, a8, a12
    sub a9, a9, a13
    mull a8, a8, a9
    mull a8, a8, a14
    mull a9, a8, a10
    mcub_high_product a7, a8, a10
    extui a9, a9, 31, 1 /* what 2^31 carries */
    .if \is_signed
    srai a8, a8, 31
    add.n a7, a7, a8
    .endif
    add.n a7, a7, a9
    add.n a7, a7, a11
    sra a7, a7
    mcub_clamps a7, a7, 7
    s8i a7, a4, 0
    addi.n a4, a4, 1
1:
    l32i.n a12, a1, 0
    l32i.n a13, a1, 4
    l32i.n a14, a1, 8
    addi a1, a1, 16
    ret.n
    .endm

    .section .text.mcub_mul_elements_s8, "ax"
    .balign 4
    .global mcub_mul_elements_s8
    .type mcub_mul_elements_s8, @function
mcub_mul_elements_s8:
    mul_elements 0
    .size mcub_mul_elements_s8, . - mcub_mul_elements_s8

    .section .text.mcub_mul_elements_s8_signed, "ax"
    .balign 4
    .global mcub_mul_elements_s8_signed
    .type mcub_mul_elements_s8_signed, @function
mcub_mul_elements_s8_signed:
    mul_elements 1
    .size mcub_mul_elements_s8_signed, . - mcub_mul_elements_s8_signed
