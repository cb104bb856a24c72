/*
 * int8 elements through a table, eight at a time, for Armv6-M: see mcub_look_up_eights.h.
 *
 * r0 the input's end, r1 the table's middle, r2 the output's end, r3 the elements left, negated: one
 * register counts and finds both. An element takes seven cycles, and two of eight the loop.
 */
        .syntax unified
        .thumb

        .section .text.mcub_look_up_eights, "ax", %progbits
        .global mcub_look_up_eights
        .type   mcub_look_up_eights, %function
        .thumb_func
        .p2align 2
mcub_look_up_eights:
        push    {r4, lr}
        adds    r0, r0, r3
        adds    r2, r2, r3
        negs    r3, r3
        .p2align 2
1:
        .rept 8
        ldrsb   r4, [r0, r3]
        ldrb    r4, [r1, r4]
        strb    r4, [r2, r3]
        adds    r3, r3, #1
        .endr
        bne     1b
        pop     {r4, pc}
        .size mcub_look_up_eights, . - mcub_look_up_eights
