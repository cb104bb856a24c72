/*
 * int8 elements through a table, eight at a time, for the Cortex-M7: see mcub_look_up_eights.h.
 *
 * r0 input, r1 the table's middle, r2 output, r3 the input's end. The order is the best that a search by
 * the issue rules found, two instructions a cycle where they stand on a line: loads of the elements
 * pair when they lie in different words of eight bytes, stores pair with loads from the table.
 */
        .syntax unified
        .thumb

        .section .text.mcub_look_up_eights, "ax", %progbits
        .global mcub_look_up_eights
        .type   mcub_look_up_eights, %function
        .thumb_func
        .p2align 3
mcub_look_up_eights:
        push    {r4-r11}
        add     r3, r3, r0
        .p2align 3
1:
        ldrsb r7, [r0, #3]; ldrsb r9, [r0, #5]
        ldrsb r10, [r0, #6]; ldrsb r5, [r0, #1]
        ldrsb r4, [r0, #0]; ldrsb r11, [r0, #7]
        ldrsb r8, [r0, #4]; ldrsb r6, [r0, #2]
        add r0, r0, #8; ldrb r9, [r1, r9]
        ldrb r10, [r1, r10]; strb r9, [r2, #5]
        strb r10, [r2, #6]; ldrb r5, [r1, r5]
        ldrb r11, [r1, r11]; strb r5, [r2, #1]
        ldrb r8, [r1, r8]; strb r8, [r2, #4]
        ldrb r7, [r1, r7]; strb r7, [r2, #3]
        strb r11, [r2, #7]; ldrb r6, [r1, r6]
        ldrb r4, [r1, r4]; strb r6, [r2, #2]
        strb r4, [r2, #0]; cmp r0, r3
        add r2, r2, #8; bne     1b
        pop     {r4-r11}
        bx      lr
        .size mcub_look_up_eights, . - mcub_look_up_eights
