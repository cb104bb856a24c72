/*
 * Depthwise 5x5 convolution over images of 3x3 pixels for Armv7E-M: see mcub_depthwise_nine_s8.h.
 *
 * Of 25 taps each output meets all nine inputs, and no others. A channel's inputs, less their zero
 * point, are five words: (x0, x1) of each row in r9 to r11, x2 of the upper two rows in r12, x2 of
 * the lowest in lr. Of a row of three outputs the sums are in r4 to r6; weights pass through r7 and
 * r8. Sums below zero are rounded away from it: their high words take the sign, which is that of the
 * sum or 0, and makes no difference to a 0. The order is the best that a search by the issue rules of a
 * Cortex-M7 found, two instructions a cycle where they stand on a line: 123 cycles a channel.
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
        .equ    W0, 16                  /* (w0, w1), (w1, w2), (w2, w3), (w3, w4) of each row of taps */
        .equ    W1, 32
        .equ    W2, 48
        .equ    W3, 64
        .equ    W4, 80
        .equ    WORDS, 96

/* The frame. */
        .equ    STEP3, 0                /* to the next row of pixels */
        .equ    ZERO, 4
        .equ    BACK, 8                 /* from the last row to the next channel's first */
        .equ    END, 12                 /* of the words */
        .equ    FRAME, 20
        .equ    SAVED, 36

        .section .text.mcub_depthwise_nine_s8_5x5, "ax", %progbits
        .global mcub_depthwise_nine_s8_5x5
        .type   mcub_depthwise_nine_s8_5x5, %function
        .thumb_func
        .p2align 3
