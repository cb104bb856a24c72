/*
 * Depthwise 3x3 convolution with a stride of 2 over images of 6x6 pixels for Armv7E-M: see
 * mcub_depthwise_nine_s8.h.
 *
 * Of a row of three outputs the sums are in r4 to r6. A row of inputs, less their zero point, is the
 * three words r9 to r11, which serve the outputs above and below it; a row of taps is two words of
 * weights in r7 and r8. The order is the best that a search by the issue rules of a Cortex-M7 found, two
 * instructions a cycle where they stand on a line: 111 cycles a channel.
 *
 *   r0  the input   r1  the output   r2  channels   r3  the channel's words
 */
        .syntax unified
        .thumb

/* A channel's words. */
        .equ    MULTIPLIER, 0
        .equ    ADDEND, 4
        .equ    SHIFT, 8
        .equ    BIAS, 12
        .equ    W0, 16
        .equ    W1, 24
        .equ    W2, 32
        .equ    WORDS, 40

/* The frame. */
        .equ    ZERO, 0
        .equ    BACK, 4                 /* from where the last row ends to the next channel's first */
        .equ    OUTPUT_BACK, 8
        .equ    END, 12                 /* of the words */
        .equ    FRAME, 20
        .equ    SAVED, 36

        .section .text.mcub_depthwise_nine_s8_s2, "ax", %progbits
        .global mcub_depthwise_nine_s8_s2
        .type   mcub_depthwise_nine_s8_s2, %function
        .thumb_func
        .p2align 3
