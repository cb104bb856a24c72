/*
 * mcub_fold_s8_dsp for the Cortex-M7: four rows, two to a lane, by one vector.
 *
 * A lane of 256 * w1 + w0 is multiplied as it is, which sums 256 * S1 + S0, and with its low byte
 * alone, which sums S0: half the extensions that rows in bytes need. A step makes 32 products in 19
 * cycles, from memory without wait states.
 */
    .syntax unified
    .thumb
    .cpu cortex-m7

    .equ FRAME, 20
    .equ FRAME_LANES, 0
    .equ FRAME_END, 4
    .equ FRAME_REQUANTIZATION, 8
    .equ FRAME_ROW_BYTES, 12
    .equ FRAME_OUTPUT, 16
    .equ SAVED, 36
    .equ END_MARK, 0x80008000

    .section .text.mcub_fold_s8_dsp, "ax", %progbits
    .global mcub_fold_s8_dsp
    .type mcub_fold_s8_dsp, %function
    .p2align 3
mcub_fold_s8_dsp:
    push    {r4-r11, lr}
    sub     sp, sp, #FRAME
    ldr     r4, [sp, #FRAME + SAVED]
    ldr     r5, [sp, #FRAME + SAVED + 4]
    str     r0, [sp, #FRAME_LANES]
    str     r2, [sp, #FRAME_END]
    str     r3, [sp, #FRAME_REQUANTIZATION]
    str     r4, [sp, #FRAME_ROW_BYTES]
    str     r5, [sp, #FRAME_OUTPUT]

    mov     r12, r1
    mov     lr, r0
    ldr     r0, [r12]
    ldr     r1, [r12, #4]
    ldr     r2, [r12, #8]
    ldr     r3, [r12, #12]
    ldr     r4, [r12, #16]!
    ldr     r10, [lr]
    sxtb16  r5, r4

/*
 * Eight elements, in the order that the timing model finds shortest. Sums are in r0 to r3; r4 and
 * r10 hold the first words of weights and lanes, r5 the low bytes of r4.
 */
    .p2align 3
fold_step:
    smlad   r1, r4, r10, r1
    ldr     r8, [r12, #8]
    ldr     r6, [r12, #4]
    ldr     r11, [lr, #4]
    sxtb16  r7, r6
    smlad   r0, r5, r10, r0
    sxtb16  r9, r8
    smlad   r1, r8, r11, r1
    smlad   r3, r6, r10, r3
    ldr     r4, [r12, #12]
    smlad   r2, r7, r10, r2
    ldr     r10, [lr, #8]
    sxtb16  r5, r4
    ldr     r6, [r12, #16]
    sxtb16  r7, r6
    smlad   r2, r5, r11, r2
    smlad   r0, r9, r11, r0
    ldr     r8, [r12, #20]
    smlad   r1, r6, r10, r1
    ldr     r6, [r12, #24]
    sxtb16  r9, r8
    smlad   r3, r4, r11, r3
    smlad   r3, r8, r10, r3
    ldr     r11, [lr, #12]
    ldr     r8, [r12, #28]
    smlad   r2, r9, r10, r2
    sxtb16  r9, r8
    smlad   r0, r7, r10, r0
    sxtb16  r7, r6
    smlad   r2, r9, r11, r2
    smlad   r3, r8, r11, r3
    ldr     r4, [r12, #32]!
    ldr     r10, [lr, #16]!
    smlad   r1, r6, r11, r1
    sxtb16  r5, r4
    smlad   r0, r7, r11, r0
    cmp     r10, #END_MARK
    bne     fold_step

/* The four elements, and the start of the next group, in the shortest order likewise: 37 cycles. */
    ldr     r11, [sp, #FRAME_REQUANTIZATION]
    ldr     r9, [sp, #FRAME_ROW_BYTES]
    subs    r1, r1, r0
    ldr     r4, [r11]
    lsl     r0, r0, #1
    ldr     r6, [r11, #8]
    ldr     r5, [r11, #4]
    add     r11, r11, r9
    smmlar  r7, r0, r4, r5
    subs    r3, r3, r2
    ldr     r4, [r11]
    ldr     r8, [r11, #8]
    ldr     r5, [r11, #4]
    add     r7, r7, r0, asr #31
    asr     r1, r1, #7
    add     r11, r11, r9
    smmlar  r10, r1, r4, r5
    ldr     r4, [r11]
    ldr     r5, [r11, #4]
    add     r10, r10, r1, asr #31
    asr     r7, r7, r6
    asr     r10, r10, r8
    lsl     r2, r2, #1
    ldr     lr, [sp, #FRAME_LANES]
    ldr     r8, [r11, #8]
    add     r11, r11, r9
    smmlar  r0, r2, r4, r5
    ldr     r5, [r11, #4]
    ldr     r4, [r11]
    asr     r3, r3, #7
    add     r0, r0, r2, asr #31
    ldr     r2, [r12, #8]
    ldr     r6, [sp, #FRAME_OUTPUT]
    ssat    r10, #8, r10
    smmlar  r1, r3, r4, r5
    ssat    r7, #8, r7
    asr     r0, r0, r8
    ldr     r8, [r11, #8]
    add     r1, r1, r3, asr #31
    ssat    r0, #8, r0
    strb    r7, [r6], #1
    strb    r10, [r6], #1
    asr     r1, r1, r8
    strb    r0, [r6], #1
    ldr     r10, [lr]
    ssat    r1, #8, r1
    strb    r1, [r6], #1
    ldr     r0, [r12]
    ldr     r3, [r12, #12]
    ldr     r8, [sp, #FRAME_END]
    ldr     r1, [r12, #4]
    ldr     r4, [r12, #16]!
    add     r11, r11, r9
    sxtb16  r5, r4
    str     r6, [sp, #FRAME_OUTPUT]
    str     r11, [sp, #FRAME_REQUANTIZATION]
    cmp     r12, r8
    bls     fold_step

    add     sp, sp, #FRAME
    pop     {r4-r11, pc}
    .size mcub_fold_s8_dsp, . - mcub_fold_s8_dsp
