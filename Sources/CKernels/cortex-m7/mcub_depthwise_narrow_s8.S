/*
 * Depthwise 3x3 convolution over images five or six pixels wide for Armv7E-M: see
 * mcub_depthwise_narrow_s8.h.
 *
 * A channel's inputs, less their zero point, become rows of three words, (x0, x1), (x2, x3), (x4, x5),
 * with a row of zeros above and below; then each row of outputs is made from three of them. Taps
 * beside the image are left out: 30 products a row of six outputs, 27 of five. The orders are the best
 * that a search by the issue rules of a Cortex-M7 found, two instructions a cycle where they stand on
 * a line: a row of six is packed in 12 cycles and made in 47, one of five in 11 and 43.
 *
 *   packing  r0 the input   r1 the plane's row   r2 channels   r3 the zero point
 *   rows     r0 the plane's row above   r1 the output   r2, r3 a row of taps   r4, r5, r12 inputs
 *            r6 - r11 sums
 */
        .syntax unified
        .thumb

/* The frame: the channel's words, then the image's place. */
        .equ    MULTIPLIER, 0
        .equ    ADDEND, 4
        .equ    SHIFT, 8
        .equ    BIAS, 12
        .equ    W0, 16                  /* (w0, w1) and (w1, w2) of each row of taps */
        .equ    W1, 24
        .equ    W2, 32
        .equ    CHANNELS, 40
        .equ    PLANE_END, 44           /* the row above the first that has no outputs */
        .equ    PLANE, 48               /* the row of zeros above */
        .equ    ZERO, 52
        .equ    INPUT, 56               /* of the next channel, as are the next two */
        .equ    OUTPUT, 60
        .equ    WORDS, 64
        .equ    LEFT, 68                /* channels that are left */
        .equ    FRAME, 76
        .equ    ROW_BYTES, 12           /* MCUB_DEPTHWISE_NARROW_ROW_BYTES */

/* mcub_depthwise_narrow_place */
        .equ    PLACE_CHANNELS, 0
        .equ    PLACE_HEIGHT, 4
        .equ    PLACE_ZERO, 8
        .equ    PLACE_PLANE, 12

/* The function NAME around the packing of a row and the making of one. */
        .macro  narrow name, packing, outputs
        .section .text.\name, "ax", %progbits
        .global \name
        .type   \name, %function
        .thumb_func
        .p2align 3