mcub_depthwise_nine_s8_s2:
        push    {r4-r11, lr}
        sub     sp, sp, #FRAME
        ldr     r4, [sp, #FRAME + SAVED]
        str     r4, [sp, #ZERO]
        movs    r5, #34                 /* five rows of six pixels, and four of the last */
        mul     r5, r5, r2
        sub     r5, r5, #1
        str     r5, [sp, #BACK]
        movs    r6, #6
        mul     r6, r6, r2
        sub     r6, r6, #1
        str     r6, [sp, #OUTPUT_BACK]
        movs    r7, #WORDS
        mla     r7, r2, r7, r3
        str     r7, [sp, #END]
        .p2align 3
1:
        ldrsb r10, [r0, r2, lsl #1]
        ldr r7, [r3, #W0]; ldrsb r9, [r0]
        ldrsb r12, [r0, r2]; add r0, r0, r2, lsl #1
        ldr r8, [r3, #W0 + 4]
        ldrsb r11, [r0, r2, lsl #1]
        ldrsb lr, [r0, r2]; add r0, r0, r2, lsl #1
        pkhbt r9, r9, r12, lsl #16
        ldrsb r12, [r0, r2]; add r0, r0, r2, lsl #1
        pkhbt r10, r10, lr, lsl #16; ldr lr, [sp, #ZERO]
        ssub16 r10, r10, lr; ldr r6, [r3, #BIAS]
        pkhbt r11, r11, r12, lsl #16; smlad r5, r10, r7, r6
        ssub16 r9, r9, lr; ldrsb r12, [r0, r2]
        ssub16 r11, r11, lr; smlad r4, r9, r7, r6
        smlabt r4, r10, r8, r4; ldrsb r10, [r0, r2, lsl #1]
        ldrsb r9, [r0]; add r0, r0, r2, lsl #1
        smlabt r5, r11, r8, r5; ldr r8, [r3, #W1 + 4]
        pkhbt r9, r9, r12, lsl #16; ldrsb lr, [r0, r2]
        smlad r6, r11, r7, r6; ldrsb r11, [r0, r2, lsl #1]
        ldr r7, [r3, #W1]; add r0, r0, r2, lsl #1
        pkhbt r10, r10, lr, lsl #16; ldr lr, [sp, #ZERO]
        ssub16 r10, r10, lr; ldrsb r12, [r0, r2]
        ssub16 r9, r9, lr
        smlad r4, r9, r7, r4; add r0, r0, r2, lsl #1
        pkhbt r11, r11, r12, lsl #16; smlabt r4, r10, r8, r4
        ldrsb r12, [r0, r2]; smlad r5, r10, r7, r5
        ldrsb r9, [r0]
        ldrsb r10, [r0, r2, lsl #1]; add r0, r0, r2, lsl #1
        ssub16 r11, r11, lr
        smlad r6, r11, r7, r6; ldrsb lr, [r0, r2]
        smlabt r5, r11, r8, r5; ldrsb r11, [r0, r2, lsl #1]
        add r0, r0, r2, lsl #1; ldr r7, [r3, #W2]
        pkhbt r10, r10, lr, lsl #16; ldr lr, [sp, #ZERO]
        pkhbt r9, r9, r12, lsl #16; ldrsb r12, [r0, r2]
        ssub16 r9, r9, lr; ldr r8, [r3, #W2 + 4]
        ssub16 r10, r10, lr; smlad r4, r9, r7, r4
        pkhbt r11, r11, r12, lsl #16; smlabt r4, r10, r8, r4
        ssub16 r11, r11, lr; smlad r5, r10, r7, r5
        smlad r6, r11, r7, r6; ldr r7, [r3, #MULTIPLIER]
        smlabt r5, r11, r8, r5; add r0, r0, r2, lsl #1
        ldr r8, [r3, #ADDEND]; smmlar r4, r4, r7, r8
        smmlar r6, r6, r7, r8
        smmlar r5, r5, r7, r8; ldr r7, [r3, #SHIFT]
        asr r6, r6, r7; asr r4, r4, r7
        asr r5, r5, r7; ldr r8, [r3, #W0 + 4]
        ssat r6, #8, r6; strb r6, [r1, r2, lsl #1]
        ldr r6, [r3, #BIAS]; ldr r7, [r3, #W0]
        ssat r4, #8, r4; strb r4, [r1]
        ssat r5, #8, r5; smlad r4, r9, r7, r6
        strb r5, [r1, r2]; ldrsb r12, [r0, r2]
        smlabt r4, r10, r8, r4; ldrsb r9, [r0]
        smlad r5, r10, r7, r6; ldrsb r10, [r0, r2, lsl #1]
        smlabt r5, r11, r8, r5; add r0, r0, r2, lsl #1
        pkhbt r9, r9, r12, lsl #16; ldr r8, [r3, #W1 + 4]
        ldrsb lr, [r0, r2]; smlad r6, r11, r7, r6
        ldrsb r11, [r0, r2, lsl #1]; add r1, r1, r2
        add r0, r0, r2, lsl #1; ldr r7, [r3, #W1]
        pkhbt r10, r10, lr, lsl #16; ldr lr, [sp, #ZERO]
        ldrsb r12, [r0, r2]; add r0, r0, r2, lsl #1
        ssub16 r10, r10, lr
        ssub16 r9, r9, lr; smlad r5, r10, r7, r5
        pkhbt r11, r11, r12, lsl #16; smlad r4, r9, r7, r4
        smlabt r4, r10, r8, r4; ldrsb r12, [r0, r2]
        ssub16 r11, r11, lr; ldrsb r9, [r0]
        ldrsb r10, [r0, r2, lsl #1]; add r0, r0, r2, lsl #1
        pkhbt r9, r9, r12, lsl #16; smlad r6, r11, r7, r6
        smlabt r5, r11, r8, r5; ldrsb lr, [r0, r2]
        ldrsb r11, [r0, r2, lsl #1]; add r0, r0, r2, lsl #1
        add r1, r1, r2, lsl #1; ldr r7, [r3, #W2]
        pkhbt r10, r10, lr, lsl #16; ldr lr, [sp, #ZERO]
        ssub16 r9, r9, lr; ldrsb r12, [r0, r2]
        ssub16 r10, r10, lr; smlad r4, r9, r7, r4
        smlad r5, r10, r7, r5; ldr r8, [r3, #W2 + 4]
        pkhbt r11, r11, r12, lsl #16
        ssub16 r11, r11, lr; smlabt r4, r10, r8, r4
        smlad r6, r11, r7, r6; ldr r7, [r3, #MULTIPLIER]
        smlabt r5, r11, r8, r5; add r0, r0, r2, lsl #1
        ldr r8, [r3, #ADDEND]; smmlar r6, r6, r7, r8
        smmlar r4, r4, r7, r8
        smmlar r5, r5, r7, r8; ldr r7, [r3, #SHIFT]
        asr r4, r4, r7; asr r6, r6, r7
        asr r5, r5, r7; ldr r7, [r3, #W0]
        ssat r6, #8, r6; strb r6, [r1, r2, lsl #1]
        ssat r4, #8, r4; strb r4, [r1]
        ssat r5, #8, r5; ldr r6, [r3, #BIAS]
        ldrsb r12, [r0, r2]; strb r5, [r1, r2]
        ldr r8, [r3, #W0 + 4]; smlad r5, r10, r7, r6
        smlad r4, r9, r7, r6; ldrsb r9, [r0]
        smlabt r4, r10, r8, r4; ldrsb r10, [r0, r2, lsl #1]
        smlad r6, r11, r7, r6; add r0, r0, r2, lsl #1
        smlabt r5, r11, r8, r5; add r1, r1, r2
        pkhbt r9, r9, r12, lsl #16; ldrsb lr, [r0, r2]
        ldrsb r11, [r0, r2, lsl #1]; add r0, r0, r2, lsl #1
        ldr r7, [r3, #W1]; ldr r8, [r3, #W1 + 4]
        pkhbt r10, r10, lr, lsl #16; ldr lr, [sp, #ZERO]
        ssub16 r9, r9, lr; ldrsb r12, [r0, r2]
        ssub16 r10, r10, lr; smlad r4, r9, r7, r4
        add r1, r1, r2, lsl #1; smlad r5, r10, r7, r5
        pkhbt r11, r11, r12, lsl #16; smlabt r4, r10, r8, r4
        ssub16 r11, r11, lr; ldr r9, [sp, #BACK]
        smlad r6, r11, r7, r6; ldr r7, [r3, #MULTIPLIER]
        smlabt r5, r11, r8, r5; ldr r8, [r3, #ADDEND]
        smmlar r6, r6, r7, r8; sub r0, r0, r9
        ldr r11, [sp, #END]; smmlar r5, r5, r7, r8
        smmlar r4, r4, r7, r8; ldr r7, [r3, #SHIFT]
        asr r5, r5, r7; asr r6, r6, r7
        add r3, r3, #40; asr r4, r4, r7
        ssat r6, #8, r6; strb r6, [r1, r2, lsl #1]
        ssat r4, #8, r4; cmp r3, r11
        ldr r10, [sp, #OUTPUT_BACK]; strb r4, [r1]
        ssat r5, #8, r5; strb r5, [r1, r2]
        sub r1, r1, r10; bne     1b
        add     sp, sp, #FRAME
        pop     {r4-r11, pc}
        .size mcub_depthwise_nine_s8_s2, . - mcub_depthwise_nine_s8_s2
