/*
 * Two rows of int8 elements into the halves of words for Armv6-M: see mcub_pack_pairs_s8_m0.h.
 *
 *   r0  end of the low row    r1  end of the high one    r3  words    r4  elements to the end, < 0
 */
        .syntax unified
        .thumb

        .macro  pair offset
        ldrsb   r5, [r0, r4]
        ldrsb   r6, [r1, r4]
        lsls    r6, r6, #16
        adds    r5, r5, r6
        str     r5, [r3, #\offset]
        adds    r4, r4, #1
        .endm

        .section .text.mcub_pack_pairs_s8_m0, "ax", %progbits
        .balign 4
        .global mcub_pack_pairs_s8_m0
        .type   mcub_pack_pairs_s8_m0, %function
        .thumb_func
mcub_pack_pairs_s8_m0:
        push    {r4-r7, lr}
        adds    r0, r0, r2
        adds    r1, r1, r2
        rsbs    r4, r2, #0
        movs    r7, #48
        lsrs    r2, r2, #2
        beq     rest
fours:
        pair    0
        pair    12
        pair    24
        pair    36
        adds    r3, r3, r7
        subs    r2, r2, #1
        bne     fours
rest:
        cmp     r4, #0
        beq     done
one:
        ldrsb   r5, [r0, r4]
        ldrsb   r6, [r1, r4]
        lsls    r6, r6, #16
        adds    r5, r5, r6
        str     r5, [r3]
        adds    r3, r3, #12
        adds    r4, r4, #1
        bne     one
done:
        pop     {r4-r7, pc}
        .size mcub_pack_pairs_s8_m0, . - mcub_pack_pairs_s8_m0