\name:
        push    {r4-r11, lr}
        sub     sp, sp, #FRAME
        ldr     r4, [r0, #PLACE_CHANNELS]
        ldr     r5, [r0, #PLACE_HEIGHT]
        ldr     r6, [r0, #PLACE_ZERO]
        ldr     r7, [r0, #PLACE_PLANE]
        movs    r8, #ROW_BYTES
        mla     r5, r5, r8, r7
        str     r4, [sp, #CHANNELS]
        str     r4, [sp, #LEFT]
        str     r5, [sp, #PLANE_END]
        str     r6, [sp, #ZERO]
        str     r7, [sp, #PLANE]
        str     r1, [sp, #INPUT]
        str     r2, [sp, #WORDS]
        str     r3, [sp, #OUTPUT]
1:      /* a channel */
        ldr     r0, [sp, #WORDS]
        ldm     r0!, {r4-r12, lr}
        stm     sp, {r4-r12, lr}
        str     r0, [sp, #WORDS]
        ldr     r0, [sp, #INPUT]
        ldr     r1, [sp, #PLANE]
        ldr     r10, [sp, #PLANE_END]
        ldr     r2, [sp, #CHANNELS]
        ldr     r3, [sp, #ZERO]
        add     r4, r0, #1
        str     r4, [sp, #INPUT]
        add     r1, r1, #ROW_BYTES
        add     r10, r10, #ROW_BYTES
        .p2align 3
2:      \packing
        bne     2b
        ldr     r0, [sp, #PLANE]
        ldr     r1, [sp, #OUTPUT]
        add     r2, r1, #1
        str     r2, [sp, #OUTPUT]
        .p2align 3
3:      \outputs
        bne     3b
        ldr     r2, [sp, #LEFT]
        subs    r2, r2, #1
        str     r2, [sp, #LEFT]
        bne     1b
        add     sp, sp, #FRAME
        pop     {r4-r11, pc}
        .size   \name, . - \name
        .endm

        .macro  pack_five
        ldrsb r5, [r0, r2]
        ldrsb r4, [r0]; add r0, r0, r2, lsl #1
        pkhbt r4, r4, r5, lsl #16; ldrsb r7, [r0, r2]
        ldrsb r6, [r0]; add r0, r0, r2, lsl #1
        ssub16 r4, r4, r3; str r4, [r1, #0]
        pkhbt r6, r6, r7, lsl #16; ldrsb r8, [r0]
        ssub16 r6, r6, r3; str r6, [r1, #4]
        ssub16 r8, r8, r3; str r8, [r1, #8]
        add r1, r1, #12; cmp r1, r10
        add r0, r0, r2
        .endm

        .macro  make_five
        ldr r2, [sp, #W0]; ldr r5, [r0, #4]
        ldr lr, [sp, #BIAS]; ldr r4, [r0, #0]
        smlatb r10, r5, r2, lr; ldr r3, [sp, #W0 + 4]
        smlatb r8, r4, r2, lr
        smlad r6, r4, r3, lr
        smlad r7, r4, r2, lr
        smlad r9, r5, r2, lr; ldr r2, [sp, #W1]
        ldr r4, [r0, #12]; smlad r8, r5, r3, r8
        ldr r12, [r0, #8]; smlabt r7, r5, r3, r7
        smlad r7, r4, r2, r7
        smlabb r10, r12, r3, r10
        smlabt r9, r12, r3, r9; ldr r5, [r0, #16]
        smlatb r8, r4, r2, r8; ldr r3, [sp, #W1 + 4]
        smlad r9, r5, r2, r9
        smlad r6, r4, r3, r6; ldr r4, [r0, #24]
        ldr lr, [sp, #ADDEND]; smlabt r7, r5, r3, r7
        smlad r8, r5, r3, r8; ldr r12, [r0, #20]
        smlatb r10, r5, r2, r10; ldr r2, [sp, #W2]
        smlabb r10, r12, r3, r10
        smlabt r9, r12, r3, r9; ldr r3, [sp, #W2 + 4]
        smlatb r8, r4, r2, r8
        smlad r6, r4, r3, r6; ldr r5, [r0, #28]
        smlad r7, r4, r2, r7; ldr r4, [sp, #MULTIPLIER]
        smlatb r10, r5, r2, r10
        smlad r9, r5, r2, r9
        smlabt r7, r5, r3, r7
        smmlar r6, r6, r4, lr; ldr r12, [r0, #32]
        smlad r8, r5, r3, r8; ldr r5, [sp, #SHIFT]
        add r0, r0, #12; smlabt r9, r12, r3, r9
        smmlar r7, r7, r4, lr; asr r6, r6, r5
        ssat r6, #8, r6; strb r6, [r1]
        smlabb r10, r12, r3, r10; asr r7, r7, r5
        ldr r12, [sp, #CHANNELS]; smmlar r9, r9, r4, lr
        ssat r7, #8, r7; smmlar r8, r8, r4, lr
        asr r9, r9, r5; ldr r3, [sp, #PLANE_END]
        strb r7, [r1, r12]; asr r8, r8, r5
        add r1, r1, r12, lsl #1; smmlar r10, r10, r4, lr
        ssat r9, #8, r9; cmp r0, r3
        ssat r8, #8, r8; strb r9, [r1, r12]
        strb r8, [r1]; add r1, r1, r12, lsl #1
        asr r10, r10, r5
        ssat r10, #8, r10; strb r10, [r1]
        add r1, r1, r12
        .endm
        narrow  mcub_depthwise_narrow_s8_five, pack_five, make_five

        .macro  pack_six
        ldrsb r5, [r0, r2]
        ldrsb r4, [r0]; add r0, r0, r2, lsl #1
        pkhbt r4, r4, r5, lsl #16; ldrsb r7, [r0, r2]
        ldrsb r6, [r0]; add r0, r0, r2, lsl #1
        ssub16 r4, r4, r3
        pkhbt r6, r6, r7, lsl #16; ldrsb r9, [r0, r2]
        ssub16 r6, r6, r3; ldrsb r8, [r0]
        add r0, r0, r2, lsl #1; str r4, [r1, #0]
        pkhbt r8, r8, r9, lsl #16; str r6, [r1, #4]
        ssub16 r8, r8, r3; str r8, [r1, #8]
        add r1, r1, #12; cmp r1, r10
        .endm

        .macro  make_six
        ldr r2, [sp, #W0]; ldr r12, [r0, #8]
        ldr r5, [r0, #4]; ldr lr, [sp, #BIAS]
        smlad r11, r12, r2, lr; ldr r4, [r0, #0]
        smlad r9, r5, r2, lr
        smlatb r10, r5, r2, lr; ldr r3, [sp, #W0 + 4]
        smlad r7, r4, r2, lr
        smlatb r8, r4, r2, lr
        smlad r8, r5, r3, r8
        smlad r6, r4, r3, lr
        smlabt r7, r5, r3, r7; ldr r2, [sp, #W1]
        smlad r10, r12, r3, r10; ldr r4, [r0, #12]
        ldr r5, [r0, #16]; smlabt r9, r12, r3, r9
        ldr r3, [sp, #W1 + 4]; smlatb r8, r4, r2, r8
        ldr r12, [r0, #20]; smlad r7, r4, r2, r7
        smlatb r10, r5, r2, r10
        smlabt r7, r5, r3, r7
        smlad r8, r5, r3, r8
        smlad r6, r4, r3, r6
        smlad r9, r5, r2, r9; ldr lr, [sp, #ADDEND]
        ldr r4, [r0, #24]; smlad r11, r12, r2, r11
        ldr r2, [sp, #W2]; smlabt r9, r12, r3, r9
        smlad r10, r12, r3, r10; ldr r5, [r0, #28]
        ldr r3, [sp, #W2 + 4]; smlad r7, r4, r2, r7
        smlatb r10, r5, r2, r10
        smlatb r8, r4, r2, r8; ldr r12, [r0, #32]
        add r0, r0, #12; smlad r6, r4, r3, r6
        smlabt r7, r5, r3, r7; ldr r4, [sp, #MULTIPLIER]
        smlad r8, r5, r3, r8
        smmlar r7, r7, r4, lr
        smlad r9, r5, r2, r9
        smmlar r6, r6, r4, lr; ldr r5, [sp, #SHIFT]
        smmlar r8, r8, r4, lr; asr r7, r7, r5
        smlad r10, r12, r3, r10; asr r6, r6, r5
        ssat r7, #8, r7; smlabt r9, r12, r3, r9
        ssat r6, #8, r6; strb r6, [r1]
        smlad r11, r12, r2, r11; ldr r12, [sp, #CHANNELS]
        ldr r3, [sp, #PLANE_END]; smmlar r9, r9, r4, lr
        asr r8, r8, r5; smmlar r11, r11, r4, lr
        strb r7, [r1, r12]; asr r9, r9, r5
        add r1, r1, r12, lsl #1; smmlar r10, r10, r4, lr
        ssat r9, #8, r9; asr r11, r11, r5
        ssat r8, #8, r8; strb r8, [r1]
        strb r9, [r1, r12]; add r1, r1, r12, lsl #1
        cmp r0, r3; asr r10, r10, r5
        ssat r11, #8, r11; strb r11, [r1, r12]
        ssat r10, #8, r10; strb r10, [r1]
        add r1, r1, r12, lsl #1
        .endm
        narrow  mcub_depthwise_narrow_s8_six, pack_six, make_six
