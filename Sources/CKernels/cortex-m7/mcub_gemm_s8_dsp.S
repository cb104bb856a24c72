/*
 * mcub_gemm_s8_dsp for the Cortex-M7: two rows by three columns.
 *
 * A step makes 48 products in 24 cycles: every cycle issues an smlad beside a load or an extension.
 * Weights wait in r6 and r7 while the next word is widened into r8 and r9, and the other way
 * round; loads run three cycles ahead of their use. No register is left for a count: the word
 * behind the tile's last step ends the loop.
 *
 * The loop takes sixteen steps: most columns are no longer, and the branch out of a loop is
 * mispredicted.
 */
    .syntax unified
    .thumb
    .cpu cortex-m7

    .equ FRAME, 36
    .equ FRAME_TILE, 0        /* where the tile's first step would begin if it were whole */
    .equ FRAME_OUTPUT, 4      /* where the pair's first element goes */
    .equ FRAME_FIRST, 8       /* the tile's first two words */
    .equ FRAME_SECOND, 12
    .equ FRAME_ENTRY, 16
    .equ FRAME_ADVANCE, 20    /* from where the pair before ended to where the first step would begin */
    .equ FRAME_LENGTH, 24     /* bytes of a tile in front of its end mark */
    .equ FRAME_BACK, 28       /* from where the first step would begin to the tile */
    .equ FRAME_SKIP, 32       /* from a pair to where its first step would begin */
    .equ FRAME_NEXT, 36       /* the arguments: the next tile */
    .equ FRAME_BEHIND, 40
    .equ FRAME_STREAM, 44
    .equ FRAME_END, 48
    .equ FRAME_BASE, 88       /* the output */
    .equ FRAME_ROW, 92
    .equ FRAME_QUADS, 96
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
    push    {r0-r11, lr}
    sub     sp, sp, #FRAME
    ldr     r5, [sp, #FRAME_QUADS]
    /* An odd number of quads begins in the middle of a step, 24 bytes of the tile and 8 of weights
       behind where that would have begun. */
    and     r6, r5, #1
    movs    r7, #24
    mul     r8, r5, r7
    str     r8, [sp, #FRAME_LENGTH]
    mul     r8, r6, r7
    str     r8, [sp, #FRAME_BACK]
    /* The first time round, the loop is entered so that it ends with the last step. */
    adr.w   r9, last_step
    subs    r5, r5, #1
    lsrs    r5, r5, #1
    and     r5, r5, #UNROLLED - 1
    movs    r7, #STEP_BYTES
    mls     r9, r5, r7, r9
    movs    r7, #STEP_BYTES / 2
    mla     r9, r6, r7, r9
    orr     r9, r9, #1
    str     r9, [sp, #FRAME_ENTRY]
    lsls    r6, r6, #3
    rsb     r8, r6, #8
    str     r8, [sp, #FRAME_SKIP]
    adds    r8, r8, #24
    str     r8, [sp, #FRAME_ADVANCE]

next_tile:
    ldr     r3, [sp, #FRAME_NEXT]
    ldr     r4, [sp, #FRAME_LENGTH]
    ldr     r5, [sp, #FRAME_BACK]
    ldr     r12, [sp, #FRAME_STREAM]
    ldr     r10, [r3]
    sub     lr, r3, r5
    ldr     r11, [r3, #4]
    add     r3, r3, r4
    ldr     r7, [r3, #8]
    ldr     r6, [sp, #FRAME_BASE]
    str     r10, [sp, #FRAME_FIRST]
    adds    r3, r3, #16
    ldr     r0, [r12]
    str     r11, [sp, #FRAME_SECOND]
    ldr     r1, [r12, #4]
    adds    r7, r7, r6
    str     r3, [sp, #FRAME_NEXT]
    ldr     r6, [r12, #8]
    mov     r2, r0
    str     r7, [sp, #FRAME_OUTPUT]
    ldr     r8, [sp, #FRAME_SKIP]
    mov     r3, r1
    ldr     r9, [sp, #FRAME_ENTRY]
    mov     r4, r0
    sxtb16  r7, r6, ror #8
    str     lr, [sp, #FRAME_TILE]
    sxtb16  r6, r6
    mov     r5, r1
    add     r12, r12, r8
    bx      r9

    .p2align 3
first_step:
    .rept   UNROLLED - 1
    step
    .endr
last_step:
    step
    cmp     r10, #END_MARK
    blo     first_step
    bhi     unsigned_elements

    .if last_step - first_step - (UNROLLED - 1) * STEP_BYTES
    .error "a step has another size than STEP_BYTES"
    .endif

/*
 * The six elements of the pair, and the start of the next pair, in the order that the timing model
 * finds shortest: 30 cycles. r12 is behind the weights. Rows 0 in r0, r2, r4; rows 1 in r1, r3, r5.
 */
    ldr     r6, [r12]
    ldr     r11, [sp, #FRAME_OUTPUT]
    ldr     r7, [r12, #4]
    ldr     r8, [r12, #8]
    smmlar  r9, r0, r6, r7
    smmlar  lr, r2, r6, r7
    ldr     r10, [sp, #FRAME_ROW]
    smmlar  r6, r4, r6, r7
    add     r9, r9, r0, asr #31
    asr     r9, r9, r8
    add     lr, lr, r2, asr #31
    ldr     r0, [r12, #12]
    add     r6, r6, r4, asr #31
    ldr     r2, [r12, #16]
    asr     lr, lr, r8
    smmlar  r7, r1, r0, r2
    asr     r6, r6, r8
    ssat    r9, #8, r9
    smmlar  r8, r3, r0, r2
    ssat    r6, #8, r6
    ldr     r4, [r12, #20]
    ssat    lr, #8, lr
    strb    lr, [r11, r10]
    add     r7, r7, r1, asr #31
    strb    r6, [r11, r10, lsl #1]
    ldr     r6, [r12, #32]
    strb    r9, [r11], #1
    smmlar  r9, r5, r0, r2
    asr     r7, r7, r4
    add     r8, r8, r3, asr #31
    ldr     r1, [r12, #28]
    asr     r8, r8, r4
    ldr     r0, [r12, #24]
    add     r9, r9, r5, asr #31
    mov     r5, r1
    ssat    r8, #8, r8
    mov     r2, r0
    strb    r8, [r11, r10]
    asr     r9, r9, r4
    mov     r4, r0
    ldr     r8, [sp, #FRAME_END]
    ssat    r9, #8, r9
    strb    r9, [r11, r10, lsl #1]
    ssat    r7, #8, r7
    strb    r7, [r11], #1
    str     r11, [sp, #FRAME_OUTPUT]
    ldr     r10, [sp, #FRAME_FIRST]
    sxtb16  r7, r6, ror #8
    mov     r3, r1
    ldr     r11, [sp, #FRAME_ADVANCE]
    ldr     lr, [sp, #FRAME_TILE]
    sxtb16  r6, r6
    add     r12, r12, r11
    cmp     r12, r8
    ldr     r9, [sp, #FRAME_ENTRY]
    ldr     r11, [sp, #FRAME_SECOND]
    bhs     tile_done
    bx      r9

/* The same without the sums' signs: 27 cycles. */
    .p2align 3
unsigned_elements:
    ldr     r6, [r12]
    ldr     r7, [r12, #4]
    ldr     r10, [sp, #FRAME_ROW]
    ldr     r8, [r12, #8]
    smmlar  lr, r2, r6, r7
    smmlar  r9, r0, r6, r7
    ldr     r11, [sp, #FRAME_OUTPUT]
    asr     lr, lr, r8
    smmlar  r6, r4, r6, r7
    asr     r9, r9, r8
    ldr     r4, [r12, #20]
    ldr     r0, [r12, #12]
    ldr     r2, [r12, #16]
    ssat    lr, #8, lr
    strb    lr, [r11, r10]
    asr     r6, r6, r8
    smmlar  r8, r3, r0, r2
    ssat    r6, #8, r6
    strb    r6, [r11, r10, lsl #1]
    ssat    r9, #8, r9
    strb    r9, [r11], #1
    smmlar  r9, r5, r0, r2
    asr     r8, r8, r4
    ssat    r8, #8, r8
    smmlar  r7, r1, r0, r2
    asr     r9, r9, r4
    strb    r8, [r11, r10]
    asr     r7, r7, r4
    ldr     r0, [r12, #24]
    ldr     r8, [sp, #FRAME_END]
    ldr     r1, [r12, #28]
    mov     r4, r0
    mov     r5, r1
    ssat    r9, #8, r9
    strb    r9, [r11, r10, lsl #1]
    ssat    r7, #8, r7
    strb    r7, [r11], #1
    ldr     lr, [sp, #FRAME_TILE]
    ldr     r10, [sp, #FRAME_ADVANCE]
    str     r11, [sp, #FRAME_OUTPUT]
    ldr     r6, [r12, #32]
    ldr     r11, [sp, #FRAME_SECOND]
    add     r12, r12, r10
    ldr     r10, [sp, #FRAME_FIRST]
    cmp     r12, r8
    mov     r3, r1
    mov     r2, r0
    sxtb16  r7, r6, ror #8
    ldr     r9, [sp, #FRAME_ENTRY]
    sxtb16  r6, r6
    bhs     tile_done
    bx      r9

tile_done:
    ldr     r3, [sp, #FRAME_NEXT]
    ldr     r4, [sp, #FRAME_BEHIND]
    cmp     r3, r4
    bne     next_tile
    add     sp, sp, #FRAME + 16
    pop     {r4-r11, pc}
    .size mcub_gemm_s8_dsp, . - mcub_gemm_s8_dsp
