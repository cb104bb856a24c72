/*
 * Sums of elements by way of tables for Armv7E-M: see mcub_add_elements_s8.h.
 *
 * Four elements a turn, in the order that the issue rules of a Cortex-M7 favour: an element's chain
 * of loads, sum, product and saturation waits some twelve cycles, in which the others' run.
 *
 *   r0, r1  inputs    r2  output    r4, r5  their tables    r6  multiplier    r7  addend
 *   r3      turns     r8  shift     r9 - r12  elements in work
 */
        .syntax unified
        .thumb

/* The function NAME: turns of four elements, then one by one. */
        .macro  elements name, four, single
        .section .text.\name, "ax", %progbits
        .global \name
        .type   \name, %function
        .thumb_func
\name:
        push    {r4-r12, lr}
        ldr     r9, [sp, #40]           /* the fifth argument */
        ldm     r9, {r6-r8}
        add     r4, r9, #12
        add     r5, r4, #1024
        and     r9, r3, #3
        push    {r9, r10}
        lsrs    r3, r3, #2
        beq     2f
        .p2align 3
1:      \four
        bne     1b
2:      ldr     r3, [sp]
        cbz     r3, 4f
3:      \single
        subs    r3, r3, #1
        bne     3b
4:      add     sp, sp, #8
        pop     {r4-r12, pc}
        .size   \name, . - \name
        .endm

        .macro  plain_four
        ldrb    r10, [r1], #1
        ldrb    r12, [r1], #1
        ldrb    r9, [r0], #1
        ldrb    r11, [r0], #1
        ldr     r10, [r5, r10, lsl #2]
        ldr     r9, [r4, r9, lsl #2]
        ldr     r12, [r5, r12, lsl #2]
        add     r9, r9, r10
        ldr     r11, [r4, r11, lsl #2]
        smmlar  r9, r9, r6, r7
        add     r11, r11, r12
        ldrb    r10, [r1], #1
        smmlar  r11, r11, r6, r7
        ldrb    r12, [r1], #1
        asr     r11, r11, r8
        asr     r9, r9, r8
        ssat    r9, #8, r9
        strb    r9, [r2], #1
        ssat    r11, #8, r11
        ldrb    r9, [r0], #1
        strb    r11, [r2], #1
        ldrb    r11, [r0], #1
        ldr     r10, [r5, r10, lsl #2]
        subs    r3, r3, #1
        ldr     r9, [r4, r9, lsl #2]
        ldr     r12, [r5, r12, lsl #2]
        add     r9, r9, r10
        ldr     r11, [r4, r11, lsl #2]
        add     r11, r11, r12
        smmlar  r9, r9, r6, r7
        smmlar  r11, r11, r6, r7
        asr     r9, r9, r8
        asr     r11, r11, r8
        ssat    r9, #8, r9
        strb    r9, [r2], #1
        ssat    r11, #8, r11
        strb    r11, [r2], #1
        .endm

        .macro  plain_single
        ldrb    r9, [r0], #1
        ldrb    r10, [r1], #1
        ldr     r9, [r4, r9, lsl #2]
        ldr     r10, [r5, r10, lsl #2]
        add     r9, r9, r10
        smmlar  r9, r9, r6, r7
        asr     r9, r9, r8
        ssat    r9, #8, r9
        strb    r9, [r2], #1
        .endm

        .macro  signed_four
        ldrb    r9, [r0], #1
        subs    r3, r3, #1
        ldrb    r10, [r1], #1
        ldrb    r12, [r1], #1
        ldrb    r11, [r0], #1
        ldr     r10, [r5, r10, lsl #2]
        ldr     r9, [r4, r9, lsl #2]
        ldr     r12, [r5, r12, lsl #2]
        ldr     r11, [r4, r11, lsl #2]
        add     r9, r9, r10
        add     r11, r11, r12
        add     r10, r7, r9, asr #31
        smmlar  r9, r9, r6, r10
        add     r12, r7, r11, asr #31
        smmlar  r11, r11, r6, r12
        ldrb    r10, [r1], #1
        asr     r9, r9, r8
        asr     r11, r11, r8
        ldrb    r12, [r1], #1
        ssat    r9, #8, r9
        strb    r9, [r2], #1
        ssat    r11, #8, r11
        ldrb    r9, [r0], #1
        strb    r11, [r2], #1
        ldrb    r11, [r0], #1
        ldr     r12, [r5, r12, lsl #2]
        ldr     r10, [r5, r10, lsl #2]
        ldr     r9, [r4, r9, lsl #2]
        add     r9, r9, r10
        ldr     r11, [r4, r11, lsl #2]
        add     r11, r11, r12
        add     r10, r7, r9, asr #31
        smmlar  r9, r9, r6, r10
        add     r12, r7, r11, asr #31
        smmlar  r11, r11, r6, r12
        asr     r11, r11, r8
        asr     r9, r9, r8
        ssat    r9, #8, r9
        strb    r9, [r2], #1
        ssat    r11, #8, r11
        strb    r11, [r2], #1
        .endm

        .macro  signed_single
        ldrb    r9, [r0], #1
        ldrb    r10, [r1], #1
        ldr     r9, [r4, r9, lsl #2]
        ldr     r10, [r5, r10, lsl #2]
        add     r9, r9, r10
        add     r10, r7, r9, asr #31
        smmlar  r9, r9, r6, r10
        asr     r9, r9, r8
        ssat    r9, #8, r9
        strb    r9, [r2], #1
        .endm

        elements mcub_add_elements_s8, plain_four, plain_single
        elements mcub_add_elements_s8_signed, signed_four, signed_single
