/*
 * Output rows of a depthwise 5x5 convolution for Armv7E-M: see mcub_depthwise_5x5_rows.h.
 *
 * A block makes four columns of a row. Of each row of taps it loads the weights from the stack and
 * uses each word of them at once for all columns that need it, so that the next row's loads find
 * their registers free while products are still at work. The instructions of a block stand, two
 * to a line, in the order that the issue rules of a Cortex-M7 favour.
 *
 *   r0  the plane    r2 - r5  weights    r5 - r7, r12, lr  inputs
 *   r1  the output   r8 - r11  sums
 *
 * Columns are stored from the last to the first: where there is none, its step is 0 and the first
 * one's store to the same place follows.
 */
        .syntax unified
        .thumb

        .equ    ROW, 512                /* MCUB_DEPTHWISE_ROW_BYTES */

/* The frame: steps from a block's first output to the others, weights, where the rows lie. */
        .equ    MULTIPLIER, 0; .equ ADDEND, 4; .equ SHIFT, 8; .equ BIAS, 12
        .equ    SECOND, 16; .equ THIRD, 20; .equ FOURTH, 24
        .equ    END, 28                 /* what r0 is after the last block */
        .equ    WEIGHTS, 32
        .equ    WALK, 112
        .equ    PLANE, 116              /* of the row at work, as is the next */
        .equ    OUTPUT, 120; .equ ROWS_LEFT, 124
        .equ    COLUMNS_LEFT, 128       /* that no whole block has made */
        .equ    CHANNEL, 132            /* words of the next channel */
        .equ    CHANNELS, 136           /* channels that are left */
        .equ    FIRST, 140              /* the channel's plane, as is the next */
        .equ    FIRST_OUTPUT, 144; .equ FRAME, 152

/* mcub_depthwise_walk */
        .equ    ROWS, 0; .equ GROUP_BYTES, 4; .equ LAST_COLUMNS, 8; .equ PIXEL_STEP, 16
        .equ    ROW_STEP, 20; .equ CHANNEL_COUNT, 24; .equ PLANE_STEP, 28

/* The function NAME around a block, whose inputs advance by ADVANCE bytes. */
        .macro  rows name, block, advance
        .section .text.\name, "ax", %progbits
        .global \name
        .type   \name, %function
        .thumb_func
