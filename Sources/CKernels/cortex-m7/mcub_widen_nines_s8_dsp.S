/*
 * mcub_widen_nines_s8_dsp for the Cortex-M7: a column in 26 cycles and what unaligned loads wait,
 * 15 on average; two columns in 61 where no load need be unaligned.
 *
 * Rows follow one another without a gap: the third word holds the first row's last byte and three
 * of the second row, the fifth two bytes of each of the other rows, the seventh the last three.
 */
    .syntax unified
    .thumb
    .cpu cortex-m7

    .equ FRAME_REST, 0        /* columns behind those under way */
    .equ FRAME_STEP, 40       /* the arguments */
    .equ FRAME_EVEN, 44
    .equ SIGNS, 0x80808080
    .equ TILE_BYTES, 184      /* of seven quads and what is behind them */

    .section .text.mcub_widen_nines_s8_dsp, "ax", %progbits
    .global mcub_widen_nines_s8_dsp
    .type mcub_widen_nines_s8_dsp, %function
    .p2align 3
mcub_widen_nines_s8_dsp:
    push    {r3-r11, lr}
    ldr     lr, [sp, #FRAME_STEP]
    ldr     r4, [sp, #FRAME_EVEN]
    mov     r11, r3
    add     r3, r0, r1, lsl #1
    add     r1, r0, r1
    movw    r12, #0x01fe
    movt    r12, #0x01fe
    cbz     r4, all_alike
    /* Pairs begin with a column that is aligned. */
    tst     r0, #2
    beq     pairs
    sub     r11, r11, #1
    str     r11, [sp, #FRAME_REST]
    mov     r11, #1
    b       next_column
all_alike:
    str     r4, [sp, #FRAME_REST]

/* In the order that the timing model finds shortest, as the next block. */
    .p2align 3
next_column:
    ldr     r4, [r0]
    ldr     r6, [r0, #4]
    eor     r4, r4, #SIGNS
    ldrb    r7, [r0, #8]
    ldr     r8, [r1]
    eor     r6, r6, #SIGNS
    ldr     r10, [r1, #3]
    orr     r7, r7, r8, lsl #8
    eor     r10, r10, #SIGNS
    eor     r7, r7, #SIGNS
    and     r5, r12, r4, lsl #1
    str     r5, [r2]
    and     r4, r12, r4, lsr #7
    and     r5, r12, r6, lsl #1
    str     r5, [r2, #24]
    and     r6, r12, r6, lsr #7
    str     r4, [r2, #12]
    and     r9, r12, r7, lsl #1
    str     r9, [r2, #48]
    ldrh    r4, [r1, #7]
    and     r5, r12, r10, lsl #1
    str     r6, [r2, #36]
    and     r7, r12, r7, lsr #7
    ldr     r6, [r3]
    str     r7, [r2, #60]
    ldr     r7, [r3, #2]
    str     r5, [r2, #72]
    eor     r7, r7, #SIGNS
    orr     r4, r4, r6, lsl #16
    eor     r4, r4, #SIGNS
    and     r10, r12, r10, lsr #7
    str     r10, [r2, #84]
    and     r5, r12, r7, lsl #1
    subs    r11, r11, #1
    ldr     r9, [r3, #5]
    add     r3, r3, lr
    and     r8, r12, r4, lsl #1
    str     r5, [r2, #120]
    and     r7, r12, r7, lsr #7
    eor     r9, r9, #SIGNS
    str     r8, [r2, #96]
    and     r4, r12, r4, lsr #7
    str     r7, [r2, #132]
    add     r1, r1, lr
    and     r8, r12, r9, lsr #7
    add     r0, r0, lr
    str     r8, [r2, #144]
    and     r9, r12, r9, lsr #15
    str     r4, [r2, #108]
    str     r9, [r2, #156]
    add     r2, r2, #TILE_BYTES
    bgt     next_column

    ldr     r11, [sp, #FRAME_REST]
pairs:
    subs    r11, r11, #2
    blt     last_column

/* The first column from words, the second from the half word in front of its words. */
    .p2align 3
next_pair:
    ldr     r4, [r0]
    eor     r4, r4, #SIGNS
    ldr     r6, [r0, #4]
    ldrb    r8, [r0, #8]
    ldr     r9, [r1]
    and     r5, r12, r4, lsl #1
    eor     r6, r6, #SIGNS
    orr     r8, r8, r9, lsl #8
    str     r5, [r2, #0]
    and     r7, r12, r6, lsl #1
    and     r4, r12, r4, lsr #7
    str     r7, [r2, #24]
    str     r4, [r2, #12]
    and     r6, r12, r6, lsr #7
    ldr     r4, [r1, #4]
    lsr     r9, r9, #24
    ldr     r7, [r3]
    eor     r8, r8, #SIGNS
    orr     r9, r9, r4, lsl #8
    str     r6, [r2, #36]
    and     r10, r12, r8, lsl #1
    ldrb    r6, [r1, #8]
    and     r8, r12, r8, lsr #7
    eor     r9, r9, #SIGNS
    str     r10, [r2, #48]
    lsr     r4, r4, #24
    orr     r4, r4, r6, lsl #8
    add     r0, r0, lr
    and     r5, r12, r9, lsl #1
    str     r5, [r2, #72]
    ldr     r10, [r3, #4]
    ldrb    r5, [r3, #8]
    orr     r4, r4, r7, lsl #16
    str     r8, [r2, #60]
    lsr     r7, r7, #16
    eor     r4, r4, #SIGNS
    orr     r7, r7, r10, lsl #16
    lsr     r10, r10, #16
    orr     r10, r10, r5, lsl #16
    ldr     r5, [r0, #2]
    eor     r7, r7, #SIGNS
    and     r8, r12, r4, lsl #1
    and     r4, r12, r4, lsr #7
    str     r4, [r2, #108]
    and     r9, r12, r9, lsr #7
    str     r9, [r2, #84]
    eor     r10, r10, #SIGNS
    ldrh    r4, [r0]
    str     r8, [r2, #96]
    and     r9, r12, r7, lsl #1
    orr     r4, r4, r5, lsl #16
    ldrh    r8, [r0, #6]
    eor     r4, r4, #SIGNS
    and     r7, r12, r7, lsr #7
    and     r6, r12, r10, lsl #1
    add     r1, r1, lr
    str     r7, [r2, #132]
    and     r10, r12, r10, lsr #7
    str     r6, [r2, #144]
    and     r7, r12, r4, lsl #1
    str     r10, [r2, #156]
    ldrh    r10, [r1]
    and     r4, r12, r4, lsr #7
    str     r4, [r2, #TILE_BYTES + 12]
    lsr     r5, r5, #16
    ldrb    r6, [r0, #8]
    orr     r5, r5, r8, lsl #16
    ldr     r4, [r1, #2]
    add     r3, r3, lr
    str     r7, [r2, #TILE_BYTES]
    str     r9, [r2, #120]
    ldrh    r8, [r1, #6]
    eor     r5, r5, #SIGNS
    orr     r6, r6, r10, lsl #8
    ldrh    r10, [r3]
    orr     r6, r6, r4, lsl #24
    lsr     r4, r4, #8
    orr     r4, r4, r8, lsl #24
    and     r9, r12, r5, lsl #1
    eor     r4, r4, #SIGNS
    and     r5, r12, r5, lsr #7
    eor     r6, r6, #SIGNS
    lsr     r8, r8, #8
    str     r9, [r2, #TILE_BYTES + 24]
    and     r7, r12, r6, lsl #1
    str     r5, [r2, #TILE_BYTES + 36]
    and     r6, r12, r6, lsr #7
    add     r0, r0, lr
    and     r5, r12, r4, lsl #1
    ldrb    r9, [r1, #8]
    add     r1, r1, lr
    str     r7, [r2, #TILE_BYTES + 48]
    ldr     r7, [r3, #2]
    str     r5, [r2, #TILE_BYTES + 72]
    orr     r8, r8, r9, lsl #8
    str     r6, [r2, #TILE_BYTES + 60]
    ldrb    r9, [r3, #8]
    ldrh    r5, [r3, #6]
    eor     r7, r7, #SIGNS
    orr     r8, r8, r10, lsl #16
    eor     r8, r8, #SIGNS
    and     r4, r12, r4, lsr #7
    orr     r5, r5, r9, lsl #16
    str     r4, [r2, #TILE_BYTES + 84]
    eor     r5, r5, #SIGNS
    and     r4, r12, r7, lsl #1
    str     r4, [r2, #TILE_BYTES + 120]
    and     r6, r12, r8, lsl #1
    and     r7, r12, r7, lsr #7
    str     r6, [r2, #TILE_BYTES + 96]
    str     r7, [r2, #TILE_BYTES + 132]
    and     r10, r12, r5, lsl #1
    str     r10, [r2, #TILE_BYTES + 144]
    and     r5, r12, r5, lsr #7
    add     r3, r3, lr
    subs    r11, r11, #2
    and     r8, r12, r8, lsr #7
    str     r8, [r2, #TILE_BYTES + 108]
    str     r5, [r2, #TILE_BYTES + 156]
    add     r2, r2, #2 * TILE_BYTES
    bge     next_pair

last_column:
    mov     r4, #0
    str     r4, [sp, #FRAME_REST]
    adds    r11, r11, #2
    bgt     next_column

    pop     {r3-r11, pc}
    .size mcub_widen_nines_s8_dsp, . - mcub_widen_nines_s8_dsp