mcub_depthwise_nine_s8_5x5:
        push    {r4-r11, lr}
        sub     sp, sp, #FRAME
        ldr     r4, [sp, #FRAME + SAVED]
        str     r4, [sp, #ZERO]
        add     r5, r2, r2, lsl #1
        str     r5, [sp, #STEP3]
        lsl     r6, r5, #1
        sub     r6, r6, #1
        str     r6, [sp, #BACK]
        movs    r7, #WORDS
        mla     r7, r2, r7, r3
        str     r7, [sp, #END]
        .p2align 3
1:
        ldrsb r4, [r0, r2]
        ldr r8, [sp, #STEP3]; ldrsb r9, [r0]
        ldrsb r12, [r0, r2, lsl #1]; add r0, r0, r8
        pkhbt r9, r9, r4, lsl #16; ldr r4, [sp, #ZERO]
        ldrsb r7, [r0, r2, lsl #1]
        ssub16 r9, r9, r4; ldrsb r5, [r0, r2]
        ldrsb r10, [r0]; add r0, r0, r8
        pkhbt r12, r12, r7, lsl #16; ldr r8, [r3, #W2 + 12]
        pkhbt r10, r10, r5, lsl #16; ldrsb r6, [r0, r2]
        ssub16 r12, r12, r4; ldrsb r11, [r0]
        ssub16 r10, r10, r4; ldr r7, [r3, #W2 + 8]
        pkhbt r11, r11, r6, lsl #16; ldrsb lr, [r0, r2, lsl #1]
        ssub16 r11, r11, r4; ldr r6, [r3, #BIAS]
        ssub16 lr, lr, r4; smlad r4, r9, r7, r6
        smlabt r4, r12, r8, r4; ldr r8, [r3, #W2 + 4]
        smlad r5, r9, r8, r6
        smlabt r5, r12, r7, r5; ldr r7, [r3, #W2 + 0]
        smlad r6, r9, r7, r6; ldr r7, [r3, #W3 + 8]
        smlabt r6, r12, r8, r6; ldr r8, [r3, #W3 + 12]
        smlad r4, r10, r7, r4
        smlatt r4, r12, r8, r4; ldr r8, [r3, #W3 + 4]
        smlad r5, r10, r8, r5
        smlatt r5, r12, r7, r5; ldr r7, [r3, #W3 + 0]
        smlad r6, r10, r7, r6; ldr r7, [r3, #W4 + 8]
        smlatt r6, r12, r8, r6; ldr r8, [r3, #W4 + 12]
        smlad r4, r11, r7, r4
        smlabt r4, lr, r8, r4; ldr r8, [r3, #W4 + 4]
        smlad r5, r11, r8, r5
        smlabt r5, lr, r7, r5; ldr r7, [r3, #W4 + 0]
        smlad r6, r11, r7, r6; ldr r7, [r3, #MULTIPLIER]
        smlabt r6, lr, r8, r6
        smmulr r4, r4, r7
        smmulr r6, r6, r7; ldr r8, [r3, #ADDEND]
        smmulr r5, r5, r7; ldr r7, [r3, #SHIFT]
        add r4, r4, r4, asr #31
        add r4, r4, r8; add r6, r6, r6, asr #31
        add r6, r6, r8; add r5, r5, r5, asr #31
        asr r6, r6, r7; add r5, r5, r8
        ldr r8, [sp, #STEP3]; asr r4, r4, r7
        ssat r4, #8, r4; asr r5, r5, r7
        ssat r5, #8, r5; strb r5, [r1, r2]
        ssat r6, #8, r6; strb r4, [r1]
        strb r6, [r1, r2, lsl #1]; ldr r7, [r3, #W1 + 8]
        add r1, r1, r8; ldr r8, [r3, #W1 + 12]
        ldr r6, [r3, #BIAS]; smlad r4, r9, r7, r6
        smlabt r4, r12, r8, r4; ldr r8, [r3, #W1 + 4]
        smlad r5, r9, r8, r6
        smlabt r5, r12, r7, r5; ldr r7, [r3, #W1 + 0]
        smlad r6, r9, r7, r6; ldr r7, [r3, #W2 + 8]
        smlabt r6, r12, r8, r6; ldr r8, [r3, #W2 + 12]
        smlad r4, r10, r7, r4
        smlatt r4, r12, r8, r4; ldr r8, [r3, #W2 + 4]
        smlad r5, r10, r8, r5
        smlatt r5, r12, r7, r5; ldr r7, [r3, #W2 + 0]
        smlad r6, r10, r7, r6; ldr r7, [r3, #W3 + 8]
        smlatt r6, r12, r8, r6; ldr r8, [r3, #W3 + 12]
        smlad r4, r11, r7, r4
        smlabt r4, lr, r8, r4; ldr r8, [r3, #W3 + 4]
        smlad r5, r11, r8, r5
        smlabt r5, lr, r7, r5; ldr r7, [r3, #W3 + 0]
        smlad r6, r11, r7, r6; ldr r7, [r3, #MULTIPLIER]
        smlabt r6, lr, r8, r6
        smmulr r5, r5, r7
        smmulr r6, r6, r7
        smmulr r4, r4, r7; ldr r8, [r3, #ADDEND]
        add r5, r5, r5, asr #31; ldr r7, [r3, #SHIFT]
        add r5, r5, r8; add r6, r6, r6, asr #31
        add r6, r6, r8; add r4, r4, r4, asr #31
        add r4, r4, r8; asr r5, r5, r7
        ssat r5, #8, r5; strb r5, [r1, r2]
        asr r6, r6, r7; asr r4, r4, r7
        ssat r4, #8, r4; strb r4, [r1]
        ssat r6, #8, r6; ldr r7, [r3, #W0 + 8]
        strb r6, [r1, r2, lsl #1]; ldr r8, [sp, #STEP3]
        add r1, r1, r8; ldr r8, [r3, #W0 + 12]
        ldr r6, [r3, #BIAS]; smlad r4, r9, r7, r6
        smlabt r4, r12, r8, r4; ldr r8, [r3, #W0 + 4]
        smlad r5, r9, r8, r6
        smlabt r5, r12, r7, r5; ldr r7, [r3, #W0 + 0]
        smlad r6, r9, r7, r6; ldr r7, [r3, #W1 + 8]
        smlabt r6, r12, r8, r6; ldr r8, [r3, #W1 + 12]
        smlad r4, r10, r7, r4
        smlatt r4, r12, r8, r4; ldr r8, [r3, #W1 + 4]
        smlad r5, r10, r8, r5
        smlatt r5, r12, r7, r5; ldr r7, [r3, #W1 + 0]
        smlad r6, r10, r7, r6; ldr r7, [r3, #W2 + 8]
        smlatt r6, r12, r8, r6; ldr r8, [r3, #W2 + 12]
        ldr r9, [sp, #BACK]; smlad r4, r11, r7, r4
        smlabt r4, lr, r8, r4; ldr r8, [r3, #W2 + 4]
        smlad r5, r11, r8, r5; sub r0, r0, r9
        smlabt r5, lr, r7, r5; ldr r7, [r3, #W2 + 0]
        smlad r6, r11, r7, r6; ldr r7, [r3, #MULTIPLIER]
        smlabt r6, lr, r8, r6; ldr r8, [r3, #ADDEND]
        ldr r10, [sp, #END]; smmulr r4, r4, r7
        smmulr r6, r6, r7
        smmulr r5, r5, r7; ldr r7, [r3, #SHIFT]
        add r4, r4, r4, asr #31; add r3, r3, #WORDS
        add r4, r4, r8; add r6, r6, r6, asr #31
        add r5, r5, r5, asr #31; add r6, r6, r8
        add r5, r5, r8; asr r6, r6, r7
        asr r5, r5, r7; asr r4, r4, r7
        ssat r4, #8, r4; strb r4, [r1]
        ssat r6, #8, r6; strb r6, [r1, r2, lsl #1]
        ssat r5, #8, r5; strb r5, [r1, r2]
        cmp r3, r10; sub r1, r1, r9
        bne     1b
        add     sp, sp, #FRAME
        pop     {r4-r11, pc}
        .size mcub_depthwise_nine_s8_5x5, . - mcub_depthwise_nine_s8_5x5