\name:
        push    {r4-r11, lr}
        sub     sp, sp, #FRAME
        str     r0, [sp, #WALK]
        ldr     r12, [r0, #CHANNEL_COUNT]
        str     r12, [sp, #CHANNELS]
        mov     r0, r1
        mov     r1, r2
0:      /* a channel: words at r3, plane r0, output r1 */
        ldm     r3!, {r4-r7}
        stm     sp, {r4-r7}
        add     r12, sp, #WEIGHTS
        ldm     r3!, {r2, r4-r11, lr}
        stm     r12!, {r2, r4-r11, lr}
        ldm     r3!, {r2, r4-r11, lr}
        stm     r12, {r2, r4-r11, lr}
        str     r3, [sp, #CHANNEL]
        ldr     r12, [sp, #WALK]
        strd    r0, r1, [sp, #PLANE]
        str     r0, [sp, #FIRST]
        str     r1, [sp, #FIRST_OUTPUT]
        ldr     r10, [r12, #ROWS]
1:      /* a row, r10 of them left */
        str     r10, [sp, #ROWS_LEFT]
        ldrd    r8, r9, [r12, #GROUP_BYTES]
        ldr     r10, [r12, #PIXEL_STEP]
        add     r11, r10, r10
        strd    r10, r11, [sp, #SECOND]
        add     r11, r11, r10
        add     lr, r0, r8
        strd    r11, lr, [sp, #FOURTH]
        str     r9, [sp, #COLUMNS_LEFT]
        cmp     r8, #0
        beq     4f
        .p2align 3
3:      \block
        bne     3b
4:      ldr     r9, [sp, #COLUMNS_LEFT]
        cmp     r9, #0
        beq     5f
        movs    r6, #0                  /* once more, for these columns */
        str     r6, [sp, #COLUMNS_LEFT]
        str     r6, [sp, #FOURTH]
        cmp     r9, #3
        it      ne
        strne   r6, [sp, #THIRD]
        cmp     r9, #1
        it      eq
        streq   r6, [sp, #SECOND]
        add     r9, r0, #\advance
        str     r9, [sp, #END]
        b       3b
5:      ldr     r12, [sp, #WALK]
        ldrd    r0, r1, [sp, #PLANE]
        ldr     r9, [r12, #ROW_STEP]
        ldr     r10, [sp, #ROWS_LEFT]
        add     r0, r0, #ROW * \advance / 8
        add     r1, r1, r9
        strd    r0, r1, [sp, #PLANE]
        subs    r10, r10, #1
        bne     1b
        ldr     r8, [sp, #CHANNELS]
        ldr     r0, [sp, #FIRST]
        ldr     r1, [sp, #FIRST_OUTPUT]
        ldr     r3, [sp, #CHANNEL]
        ldr     r9, [r12, #PLANE_STEP]
        subs    r8, r8, #1
        str     r8, [sp, #CHANNELS]
        add     r0, r0, r9
        add     r1, r1, #1
        bne     0b
        add     sp, sp, #FRAME
        pop     {r4-r11, pc}
        .size   \name, . - \name
        .endm

/* Stride 1. 127 instructions. */
        .macro  block_s1
        ldr r6, [r0], #8; ldr r2, [sp, #WEIGHTS]
        ldr r7, [r0, #-4]; ldr r11, [sp, #BIAS]
        ldr r12, [r0]; smlad r8, r6, r2, r11
        smlatb r9, r6, r2, r11; ldr r4, [sp, #WEIGHTS + 8]
        smlad r10, r7, r2, r11; smlatb r11, r7, r2, r11
        smlad r10, r12, r4, r10; ldr r3, [sp, #WEIGHTS + 4]
        smlad r8, r7, r4, r8; ldr r5, [sp, #WEIGHTS + 12]
        ldr lr, [r0, #4]; smlad r9, r7, r3, r9
        smlad r9, r12, r5, r9; ldr r2, [sp, #WEIGHTS + 16]
        ldr r6, [r0, #ROW - 8]; smlabt r10, lr, r5, r10
        ldr r7, [r0, #ROW - 4]; smlad r11, r12, r3, r11
        smlatb r9, r6, r2, r9; smlabt r8, r12, r5, r8
        ldr r12, [r0, #ROW]; smlad r8, r6, r2, r8
        ldr r4, [sp, #WEIGHTS + 24]; ldr r6, [r0, #2 * ROW - 8]
        smlad r11, lr, r5, r11; ldr r3, [sp, #WEIGHTS + 20]
        smlad r10, r7, r2, r10; ldr r5, [sp, #WEIGHTS + 28]
        smlatb r11, r7, r2, r11; ldr lr, [r0, #ROW + 4]
        smlad r8, r7, r4, r8; smlad r9, r7, r3, r9
        smlad r9, r12, r5, r9; smlad r10, r12, r4, r10
        ldr r7, [r0, #2 * ROW - 4]; smlabt r8, r12, r5, r8
        ldr r2, [sp, #WEIGHTS + 32]; smlad r11, r12, r3, r11
        ldr r3, [sp, #WEIGHTS + 36]; ldr r4, [sp, #WEIGHTS + 40]
        smlatb r9, r6, r2, r9; ldr r12, [r0, #2 * ROW]
        smlabt r10, lr, r5, r10; smlad r9, r7, r3, r9
        smlad r8, r6, r2, r8; smlad r11, lr, r5, r11
        ldr r5, [sp, #WEIGHTS + 44]; smlad r10, r7, r2, r10
        ldr lr, [r0, #2 * ROW + 4]; smlad r8, r7, r4, r8
        smlatb r11, r7, r2, r11; ldr r7, [r0, #3 * ROW - 4]
        smlabt r8, r12, r5, r8; smlad r10, r12, r4, r10
        ldr r6, [r0, #3 * ROW - 8]; ldr r2, [sp, #WEIGHTS + 48]
        smlad r11, r12, r3, r11; smlad r9, r12, r5, r9
        smlad r11, lr, r5, r11; smlad r8, r6, r2, r8
        ldr r3, [sp, #WEIGHTS + 52]; smlatb r9, r6, r2, r9
        ldr r4, [sp, #WEIGHTS + 56]; smlabt r10, lr, r5, r10
        ldr r12, [r0, #3 * ROW]; smlatb r11, r7, r2, r11
        smlad r10, r7, r2, r10; ldr r5, [sp, #WEIGHTS + 60]
        smlad r9, r7, r3, r9; ldr r2, [sp, #WEIGHTS + 64]
        smlad r11, r12, r3, r11; smlad r9, r12, r5, r9
        ldr r6, [r0, #4 * ROW - 8]; smlad r10, r12, r4, r10
        ldr lr, [r0, #3 * ROW + 4]; smlatb r9, r6, r2, r9
        smlad r8, r7, r4, r8; ldr r4, [sp, #WEIGHTS + 72]
        ldr r3, [sp, #WEIGHTS + 68]; smlad r11, lr, r5, r11
        smlabt r8, r12, r5, r8; ldr r7, [r0, #4 * ROW - 4]
        smlabt r10, lr, r5, r10; ldr r12, [r0, #4 * ROW]
        smlatb r11, r7, r2, r11; smlad r11, r12, r3, r11
        smlad r9, r7, r3, r9; ldr r3, [sp, #ADDEND]
        smlad r10, r7, r2, r10; ldr lr, [r0, #4 * ROW + 4]
        smlad r8, r6, r2, r8; ldr r5, [sp, #WEIGHTS + 76]
        ldr r2, [sp, #MULTIPLIER]; smlad r8, r7, r4, r8
        smlad r10, r12, r4, r10; ldr r4, [sp, #SHIFT]
        ldr r6, [sp, #FOURTH]; smlad r11, lr, r5, r11
        ldr r7, [sp, #THIRD]; smlabt r10, lr, r5, r10
        ldr lr, [sp, #END]; smmlar r11, r11, r2, r3
        smmlar r10, r10, r2, r3; smlabt r8, r12, r5, r8
        cmp r0, lr; asr r11, r11, r4
        smlad r9, r12, r5, r9; asr r10, r10, r4
        smmlar r8, r8, r2, r3; ssat r11, #8, r11
        smmlar r9, r9, r2, r3; ssat r10, #8, r10
        ldr r12, [sp, #SECOND]; strb r11, [r1, r6]
        asr r8, r8, r4; strb r10, [r1, r7]
        asr r9, r9, r4; ssat r9, #8, r9
        strb r9, [r1, r12]; ssat r8, #8, r8
        strb r8, [r1]; add r1, r1, r12, lsl #2
        .endm
        rows    mcub_depthwise_5x5_rows_s1, block_s1, 8

/* Stride 1, sums below zero rounded away from it. 131 instructions. */
        .macro  block_s1_signed
        ldr r6, [r0], #8; ldr r2, [sp, #WEIGHTS]
        ldr r11, [sp, #BIAS]; ldr r7, [r0, #-4]
        smlatb r9, r6, r2, r11; ldr r3, [sp, #WEIGHTS + 4]
        ldr r4, [sp, #WEIGHTS + 8]; smlad r10, r7, r2, r11
        smlad r9, r7, r3, r9; ldr lr, [r0, #4]
        ldr r12, [r0]; smlad r8, r6, r2, r11
        ldr r5, [sp, #WEIGHTS + 12]; smlatb r11, r7, r2, r11
        ldr r6, [r0, #ROW - 8]; smlad r8, r7, r4, r8
        ldr r2, [sp, #WEIGHTS + 16]; smlad r9, r12, r5, r9
        smlad r11, r12, r3, r11; smlabt r8, r12, r5, r8
        smlad r10, r12, r4, r10; ldr r3, [sp, #WEIGHTS + 20]
        smlad r11, lr, r5, r11; ldr r4, [sp, #WEIGHTS + 24]
        smlabt r10, lr, r5, r10; ldr r7, [r0, #ROW - 4]
        smlatb r9, r6, r2, r9; smlad r9, r7, r3, r9
        smlad r8, r6, r2, r8; ldr r6, [r0, #2 * ROW - 8]
        ldr r12, [r0, #ROW]; smlad r8, r7, r4, r8
        smlatb r11, r7, r2, r11; ldr lr, [r0, #ROW + 4]
        smlad r10, r7, r2, r10; ldr r5, [sp, #WEIGHTS + 28]
        smlad r11, r12, r3, r11; ldr r2, [sp, #WEIGHTS + 32]
        smlad r11, lr, r5, r11; smlad r10, r12, r4, r10
        ldr r7, [r0, #2 * ROW - 4]; ldr r3, [sp, #WEIGHTS + 36]
        smlad r9, r12, r5, r9; ldr r4, [sp, #WEIGHTS + 40]
        smlabt r8, r12, r5, r8; smlatb r9, r6, r2, r9
        smlatb r11, r7, r2, r11; ldr r12, [r0, #2 * ROW]
        smlabt r10, lr, r5, r10; smlad r11, r12, r3, r11
        smlad r10, r7, r2, r10; smlad r8, r6, r2, r8
        ldr r5, [sp, #WEIGHTS + 44]; smlad r9, r7, r3, r9
        ldr lr, [r0, #2 * ROW + 4]; ldr r2, [sp, #WEIGHTS + 48]
        smlad r8, r7, r4, r8; smlad r11, lr, r5, r11
        smlabt r8, r12, r5, r8; ldr r6, [r0, #3 * ROW - 8]
        smlad r10, r12, r4, r10; ldr r7, [r0, #3 * ROW - 4]
        smlabt r10, lr, r5, r10; ldr r3, [sp, #WEIGHTS + 52]
        smlad r9, r12, r5, r9; ldr lr, [r0, #3 * ROW + 4]
        ldr r4, [sp, #WEIGHTS + 56]; smlatb r9, r6, r2, r9
        smlatb r11, r7, r2, r11; smlad r9, r7, r3, r9
        ldr r5, [sp, #WEIGHTS + 60]; smlad r8, r6, r2, r8
        ldr r12, [r0, #3 * ROW]; ldr r6, [r0, #4 * ROW - 8]
        smlad r10, r7, r2, r10; ldr r2, [sp, #WEIGHTS + 64]
        smlad r11, r12, r3, r11; smlad r8, r7, r4, r8
        smlad r10, r12, r4, r10; ldr r7, [r0, #4 * ROW - 4]
        smlad r11, lr, r5, r11; smlabt r10, lr, r5, r10
        ldr r3, [sp, #WEIGHTS + 68]; smlatb r11, r7, r2, r11
        smlad r9, r12, r5, r9; smlabt r8, r12, r5, r8
        smlatb r9, r6, r2, r9; ldr r12, [r0, #4 * ROW]
        ldr lr, [r0, #4 * ROW + 4]; smlad r10, r7, r2, r10
        smlad r11, r12, r3, r11; smlad r8, r6, r2, r8
        ldr r4, [sp, #WEIGHTS + 72]; smlad r9, r7, r3, r9
        ldr r2, [sp, #MULTIPLIER]; smlad r10, r12, r4, r10
        ldr r5, [sp, #WEIGHTS + 76]; smlad r8, r7, r4, r8
        ldr r3, [sp, #ADDEND]; ldr r4, [sp, #SHIFT]
        smlabt r8, r12, r5, r8; smlad r9, r12, r5, r9
        ldr r6, [sp, #FOURTH]; smlabt r10, lr, r5, r10
        ldr r7, [sp, #THIRD]; smlad r11, lr, r5, r11
        add r5, r3, r8, asr #31; smmlar r8, r8, r2, r5
        add r5, r3, r9, asr #31; smmlar r9, r9, r2, r5
        add r5, r3, r10, asr #31; smmlar r10, r10, r2, r5
        add r5, r3, r11, asr #31; ldr r12, [sp, #SECOND]
        smmlar r11, r11, r2, r5; asr r10, r10, r4
        asr r9, r9, r4; ssat r9, #8, r9
        asr r11, r11, r4; ssat r10, #8, r10
        asr r8, r8, r4; ssat r11, #8, r11
        strb r11, [r1, r6]; ldr lr, [sp, #END]
        strb r10, [r1, r7]; ssat r8, #8, r8
        strb r9, [r1, r12]; cmp r0, lr
        strb r8, [r1]; add r1, r1, r12, lsl #2
        .endm
        rows    mcub_depthwise_5x5_rows_s1_signed, block_s1_signed, 8

/* Stride 2. 132 instructions. */
        .macro  block_s2
        ldr r2, [sp, #WEIGHTS]; ldr r5, [r0], #16
        ldr r6, [r0, #-12]; ldr r11, [sp, #BIAS]
        ldr r7, [r0, #-8]; smlad r8, r5, r2, r11
        ldr r3, [sp, #WEIGHTS + 4]; smlad r9, r6, r2, r11
        ldr r12, [r0, #-4]; smlad r10, r7, r2, r11
        smlad r8, r6, r3, r8; ldr r5, [r0, #ROW - 16]
        smlad r9, r7, r3, r9; ldr r4, [sp, #WEIGHTS + 8]
        smlad r11, r12, r2, r11; smlad r10, r12, r3, r10
        ldr lr, [r0, #0]; smlabb r9, r12, r4, r9
        smlad r11, lr, r3, r11; ldr r12, [r0, #ROW - 4]
        smlabb r10, lr, r4, r10; ldr r6, [r0, #4]
        ldr r2, [sp, #WEIGHTS + 12]; smlabb r8, r7, r4, r8
        ldr r3, [sp, #WEIGHTS + 16]; smlabb r11, r6, r4, r11
        ldr r6, [r0, #ROW - 12]; smlad r8, r5, r2, r8
        smlad r11, r12, r2, r11; ldr r7, [r0, #ROW - 8]
        ldr r4, [sp, #WEIGHTS + 20]; smlad r8, r6, r3, r8
        smlad r9, r6, r2, r9; ldr lr, [r0, #ROW]
        smlad r10, r7, r2, r10; smlad r10, r12, r3, r10
        ldr r6, [r0, #ROW + 4]; smlad r9, r7, r3, r9
        smlad r11, lr, r3, r11; smlabb r9, r12, r4, r9
        ldr r2, [sp, #WEIGHTS + 24]; ldr r5, [r0, #2 * ROW - 16]
        smlabb r8, r7, r4, r8; smlabb r11, r6, r4, r11
        ldr r3, [sp, #WEIGHTS + 28]; smlad r8, r5, r2, r8
        ldr r6, [r0, #2 * ROW - 12]; smlabb r10, lr, r4, r10
        ldr r7, [r0, #2 * ROW - 8]; smlad r8, r6, r3, r8
        ldr lr, [r0, #2 * ROW]; smlad r10, r7, r2, r10
        smlad r9, r6, r2, r9; ldr r12, [r0, #2 * ROW - 4]
        ldr r4, [sp, #WEIGHTS + 32]; smlad r9, r7, r3, r9
        ldr r6, [r0, #2 * ROW + 4]; smlad r11, r12, r2, r11
        smlad r11, lr, r3, r11; ldr r5, [r0, #3 * ROW - 16]
        ldr r2, [sp, #WEIGHTS + 36]; smlabb r9, r12, r4, r9
        smlabb r8, r7, r4, r8; ldr r7, [r0, #3 * ROW - 8]
        smlad r10, r12, r3, r10; ldr r3, [sp, #WEIGHTS + 40]
        smlabb r11, r6, r4, r11; smlabb r10, lr, r4, r10
        ldr lr, [r0, #3 * ROW]; ldr r12, [r0, #3 * ROW - 4]
        smlad r8, r5, r2, r8; smlad r10, r7, r2, r10
        ldr r6, [r0, #3 * ROW - 12]; smlad r10, r12, r3, r10
        smlad r9, r6, r2, r9; smlad r11, r12, r2, r11
        ldr r4, [sp, #WEIGHTS + 44]; ldr r2, [sp, #WEIGHTS + 48]
        smlad r8, r6, r3, r8; ldr r5, [r0, #4 * ROW - 16]
        smlad r9, r7, r3, r9; ldr r6, [r0, #3 * ROW + 4]
        smlabb r9, r12, r4, r9; smlabb r8, r7, r4, r8
        ldr r7, [r0, #4 * ROW - 8]; ldr r12, [r0, #4 * ROW - 4]
        smlabb r10, lr, r4, r10; smlad r11, lr, r3, r11
        smlad r8, r5, r2, r8; ldr r3, [sp, #WEIGHTS + 52]
        smlad r10, r7, r2, r10; ldr lr, [r0, #4 * ROW]
        smlad r10, r12, r3, r10; smlabb r11, r6, r4, r11
        ldr r6, [r0, #4 * ROW - 12]; smlad r11, r12, r2, r11
        smlad r9, r6, r2, r9; ldr r2, [sp, #MULTIPLIER]
        smlad r11, lr, r3, r11; ldr r4, [sp, #WEIGHTS + 56]
        smlad r8, r6, r3, r8; ldr r6, [r0, #4 * ROW + 4]
        smlad r9, r7, r3, r9; smlabb r9, r12, r4, r9
        ldr r3, [sp, #ADDEND]; smlabb r8, r7, r4, r8
        ldr r7, [sp, #THIRD]; smlabb r11, r6, r4, r11
        ldr r6, [sp, #FOURTH]; ldr r12, [sp, #SECOND]
        smlabb r10, lr, r4, r10; smmlar r11, r11, r2, r3
        smmlar r9, r9, r2, r3; ldr lr, [sp, #END]
        smmlar r10, r10, r2, r3; ldr r4, [sp, #SHIFT]
        asr r9, r9, r4; asr r11, r11, r4
        cmp r0, lr; asr r10, r10, r4
        ssat r11, #8, r11; smmlar r8, r8, r2, r3
        ssat r9, #8, r9; strb r11, [r1, r6]
        ssat r10, #8, r10; strb r10, [r1, r7]
        strb r9, [r1, r12]; asr r8, r8, r4
        ssat r8, #8, r8; strb r8, [r1]
        add r1, r1, r12, lsl #2
        .endm
        rows    mcub_depthwise_5x5_rows_s2, block_s2, 16

/* Stride 2, sums below zero rounded away from it. 136 instructions. */
        .macro  block_s2_signed
        ldr r5, [r0], #16; ldr r2, [sp, #WEIGHTS]
        ldr r6, [r0, #-12]; ldr r11, [sp, #BIAS]
        ldr r7, [r0, #-8]; smlad r8, r5, r2, r11
        ldr r3, [sp, #WEIGHTS + 4]; smlad r10, r7, r2, r11
        ldr r4, [sp, #WEIGHTS + 8]; smlad r8, r6, r3, r8
        ldr r12, [r0, #-4]; smlad r9, r6, r2, r11
        ldr r5, [r0, #ROW - 16]; ldr r6, [r0, #4]
        smlad r9, r7, r3, r9; ldr lr, [r0, #0]
        smlad r11, r12, r2, r11; smlabb r8, r7, r4, r8
        ldr r2, [sp, #WEIGHTS + 12]; smlad r11, lr, r3, r11
        smlabb r11, r6, r4, r11; smlad r10, r12, r3, r10
        ldr r3, [sp, #WEIGHTS + 16]; smlabb r9, r12, r4, r9
        ldr r6, [r0, #ROW - 12]; ldr r12, [r0, #ROW - 4]
        smlabb r10, lr, r4, r10; smlad r8, r5, r2, r8
        ldr r7, [r0, #ROW - 8]; ldr r5, [r0, #2 * ROW - 16]
        smlad r9, r6, r2, r9; ldr lr, [r0, #ROW]
        smlad r10, r7, r2, r10; smlad r10, r12, r3, r10
        ldr r4, [sp, #WEIGHTS + 20]; smlad r11, r12, r2, r11
        smlad r8, r6, r3, r8; smlad r9, r7, r3, r9
        ldr r6, [r0, #ROW + 4]; smlad r11, lr, r3, r11
        ldr r3, [sp, #WEIGHTS + 28]; smlabb r9, r12, r4, r9
        smlabb r10, lr, r4, r10; ldr r2, [sp, #WEIGHTS + 24]
        ldr lr, [r0, #2 * ROW]; smlabb r8, r7, r4, r8
        smlabb r11, r6, r4, r11; ldr r6, [r0, #2 * ROW - 12]
        smlad r8, r5, r2, r8; ldr r7, [r0, #2 * ROW - 8]
        smlad r9, r6, r2, r9; ldr r12, [r0, #2 * ROW - 4]
        smlad r8, r6, r3, r8; smlad r10, r7, r2, r10
        ldr r4, [sp, #WEIGHTS + 32]; smlad r9, r7, r3, r9
        smlad r10, r12, r3, r10; ldr r5, [r0, #3 * ROW - 16]
        smlad r11, r12, r2, r11; smlabb r9, r12, r4, r9
        ldr r2, [sp, #WEIGHTS + 36]; smlabb r10, lr, r4, r10
        ldr r6, [r0, #2 * ROW + 4]; smlabb r8, r7, r4, r8
        smlad r11, lr, r3, r11; ldr r12, [r0, #3 * ROW - 4]
        ldr r7, [r0, #3 * ROW - 8]; smlabb r11, r6, r4, r11
        ldr r6, [r0, #3 * ROW - 12]; smlad r8, r5, r2, r8
        ldr r4, [sp, #WEIGHTS + 44]; smlad r11, r12, r2, r11
        ldr r3, [sp, #WEIGHTS + 40]; smlad r9, r6, r2, r9
        smlad r10, r7, r2, r10; ldr r2, [sp, #WEIGHTS + 48]
        smlad r9, r7, r3, r9; ldr r5, [r0, #4 * ROW - 16]
        smlabb r9, r12, r4, r9; smlad r8, r6, r3, r8
        ldr lr, [r0, #3 * ROW]; smlabb r8, r7, r4, r8
        smlad r11, lr, r3, r11; ldr r7, [r0, #4 * ROW - 8]
        ldr r6, [r0, #3 * ROW + 4]; smlad r10, r12, r3, r10
        ldr r12, [r0, #4 * ROW - 4]; smlad r8, r5, r2, r8
        smlabb r11, r6, r4, r11; ldr r6, [r0, #4 * ROW - 12]
        smlad r11, r12, r2, r11; smlad r9, r6, r2, r9
        ldr r3, [sp, #WEIGHTS + 52]; smlabb r10, lr, r4, r10
        smlad r10, r7, r2, r10; ldr r4, [sp, #WEIGHTS + 56]
        ldr lr, [r0, #4 * ROW]; smlad r10, r12, r3, r10
        smlad r8, r6, r3, r8; smlad r11, lr, r3, r11
        ldr r2, [sp, #MULTIPLIER]; ldr r6, [r0, #4 * ROW + 4]
        smlad r9, r7, r3, r9; smlabb r8, r7, r4, r8
        ldr r3, [sp, #ADDEND]; smlabb r9, r12, r4, r9
        ldr r12, [sp, #SECOND]; smlabb r11, r6, r4, r11
        ldr r6, [sp, #FOURTH]; smlabb r10, lr, r4, r10
        ldr r4, [sp, #SHIFT]; add r5, r3, r8, asr #31
        ldr lr, [sp, #END]; smmlar r8, r8, r2, r5
        add r5, r3, r9, asr #31; smmlar r9, r9, r2, r5
        add r5, r3, r10, asr #31; smmlar r10, r10, r2, r5
        add r5, r3, r11, asr #31; ldr r7, [sp, #THIRD]
        smmlar r11, r11, r2, r5; asr r10, r10, r4
        asr r8, r8, r4; ssat r8, #8, r8
        asr r11, r11, r4; asr r9, r9, r4
        cmp r0, lr; ssat r11, #8, r11
        strb r11, [r1, r6]; ssat r10, #8, r10
        strb r10, [r1, r7]; ssat r9, #8, r9
        strb r9, [r1, r12]; strb r8, [r1]
        add r1, r1, r12, lsl #2
        .endm
        rows    mcub_depthwise_5x5_rows_s2_signed, block_s2_signed, 16
