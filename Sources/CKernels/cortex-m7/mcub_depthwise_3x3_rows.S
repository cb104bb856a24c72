/*
 * Output rows of a depthwise 3x3 convolution for Armv7E-M: see mcub_depthwise_3x3_rows.h.
 *
 * A block makes two columns of two rows. Its products keep the multiplier busy in nearly every cycle;
 * loads and the requantization of the upper row run beside them. The instructions of a block stand,
 * two to a line, in the order that the issue rules of a Cortex-M7 favour: two a cycle, products two cycles behind their
 * loads, extensions and saturations in the older slot. A block begins with the first two words of its
 * upper input row in r12 and lr and the bias in r8, which the block before has loaded.
 *
 *   r0       the plane, one pair of columns ahead     r8, r9    sums of the upper row
 *   r1       the output                               r10, r11  sums of the lower row
 *   r2 - r7  weights; those that a block overwrites it loads again from their homes on the stack
 *
 * The second column and the second row are stored first: where there is none, its step is 0 and the
 * first one's store to the same place follows.
 */
        .syntax unified
        .thumb

        .equ    ROW, 512                /* MCUB_DEPTHWISE_ROW_BYTES */

/* The frame: the channel's words, then where the rows lie. */
        .equ    MULTIPLIER, 0
        .equ    ADDEND, 4
        .equ    SHIFT, 8
        .equ    BIAS, 12
        .equ    PIXEL, 16               /* to the second column, or 0 */
        .equ    LOWER, 20               /* to the second row, or 0 */
        .equ    END, 24                 /* what r0 is after the last pair of columns */
        .equ    R2, 28                  /* homes of the weights */
        .equ    R3, 32
        .equ    R4, 36
        .equ    R5, 40
        .equ    R6, 44
        .equ    R7, 48
        .equ    WALK, 52
        .equ    PLANE, 56               /* of the row pair at work, as is the next */
        .equ    OUTPUT, 60
        .equ    PAIRS, 64               /* row pairs that are left */
        .equ    CHANNEL, 68             /* words of the next channel */
        .equ    CHANNELS, 72            /* channels that are left */
        .equ    FIRST, 76               /* the channel's plane, as is the next */
        .equ    FIRST_OUTPUT, 80
        .equ    FRAME, 88

/* mcub_depthwise_walk */
        .equ    ROW_GROUPS, 0
        .equ    GROUP_BYTES, 4
        .equ    LAST_COLUMNS, 8
        .equ    LAST_ROWS, 12
        .equ    PIXEL_STEP, 16
        .equ    ROW_STEP, 20
        .equ    CHANNEL_COUNT, 24
        .equ    PLANE_STEP, 28

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
        mov     r12, r0
        mov     r0, r1
        mov     r1, r2
