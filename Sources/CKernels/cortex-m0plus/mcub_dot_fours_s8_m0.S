/*
 * Four rows of weights times a vector for Armv6-M: see mcub_dot_fours_s8_m0.h.
 *
 *   r0  weights    r1  end of the vector    r2  elements to it, < 0    r8-r11  sums    r7  sums' place
 */
        .syntax unified
        .thumb

        .macro  four
        ldmia   r0!, {r4}
        ldrsb   r5, [r1, r2]
        sxtb    r6, r4
        muls    r6, r5, r6
        add     r8, r6
        asrs    r4, r4, #8
        sxtb    r6, r4
        muls    r6, r5, r6
        add     r9, r6
        asrs    r4, r4, #8
        sxtb    r6, r4
        muls    r6, r5, r6
        add     r10, r6
        asrs    r4, r4, #8
        muls    r4, r5, r4
        add     r11, r4
        adds    r2, r2, #1
        .endm

        .section .text.mcub_dot_fours_s8_m0, "ax", %progbits
        .balign 4
        .global mcub_dot_fours_s8_m0
        .type   mcub_dot_fours_s8_m0, %function
        .thumb_func
mcub_dot_fours_s8_m0:
        push    {r4-r7, lr}
        mov     r4, r8
        mov     r5, r9
        mov     r6, r10
        mov     r7, r11
        push    {r4-r7}
        movs    r7, r3
        movs    r4, #0
        mov     r8, r4
        mov     r9, r4
        mov     r10, r4
        mov     r11, r4
        adds    r1, r1, r2
        lsrs    r3, r2, #2
        rsbs    r2, r2, #0
        cmp     r3, #0
        beq     rest
fours:
        four
        four
        four
        four
        subs    r3, r3, #1
        bne     fours
rest:
        cmp     r2, #0
        beq     done
one:
        four
        bne     one
done:
        mov     r0, r8
        mov     r1, r9
        mov     r2, r10
        mov     r3, r11
        stmia   r7!, {r0-r3}
        pop     {r4-r7}
        mov     r8, r4
        mov     r9, r5
        mov     r10, r6
        mov     r11, r7
        pop     {r4-r7, pc}
        .size mcub_dot_fours_s8_m0, . - mcub_dot_fours_s8_m0
