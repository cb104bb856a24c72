/*
 * One channel of a depthwise convolution for Armv6-M: see mcub_depthwise_s8_m0.h.
 *
 * As in mcub_gemm_s8_m0.S, a run of steps is entered where as many are left as it has taps, and the
 * last run's steps stand elsewhere.
 *
 *   r0  stream                  r1, r2, r8  sums of two outputs, 16 bits each
 *   r3-r5  words                r9-r11      what was spilled of them, in 256s
 *   r6  place in the plane      r12         the group's place
 *   r7  tap                     lr          first step
 */
        .syntax unified
        .thumb

        .equ    STEPS, 25               /* MCUB_DEPTHWISE_M0_STEPS */
        .equ    LAST, 612               /* MCUB_DEPTHWISE_M0_LAST */
        .equ    FRACTION, 11

/* mcub_depthwise_m0_job, copied to the frame */
        .equ    STREAM, 0
        .equ    GROUPS, 4
        .equ    COUNT, 8
        .equ    PLANE, 12
        .equ    OUTPUT, 16
        .equ    DISTANCE, 20
        .equ    BACK, 24
        .equ    FIRST, 28               /* the group's first output */
        .equ    ZERO, 32
        .equ    LESS, 36
        .equ    END, 40
        .equ    FRAME, 44

        .macro  step
        ldmia   r0!, {r7}
        uxth    r6, r7
        add     r6, r12
        ldmia   r6!, {r3, r4, r5}
        asrs    r7, r7, #24
        muls    r3, r7, r3
        muls    r4, r7, r4
        muls    r5, r7, r5
        add     r8, r3
        adds    r1, r1, r4
        adds    r2, r2, r5
        .endm

/* The totals of the low half of \sum, in r3, and of its high half, in \sum, from the bias in r6. */
        .macro  total sum, spilled
        uxth    r3, \sum
        mov     r4, \spilled
        lsls    r5, r4, #16
        lsrs    r5, r5, #8
        lsrs    r4, r4, #16
        lsls    r4, r4, #8
        lsrs    \sum, \sum, #16
        adds    r3, r3, r5
        adds    \sum, \sum, r4
        adds    r3, r3, r6
        adds    \sum, \sum, r6
        .endm

/*
 * The output of the total in r7: its place in the range r6, times the scale r4, r3, r2, and lr. SIGNED
 * takes the row's own amount off where the sum is below zero, for what rounds away from zero.
 */
        .macro  requantize signed
        cmp     r7, r6
        bls     1f
        asrs    r5, r7, #31
        movs    r7, r6
        bics    r7, r7, r5
1:      movs    r1, r7
        muls    r1, r2, r1
        lsrs    r1, r1, #FRACTION
        movs    r5, r7
        muls    r5, r3, r5
        adds    r1, r1, r5
        lsrs    r1, r1, #FRACTION
        .if     \signed
        movs    r5, r7
        muls    r5, r4, r5
        adds    r1, r1, r5
        ldr     r5, [sp, #ZERO]
        cmp     r7, r5
        bhs     2f
        ldr     r5, [sp, #LESS]
        subs    r1, r1, r5
2:
        .else
        muls    r7, r4, r7
        adds    r1, r1, r7
        .endif
        add     r1, lr
        lsrs    r1, r1, #24
        strb    r1, [r0]
        .endm

        .macro  channel name, signed
        .section .text.\name, "ax", %progbits
        .balign 4
        .global \name
        .type   \name, %function
        .thumb_func
\name:
        push    {r4-r7, lr}
        mov     r4, r8
        mov     r5, r9
        mov     r6, r10
        mov     r7, r11
        push    {r4-r7}
        sub     sp, sp, #FRAME
        mov     r1, sp
        ldmia   r0!, {r2-r5}
        stmia   r1!, {r2-r5}
        ldmia   r0!, {r3-r5}
        stmia   r1!, {r3-r5}
        .if     \signed
        ldr     r3, [r2, #24]
        str     r3, [sp, #ZERO]
        ldr     r3, [r2, #28]
        str     r3, [sp, #LESS]
        .endif

next_group\@:
        ldr     r1, [sp, #GROUPS]
        ldmia   r1!, {r3, r4}
        str     r1, [sp, #GROUPS]
        ldr     r5, [sp, #PLANE]
        adds    r3, r3, r5
        mov     r12, r3
        ldr     r5, [sp, #OUTPUT]
        adds    r4, r4, r5
        str     r4, [sp, #FIRST]
        ldr     r0, [sp, #STREAM]
        adds    r0, r0, #32
        ldr     r7, mask\@
        movs    r4, #0
        mov     r9, r4
        mov     r10, r4
        mov     r11, r4
        lsls    r1, r7, #7
        movs    r2, r1
        mov     r8, r1
        adr     r4, steps\@
        mov     lr, r4
        ldmia   r0!, {r7}
        add     r7, lr
        mov     pc, r7

        .balign 4
mask\@: .word   0x00ff00ff
steps\@:
        .rept   STEPS
        step
        .endr
/* Spills the upper bytes of the sums, then starts the next run. */
        ldr     r7, other_mask\@
        mov     r5, r8
        lsrs    r3, r1, #8
        ands    r3, r3, r7
        add     r9, r3
        ands    r1, r1, r7
        lsrs    r3, r2, #8
        ands    r3, r3, r7
        add     r10, r3
        ands    r2, r2, r7
        lsrs    r3, r5, #8
        ands    r3, r3, r7
        add     r11, r3
        ands    r5, r5, r7
        lsls    r3, r7, #7
        adds    r1, r1, r3
        adds    r2, r2, r3
        adds    r5, r5, r3
        mov     r8, r5
        ldmia   r0!, {r7}
        add     r7, lr
        mov     pc, r7
        .balign 4
other_mask\@: .word 0x00ff00ff
        .org    steps\@ + LAST
        .rept   STEPS
        step
        .endr

/* The group's six outputs. */
        str     r0, [sp, #END]
        ldr     r0, [sp, #STREAM]
        ldr     r6, [r0, #20]
        total   r1, r9
        mov     r9, r3
        total   r2, r10
        mov     r10, r3
        mov     r7, r8
        total   r7, r11
        mov     r11, r3
        mov     r8, r2
        mov     r12, r1
        ldmia   r0!, {r2-r6}
        mov     lr, r5
        ldr     r0, [sp, #FIRST]
        requantize \signed
        ldr     r5, [sp, #DISTANCE]
        adds    r0, r0, r5
        mov     r7, r12
        mov     r12, r5
        requantize \signed
        add     r0, r12
        mov     r7, r8
        requantize \signed
        ldr     r5, [sp, #BACK]
        subs    r0, r0, r5
        mov     r7, r11
        requantize \signed
        add     r0, r12
        mov     r7, r9
        requantize \signed
        add     r0, r12
        mov     r7, r10
        requantize \signed
        ldr     r2, [sp, #COUNT]
        subs    r2, r2, #1
        str     r2, [sp, #COUNT]
        beq     done\@
        bl      next_group\@

done\@:
        ldr     r0, [sp, #END]
        add     sp, sp, #FRAME
        pop     {r4-r7}
        mov     r8, r4
        mov     r9, r5
        mov     r10, r6
        mov     r11, r7
        pop     {r4-r7, pc}
        .size \name, . - \name
        .endm

        channel mcub_depthwise_s8_m0, 0
        channel mcub_depthwise_s8_m0_signed, 1