0:      /* a channel: words at r3, plane r0, output r1, walk r12 */
        ldm     r3!, {r8-r11}
        stm     sp, {r8-r11}
        ldm     r3!, {r2, r4-r8}
        add     lr, sp, #R2
        stm     lr, {r2, r4-r8}
        str     r3, [sp, #CHANNEL]
        mov     r3, r4
        mov     r4, r5
        mov     r5, r6
        mov     r6, r7
        mov     r7, r8
        strd    r0, r1, [sp, #PLANE]
        str     r0, [sp, #FIRST]
        str     r1, [sp, #FIRST_OUTPUT]
        ldr     r8, [r12, #ROW_GROUPS]
        ldr     r9, [r12, #GROUP_BYTES]
        ldrd    r10, r11, [r12, #PIXEL_STEP]
        strd    r10, r11, [sp, #PIXEL]
        add     r9, r9, r0
        add     r9, r9, #\advance
        str     r9, [sp, #END]
1:      /* a pair of rows, r8 of them left */
        str     r8, [sp, #PAIRS]
        ldr     r9, [sp, #WALK]
        ldr     r9, [r9, #LAST_ROWS]
        cmp     r8, #1
        it      ne
        movne   r9, #0
        movs    r10, #0
        cmp     r9, #0
        it      ne                      /* the last pair, and one row only */
        strne   r10, [sp, #LOWER]
2:      ldr     r12, [r0], #\advance
        ldr     lr, [r0, #4 - \advance]
        ldr     r9, [sp, #END]
        ldr     r8, [sp, #BIAS]
        cmp     r0, r9                  /* no pair of columns at all */
        beq     4f
        .p2align 3
3:      \block
        bne     3b
4:      ldr     r9, [sp, #WALK]
        ldr     r10, [r9, #LAST_COLUMNS]
        cmp     r10, #0
        beq     5f
        movs    r10, #0                 /* one more column */
        str     r10, [sp, #PIXEL]
        \block
        ldr     r9, [sp, #WALK]
        ldr     r10, [r9, #PIXEL_STEP]
        str     r10, [sp, #PIXEL]
5:      ldr     r9, [r9, #ROW_STEP]
        ldrd    r0, r1, [sp, #PLANE]
        ldr     r10, [sp, #END]
        ldr     r8, [sp, #PAIRS]
        add     r0, r0, #ROW * \advance / 2
        add     r1, r1, r9, lsl #1
        add     r10, r10, #ROW * \advance / 2
        strd    r0, r1, [sp, #PLANE]
        str     r10, [sp, #END]
        subs    r8, r8, #1
        bne     1b
        ldr     r12, [sp, #WALK]
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

/* Stride 1. 65 instructions. */
        .macro  block_s1
        smlatb r9, r12, r2, r8; smlad r8, r12, r2, r8
        smlad r9, lr, r3, r9; ldr r12, [r0, #ROW - 4]
        smlabt r8, lr, r3, r8; ldr r10, [sp, #BIAS]
        smlatb r11, r12, r2, r10; smlad r8, r12, r4, r8
        ldr lr, [r0, #ROW]; smlatb r9, r12, r4, r9
        ldr r6, [sp, #R6]; smlad r10, r12, r2, r10
        smlabt r10, lr, r3, r10; ldr r7, [sp, #R7]
        ldr r12, [r0, #2 * ROW - 4]; smlabt r8, lr, r5, r8
        smlad r9, lr, r5, r9; smlad r10, r12, r4, r10
        smlad r11, lr, r3, r11; ldr lr, [r0, #2 * ROW]
        smlatb r9, r12, r6, r9; smlatb r11, r12, r4, r11
        ldr r2, [sp, #MULTIPLIER]; ldr r3, [sp, #ADDEND]
        smlad r8, r12, r6, r8; ldr r4, [sp, #SHIFT]
        smlad r9, lr, r7, r9; smlad r11, lr, r5, r11
        ldr r12, [r0, #3 * ROW - 4]; smlabt r8, lr, r7, r8
        smmlar r9, r9, r2, r3; smlabt r10, lr, r5, r10
        ldr lr, [r0, #3 * ROW]; smlatb r11, r12, r6, r11
        asr r9, r9, r4; smlad r11, lr, r7, r11
        smlad r10, r12, r6, r10; ldr r6, [sp, #PIXEL]
        smlabt r10, lr, r7, r10; ldr r7, [sp, #LOWER]
        add r7, r7, r1; ldr r12, [r0], #4
        ssat r9, #8, r9; smmlar r11, r11, r2, r3
        ldr lr, [r0]; smmlar r10, r10, r2, r3
        asr r11, r11, r4; smmlar r8, r8, r2, r3
        ldr r2, [sp, #R2]; asr r10, r10, r4
        ssat r11, #8, r11; asr r8, r8, r4
        ssat r10, #8, r10; strb r11, [r7, r6]
        strb r10, [r7]; ldr r7, [sp, #END]
        cmp r0, r7; strb r9, [r1, r6]
        ssat r8, #8, r8; ldr r3, [sp, #R3]
        strb r8, [r1]; ldr r8, [sp, #BIAS]
        ldr r4, [sp, #R4]; add r1, r1, r6, lsl #1
        .endm
        rows    mcub_depthwise_3x3_rows_s1, block_s1, 4

/* Stride 1, sums below zero rounded away from it. 70 instructions. */
        .macro  block_s1_signed
        smlatb r9, r12, r2, r8; smlad r8, r12, r2, r8
        ldr r12, [r0, #ROW - 4]; ldr r7, [sp, #R7]
        smlad r9, lr, r3, r9; ldr r10, [sp, #BIAS]
        smlabt r8, lr, r3, r8; smlatb r11, r12, r2, r10
        ldr lr, [r0, #ROW]; smlad r8, r12, r4, r8
        smlad r10, r12, r2, r10; ldr r6, [sp, #R6]
        smlatb r9, r12, r4, r9; smlabt r10, lr, r3, r10
        ldr r2, [sp, #MULTIPLIER]; ldr r12, [r0, #2 * ROW - 4]
        smlad r11, lr, r3, r11; smlad r9, lr, r5, r9
        smlatb r11, r12, r4, r11; ldr r3, [sp, #ADDEND]
        smlabt r8, lr, r5, r8; ldr lr, [r0, #2 * ROW]
        smlatb r9, r12, r6, r9; smlad r10, r12, r4, r10
        smlad r8, r12, r6, r8; ldr r12, [r0, #3 * ROW - 4]
        smlabt r10, lr, r5, r10; ldr r4, [sp, #SHIFT]
        smlabt r8, lr, r7, r8; smlad r11, lr, r5, r11
        smlad r9, lr, r7, r9; ldr lr, [r0, #3 * ROW]
        add r5, r3, r8, asr #31; smmlar r8, r8, r2, r5
        smlatb r11, r12, r6, r11; smlad r10, r12, r6, r10
        ldr r12, [r0], #4; add r5, r3, r9, asr #31
        smlabt r10, lr, r7, r10; smlad r11, lr, r7, r11
        ldr r6, [sp, #PIXEL]; smmlar r9, r9, r2, r5
        ldr r7, [sp, #LOWER]; add r5, r3, r10, asr #31
        smmlar r10, r10, r2, r5; ldr lr, [r0]
        add r5, r3, r11, asr #31; smmlar r11, r11, r2, r5
        asr r8, r8, r4; ldr r3, [sp, #R3]
        add r7, r7, r1; ldr r5, [sp, #R5]
        asr r11, r11, r4; ssat r8, #8, r8
        asr r9, r9, r4; ldr r2, [sp, #R2]
        asr r10, r10, r4; ssat r11, #8, r11
        strb r11, [r7, r6]; ssat r10, #8, r10
        strb r10, [r7]; ssat r9, #8, r9
        ldr r7, [sp, #END]; strb r9, [r1, r6]
        ldr r4, [sp, #R4]; strb r8, [r1]
        cmp r0, r7; add r1, r1, r6, lsl #1
        ldr r8, [sp, #BIAS]
        .endm
        rows    mcub_depthwise_3x3_rows_s1_signed, block_s1_signed, 4

/* Stride 2. 71 instructions. */
        .macro  block_s2
        smlad r9, lr, r2, r8; smlad r8, r12, r2, r8
        ldr r12, [r0, #0]; smlabb r8, lr, r5, r8
        ldr lr, [r0, #ROW - 4]; smlabb r9, r12, r5, r9
        ldr r12, [r0, #ROW - 8]; smlad r9, lr, r3, r9
        ldr r4, [sp, #R4]; smlad r8, r12, r3, r8
        ldr r12, [r0, #ROW]; smlabt r8, lr, r5, r8
        ldr lr, [r0, #2 * ROW - 4]; smlabt r9, r12, r5, r9
        ldr r12, [r0, #2 * ROW - 8]; ldr r10, [sp, #BIAS]
        smlad r11, lr, r2, r10; smlad r9, lr, r4, r9
        ldr r6, [sp, #R6]; smlad r10, r12, r2, r10
        ldr r2, [sp, #MULTIPLIER]; smlad r8, r12, r4, r8
        smlabb r8, lr, r6, r8; ldr r12, [r0, #2 * ROW]
        smlabb r10, lr, r5, r10; ldr lr, [r0, #3 * ROW - 4]
        ldr r7, [sp, #ADDEND]; smlabb r11, r12, r5, r11
        smlabb r9, r12, r6, r9; ldr r12, [r0, #3 * ROW - 8]
        smmlar r8, r8, r2, r7; smlad r10, r12, r3, r10
        smlabt r10, lr, r5, r10; ldr r12, [r0, #3 * ROW]
        smlad r11, lr, r3, r11; ldr lr, [r0, #4 * ROW - 4]
        smlabt r11, r12, r5, r11; ldr r12, [r0, #4 * ROW - 8]
        ldr r3, [sp, #SHIFT]; smmlar r9, r9, r2, r7
        smlad r10, r12, r4, r10; ldr r12, [r0, #4 * ROW]
        smlad r11, lr, r4, r11; asr r8, r8, r3
        smlabb r11, r12, r6, r11; asr r9, r9, r3
        smlabb r10, lr, r6, r10; ldr r6, [sp, #LOWER]
        ldr r12, [r0], #8; smmlar r11, r11, r2, r7
        add r6, r6, r1; smmlar r10, r10, r2, r7
        ssat r8, #8, r8; ldr r2, [sp, #R2]
        asr r11, r11, r3; ldr r4, [sp, #PIXEL]
        asr r10, r10, r3; ldr lr, [r0, #-4]
        ssat r10, #8, r10; ldr r3, [sp, #R3]
        ssat r11, #8, r11; strb r11, [r6, r4]
        strb r10, [r6]; ldr r6, [sp, #END]
        ssat r9, #8, r9; strb r9, [r1, r4]
        strb r8, [r1]; cmp r0, r6
        ldr r8, [sp, #BIAS]; add r1, r1, r4, lsl #1
        .endm
        rows    mcub_depthwise_3x3_rows_s2, block_s2, 8

/* Stride 2, sums below zero rounded away from it. 76 instructions. */
        .macro  block_s2_signed
        smlad r9, lr, r2, r8; smlad r8, r12, r2, r8
        ldr r12, [r0, #0]; smlabb r8, lr, r5, r8
        ldr lr, [r0, #ROW - 4]; smlabb r9, r12, r5, r9
        ldr r12, [r0, #ROW - 8]; smlad r9, lr, r3, r9
        ldr r4, [sp, #R4]; smlad r8, r12, r3, r8
        ldr r12, [r0, #ROW]; smlabt r8, lr, r5, r8
        ldr lr, [r0, #2 * ROW - 4]; smlabt r9, r12, r5, r9
        ldr r12, [r0, #2 * ROW - 8]; ldr r10, [sp, #BIAS]
        smlad r11, lr, r2, r10; smlad r10, r12, r2, r10
        ldr r6, [sp, #R6]; ldr r2, [sp, #MULTIPLIER]
        smlad r8, r12, r4, r8; ldr r12, [r0, #2 * ROW]
        smlabb r10, lr, r5, r10; ldr r7, [sp, #ADDEND]
        smlad r9, lr, r4, r9; smlabb r11, r12, r5, r11
        smlabb r9, r12, r6, r9; ldr r12, [r0, #3 * ROW - 8]
        smlabb r8, lr, r6, r8; ldr lr, [r0, #3 * ROW - 4]
        smlad r10, r12, r3, r10; smlabt r10, lr, r5, r10
        ldr r12, [r0, #3 * ROW]; smlad r11, lr, r3, r11
        ldr r3, [sp, #SHIFT]; smlabt r11, r12, r5, r11
        ldr r12, [r0, #4 * ROW - 8]; add r5, r7, r8, asr #31
        smmlar r8, r8, r2, r5; ldr lr, [r0, #4 * ROW - 4]
        smlad r10, r12, r4, r10; add r5, r7, r9, asr #31
        smmlar r9, r9, r2, r5; ldr r12, [r0, #4 * ROW]
        smlabb r10, lr, r6, r10; smlad r11, lr, r4, r11
        asr r8, r8, r3; smlabb r11, r12, r6, r11
        ldr r4, [sp, #PIXEL]; ssat r8, #8, r8
        ldr r12, [r0], #8; add r5, r7, r10, asr #31
        smmlar r10, r10, r2, r5; add r5, r7, r11, asr #31
        smmlar r11, r11, r2, r5; ldr r6, [sp, #LOWER]
        asr r10, r10, r3; asr r9, r9, r3
        ldr lr, [r0, #-4]; add r6, r6, r1
        asr r11, r11, r3; ldr r2, [sp, #R2]
        ldr r3, [sp, #R3]; ssat r9, #8, r9
        ldr r5, [sp, #R5]; ssat r11, #8, r11
        strb r11, [r6, r4]; ssat r10, #8, r10
        strb r10, [r6]; ldr r6, [sp, #END]
        strb r9, [r1, r4]; strb r8, [r1]
        ldr r8, [sp, #BIAS]; add r1, r1, r4, lsl #1
        cmp r0, r6
        .endm
        rows    mcub_depthwise_3x3_rows_s2_signed, block_s2_signed, 8
