/*
 * mcub_gemm_s8_dsp for the Cortex-M7: two rows by three columns.
 *
 * A step makes 48 products in 24 cycles: every cycle issues an smlad beside a load or an extension.
 * Weights wait in r6 and r7 while the next word is widened into r8 and r9, and the other way
 * round; loads run three cycles ahead of their use. No register is left for a count: the word
 * behind the tile's last step ends the loop.
 *
 * Up to sixteen steps run without a branch, since the branch out of a loop is mispredicted each time.
 */
    .syntax unified
    .thumb
    .cpu cortex-m7

    .equ FRAME, 20
    .equ FRAME_TILE, 0
    .equ FRAME_OUTPUT, 4
    .equ FRAME_END, 8
    .equ FRAME_ENTRY, 12
    .equ FRAME_ROW, 16
    .equ SAVED, 36
    .equ UNROLLED, 16
    .equ STEP_BYTES, 192
    .equ END_MARK, 0x80008000

/*
 * Six products of a word of weights, four activations deep for one parity: \x and \y are the rows'
 * lanes, \a holds column 0 and then 2, \b column 1. Meanwhile \n and \ny take the next weights,
 * \b and \a the next columns 0 and 1.
 */
    .macro products x, y, n, ny, a, b, weights, column2, column0, column1
    smlad   r0, \x, \a, r0
    ldr     \n, [r12, \weights
    smlad   r1, \y, \a, r1
    ldr     \a, [lr, #\column2]
    sxtb16  \ny, \n, ror #8
    smlad   r2, \x, \b, r2
    smlad   r3, \y, \b, r3
    ldr     \b, [lr, \column0
    sxtb16  \n, \n
    smlad   r4, \x, \a, r4
    smlad   r5, \y, \a, r5
    ldr     \a, [lr, #\column1]
    .endm

    .macro step
    products r6, r7, r8, r9, r10, r11, "#4]", 8, "#12]", 16
    products r8, r9, r6, r7, r11, r10, "#8]", 20, "#24]", 28
    products r6, r7, r8, r9, r10, r11, "#12]", 32, "#36]", 40
    products r8, r9, r6, r7, r11, r10, "#16]!", 44, "#48]!", 4
    .endm

    .section .text.mcub_gemm_s8_dsp, "ax", %progbits
    .global mcub_gemm_s8_dsp
    .type mcub_gemm_s8_dsp, %function
    .p2align 3
mcub_gemm_s8_dsp:
    push    {r4-r11, lr}
    sub     sp, sp, #FRAME
    ldr     r4, [sp, #FRAME + SAVED]
    ldr     r5, [sp, #FRAME + SAVED + 4]
    str     r0, [sp, #FRAME_TILE]
    str     r3, [sp, #FRAME_OUTPUT]
    str     r2, [sp, #FRAME_END]
    str     r4, [sp, #FRAME_ROW]
    /* Where a pair's first step begins: as many steps before the loop's own as are unrolled. */
    adr.w   r9, last_step
    cmp     r5, #UNROLLED
    it      hi
    movhi   r5, #1
    subs    r5, r5, #1
    movs    r6, #STEP_BYTES
    mls     r9, r5, r6, r9
    orr     r9, r9, #1
    str     r9, [sp, #FRAME_ENTRY]

    mov     r12, r1
    mov     lr, r0
    ldr     r0, [r12]
    ldr     r1, [r12, #4]
    ldr     r6, [r12, #8]!
    mov     r2, r0
    mov     r3, r1
    mov     r4, r0
    mov     r5, r1
    ldr     r10, [lr]
    ldr     r11, [lr, #4]
    sxtb16  r7, r6, ror #8
    sxtb16  r6, r6
    bx      r9

    .p2align 3
first_step:
    .rept   UNROLLED - 1
    step
    .endr
last_step:
    step
    cmp     r10, #END_MARK
    bne     last_step

    .if last_step - first_step - (UNROLLED - 1) * STEP_BYTES
    .error "a step has another size than STEP_BYTES"
    .endif

/*
 * The six elements of the pair, and the start of the next pair, in the order that the timing model
 * finds shortest: 29 cycles. r12 is behind the weights. Rows 0 in r0, r2, r4; rows 1 in r1, r3, r5.
 */
    ldr     r6, [r12]
    ldr     r10, [sp, #FRAME_ROW]
    ldr     r7, [r12, #4]
    ldr     r8, [r12, #8]
    smmlar  r9, r0, r6, r7
    ldr     r11, [sp, #FRAME_OUTPUT]
    smmlar  lr, r2, r6, r7
    add     r9, r9, r0, asr #31
    smmlar  r6, r4, r6, r7
    asr     r9, r9, r8
    add     lr, lr, r2, asr #31
    ldr     r2, [r12, #16]
    asr     lr, lr, r8
    add     r6, r6, r4, asr #31
    ldr     r0, [r12, #12]
    ssat    lr, #8, lr
    ldr     r4, [r12, #20]
    strb    lr, [r11, r10]
    asr     r6, r6, r8
    ssat    r6, #8, r6
    smmlar  r7, r1, r0, r2
    ldr     lr, [sp, #FRAME_TILE]
    strb    r6, [r11, r10, lsl #1]
    ssat    r9, #8, r9
    strb    r9, [r11], #1
    smmlar  r8, r3, r0, r2
    add     r7, r7, r1, asr #31
    smmlar  r9, r5, r0, r2
    asr     r7, r7, r4
    add     r8, r8, r3, asr #31
    ldr     r0, [r12, #24]
    add     r9, r9, r5, asr #31
    ldr     r1, [r12, #28]
    mov     r3, r1
    asr     r9, r9, r4
    asr     r8, r8, r4
    mov     r2, r0
    ssat    r8, #8, r8
    ldr     r6, [r12, #32]!
    ssat    r7, #8, r7
    strb    r8, [r11, r10]
    ssat    r9, #8, r9
    mov     r5, r1
    mov     r4, r0
    ldr     r8, [sp, #FRAME_END]
    strb    r9, [r11, r10, lsl #1]
    ldr     r9, [sp, #FRAME_ENTRY]
    ldr     r10, [lr]
    strb    r7, [r11], #1
    sxtb16  r7, r6, ror #8
    str     r11, [sp, #FRAME_OUTPUT]
    sxtb16  r6, r6
    ldr     r11, [lr, #4]
    cmp     r12, r8
    bhs     done
    bx      r9

done:
    add     sp, sp, #FRAME
    pop     {r4-r11, pc}
    .size mcub_gemm_s8_dsp, . - mcub_gemm_s8_dsp
