/*
 * One channel's elements of some rows into words for Armv6-M: see mcub_widen_plane_s8_m0.h.
 *
 *   r0  source less one step    r4      words              r11  from a row of words to the next
 *   r1-r3  one to three steps   r5-r7   elements           r12  from a row's end to the next row
 *   r8  end of the row's twelves    r9  of its threes    r10  of the row
 *   lr  from a row's end in the words to the next row
 */
        .syntax unified
        .thumb

        .equ    LAST, 0                 /* the end of the last row */
        .equ    FRAME, 8                /* a multiple of 8 */

        .macro  three
        ldrsb   r5, [r0, r1]
        ldrsb   r6, [r0, r2]
        ldrsb   r7, [r0, r3]
        stmia   r4!, {r5, r6, r7}
        adds    r0, r0, r3
        .endm

        .section .text.mcub_widen_plane_s8_m0, "ax", %progbits
        .balign 4
        .global mcub_widen_plane_s8_m0
        .type   mcub_widen_plane_s8_m0, %function
        .thumb_func
mcub_widen_plane_s8_m0:
        push    {r4-r7, lr}
        mov     r4, r8
        mov     r5, r9
        mov     r6, r10
        mov     r7, r11
        push    {r4-r7}
        sub     sp, sp, #FRAME
        ldmia   r0!, {r1, r4}
        ldmia   r0!, {r2, r3, r5, r6, r7}
        /* r1 source, r4 words, r2 step, r3 columns, r5 rows, r6 row bytes, r7 pitch */
        mov     r11, r7
        subs    r0, r1, r2
        mov     r1, r2
        muls    r2, r3, r2
        subs    r6, r6, r2
        mov     r12, r6
        lsls    r6, r3, #2
        subs    r2, r7, r6
        mov     lr, r2
        adds    r6, r6, r4
        mov     r10, r6
        subs    r5, r5, #1
        muls    r5, r7, r5
        adds    r5, r5, r6
        str     r5, [sp, #LAST]
        /* Columns that twelves and threes take. */
        movs    r2, r4
        movs    r6, r4
twelve:
        subs    r3, r3, #12
        bmi     1f
        adds    r2, r2, #48
        adds    r6, r6, #48
        b       twelve
1:      adds    r3, r3, #12
        mov     r8, r2
2:      subs    r3, r3, #3
        bmi     3f
        adds    r6, r6, #12
        b       2b
3:      mov     r9, r6
        lsls    r2, r1, #1
        adds    r3, r2, r1
row:
        cmp     r4, r8
        beq     threes
twelves:
        three
        three
        three
        three
        cmp     r4, r8
        bne     twelves
        cmp     r4, r10
        beq     row_done
threes:
        cmp     r4, r9
        beq     ones
1:      three
        cmp     r4, r9
        bne     1b
ones:
        cmp     r4, r10
        beq     row_done
1:      ldrsb   r5, [r0, r1]
        stmia   r4!, {r5}
        adds    r0, r0, r1
        cmp     r4, r10
        bne     1b
row_done:
        ldr     r5, [sp, #LAST]
        cmp     r4, r5
        beq     done
        add     r4, lr
        add     r0, r12
        add     r8, r11
        add     r9, r11
        add     r10, r11
        b       row
done:
        add     sp, sp, #FRAME
        pop     {r4-r7}
        mov     r8, r4
        mov     r9, r5
        mov     r10, r6
        mov     r11, r7
        pop     {r4-r7, pc}
        .size mcub_widen_plane_s8_m0, . - mcub_widen_plane_s8_m0
