/*
 * mcub_widen_pixels_s8_dsp for the Cortex-M7: three columns at once, eight activations of each in
 * 20 cycles.
 *
 * Twice x + 128 in each lane takes one instruction, once the sign bits are turned: a shift and a
 * mask over two bytes.
 */
    .syntax unified
    .thumb
    .cpu cortex-m7

    .equ FRAME_STEP, 0        /* from behind a tile's first pixel to the next tile's */
    .equ FRAME_QUADS, 4
    .equ FRAME_TILES, 44
    .equ SIGNS, 0x80808080
    .equ TILE_EXTRA_BYTES, 16

    .section .text.mcub_widen_pixels_s8_dsp, "ax", %progbits
    .global mcub_widen_pixels_s8_dsp
    .type mcub_widen_pixels_s8_dsp, %function
    .p2align 3
mcub_widen_pixels_s8_dsp:
    push    {r2-r11, lr}
    add     r4, r1, r1, lsl #1
    sub     r4, r4, r3, lsl #2
    str     r4, [sp, #FRAME_STEP]
    lsl     lr, r1, #1
    movw    r12, #0x01fe
    movt    r12, #0x01fe

next_tile:
    ldr     r11, [sp, #FRAME_QUADS]
    tst     r11, #1
    beq     two_quads

/* Both in the order that the timing model finds shortest. */
    ldr     r6, [r0, lr]
    ldr     r5, [r0, r1]
    eor     r5, r5, #SIGNS
    ldr     r4, [r0], #4
    eor     r6, r6, #SIGNS
    eor     r4, r4, #SIGNS
    and     r8, r12, r5, lsl #1
    and     r7, r12, r4, lsl #1
    str     r8, [r2, #4]
    and     r4, r12, r4, lsr #7
    str     r7, [r2]
    and     r9, r12, r6, lsl #1
    str     r9, [r2, #8]
    and     r5, r12, r5, lsr #7
    str     r5, [r2, #16]
    and     r6, r12, r6, lsr #7
    str     r6, [r2, #20]
    str     r4, [r2, #12]
    add     r2, r2, #24
    subs    r11, r11, #1
    beq     tile_done

    .p2align 3
two_quads:
    ldr     r5, [r0, r1]
    ldr     r6, [r0, lr]
    ldr     r4, [r0], #4
    subs    r11, r11, #2
    eor     r4, r4, #SIGNS
    eor     r5, r5, #SIGNS
    eor     r6, r6, #SIGNS
    and     r7, r12, r4, lsl #1
    str     r7, [r2]
    ldr     r7, [r0, lr]
    and     r4, r12, r4, lsr #7
    ldr     r3, [r0, r1]
    ldr     r10, [r0], #4
    eor     r7, r7, #SIGNS
    and     r8, r12, r5, lsl #1
    str     r4, [r2, #12]
    and     r9, r12, r6, lsl #1
    and     r6, r12, r6, lsr #7
    str     r9, [r2, #8]
    eor     r10, r10, #SIGNS
    and     r5, r12, r5, lsr #7
    str     r5, [r2, #16]
    and     r4, r12, r7, lsl #1
    eor     r3, r3, #SIGNS
    str     r8, [r2, #4]
    and     r8, r12, r10, lsl #1
    str     r6, [r2, #20]
    and     r7, r12, r7, lsr #7
    str     r7, [r2, #44]
    str     r4, [r2, #32]
    and     r9, r12, r3, lsl #1
    str     r9, [r2, #28]
    and     r10, r12, r10, lsr #7
    str     r8, [r2, #24]
    str     r10, [r2, #36]
    and     r3, r12, r3, lsr #7
    str     r3, [r2, #40]
    add     r2, r2, #48
    bgt     two_quads

tile_done:
    ldr     r4, [sp, #FRAME_TILES]
    ldr     r3, [sp, #FRAME_STEP]
    adds    r2, r2, #TILE_EXTRA_BYTES
    subs    r4, r4, #1
    str     r4, [sp, #FRAME_TILES]
    add     r0, r0, r3
    bne     next_tile

    pop     {r2-r11, pc}
    .size mcub_widen_pixels_s8_dsp, . - mcub_widen_pixels_s8_dsp
