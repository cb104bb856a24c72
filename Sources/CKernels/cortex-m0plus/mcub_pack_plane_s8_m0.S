/*
 * Elements of two places into the halves of words for Armv6-M: see mcub_pack_plane_s8_m0.h.
 *
 *   r0  low    r1  high    r2  words left    r3  words    r4  step of low    r7  0    r12  of high
 */
        .syntax unified
        .thumb

        .macro  pair to
        ldrsb   \to, [r0, r7]
        ldrsb   r6, [r1, r7]
        lsls    r6, r6, #16
        adds    \to, \to, r6
        adds    r0, r0, r4
        add     r1, r12
        .endm

        .section .text.mcub_pack_plane_s8_m0, "ax", %progbits
        .balign 4
        .global mcub_pack_plane_s8_m0
        .type   mcub_pack_plane_s8_m0, %function
        .thumb_func
mcub_pack_plane_s8_m0:
        push    {r4-r7, lr}
        ldr     r4, [sp, #20]
        ldr     r5, [sp, #24]
        mov     r12, r5
        movs    r7, #0
        subs    r2, r2, #4
        bmi     rest
fours:
        pair    r5
        str     r5, [r3]
        pair    r5
        str     r5, [r3, #4]
        pair    r5
        str     r5, [r3, #8]
        pair    r5
        str     r5, [r3, #12]
        adds    r3, r3, #16
        subs    r2, r2, #4
        bpl     fours
rest:
        adds    r2, r2, #4
        beq     done
one:
        pair    r5
        stmia   r3!, {r5}
        subs    r2, r2, #1
        bne     one
done:
        pop     {r4-r7, pc}
        .size mcub_pack_plane_s8_m0, . - mcub_pack_plane_s8_m0
