/* The upper word of a signed product without MULSH, which QEMU's cores do not have: of the words at
 * a1 and a1 + 4, into a1. Registers stay as they are; 36 bytes of the stack do not. */
    .text
    .balign 4
    .global mcub_high_product_of_stack
    .type mcub_high_product_of_stack, @function
mcub_high_product_of_stack:
    s32i a2, a1, 12
    s32i a3, a1, 16
    s32i a4, a1, 20
    s32i a5, a1, 24
    s32i a6, a1, 28
    s32i a7, a1, 32
    l32i a2, a1, 0
    l32i a3, a1, 4
    extui a4, a2, 0, 16
    extui a5, a3, 0, 16
    srai a2, a2, 16
    srai a3, a3, 16
    mull a6, a4, a5
    mull a4, a4, a3
    mull a5, a2, a5
    mull a2, a2, a3
    extui a6, a6, 16, 16
    extui a7, a4, 0, 16
    add a6, a6, a7
    extui a7, a5, 0, 16
    add a6, a6, a7
    extui a6, a6, 16, 16
    srai a4, a4, 16
    srai a5, a5, 16
    add a2, a2, a4
    add a2, a2, a5
    add a2, a2, a6
    s32i a2, a1, 0
    l32i a2, a1, 12
    l32i a3, a1, 16
    l32i a4, a1, 20
    l32i a5, a1, 24
    l32i a6, a1, 28
    l32i a7, a1, 32
    ret
    .size mcub_high_product_of_stack, . - mcub_high_product_of_stack
