/*
 * mcub_gemm_s8_dsp for the Cortex-M7 where a column has one, two, four or seven quads and signs do
 * not count.
 *
 * A pair of rows is one straight block: its first products start from the biases, nothing is looked
 * up but the output's place, and its requantization is under way with its last products. That takes
 * 32, 44, 68 or 105 cycles, where mcub_gemm_s8_dsp takes 41, 53, 78 or 112. Seven quads are
 * the 27 taps of a 3x3 kernel on three channels. The blocks are in the order that the timing model
 * finds shortest, two instructions a line.
 *
 * In a block, r0 and r1 begin as the biases and end as the first column's sums, r2 to r5 are the
 * others', lr is the tile, and r12 the pair's first weights. r6 and r7 hold these, widened, and r10
 * and r11 the tile's first two words.
 */
    .syntax unified
    .thumb
    .cpu cortex-m7

    .equ FRAME_OUTPUT, 0      /* where the pair's first element goes */
    .equ FRAME_BEHIND, 4      /* the arguments */
    .equ FRAME_STREAM, 8
    .equ FRAME_END, 12
    .equ FRAME_BASE, 52       /* the output */
    .equ FRAME_ROW, 56
    .equ QUAD_BYTES, 24
    .equ TILE_EXTRA_BYTES, 16

    /* Up to the first tile's first pair. */
    .macro begin name, quads
    .section .text.\name, "ax", %progbits
    .global \name
    .type \name, %function
    .p2align 3
\name:
    push    {r0-r11, lr}
    mov     lr, r0
1:
    ldr     r12, [sp, #FRAME_STREAM]
    ldr     r7, [lr, #\quads * QUAD_BYTES + 8]
    ldr     r8, [sp, #FRAME_BASE]
    ldr     r10, [lr]
    ldr     r11, [lr, #4]
    ldr     r0, [r12]
    add     r8, r8, r7
    ldr     r1, [r12, #4]
    ldr     r6, [r12, #8]!
    str     r8, [sp, #FRAME_OUTPUT]
    sxtb16  r7, r6, ror #8
    sxtb16  r6, r6
    .p2align 3
2:
    .endm

    /* Behind a pair: the next one, or the next tile. */
    .macro finish name, quads
    blo     2b
    ldr     r0, [sp, #FRAME_BEHIND]
    add     lr, lr, #\quads * QUAD_BYTES + TILE_EXTRA_BYTES
    cmp     lr, r0
    bne     1b
    add     sp, sp, #16
    pop     {r4-r11, pc}
    .size \name, . - \name
    .endm

    begin   mcub_gemm_s8_dsp_one_quad, 1
    smlad   r3, r7, r11, r1          ; smlad   r2, r6, r11, r0
    ldr     r11, [lr, #8]            ; ldr     r8, [r12, #4]
    sxtb16  r9, r8, ror #8           ; smlad   r4, r6, r11, r0
    sxtb16  r8, r8                   ; smlad   r5, r7, r11, r1
    smlad   r1, r7, r10, r1          ; ldr     r11, [lr, #16]
    smlad   r0, r6, r10, r0          ; ldr     r10, [lr, #12]
    ldr     r7, [r12, #12]           ; smlad   r2, r8, r11, r2
    ldr     r6, [r12, #8]            ; smlad   r0, r8, r10, r0
    smlad   r1, r9, r10, r1          ; ldr     r10, [lr, #20]
    smmlar  r0, r0, r6, r7           ; smlad   r4, r8, r10, r4
    smlad   r3, r9, r11, r3          ; ldr     r8, [r12, #16]
    asr     r0, r0, r8               ; smmlar  r2, r2, r6, r7
    smmlar  r4, r4, r6, r7           ; ldr     r6, [r12, #20]
    ssat    r0, #8, r0               ; smlad   r5, r9, r10, r5
    ldr     r7, [r12, #24]           ; asr     r4, r4, r8
    asr     r2, r2, r8               ; ldr     r9, [r12, #28]
    smmlar  r1, r1, r6, r7           ; ldr     r11, [sp, #FRAME_OUTPUT]
    ssat    r4, #8, r4               ; ldr     r10, [sp, #FRAME_ROW]
    ssat    r2, #8, r2               ; smmlar  r5, r5, r6, r7
    asr     r1, r1, r9               ; smmlar  r3, r3, r6, r7
    asr     r5, r5, r9               ; strb    r4, [r11, r10, lsl #1]
    asr     r3, r3, r9               ; strb    r2, [r11, r10]
    strb    r0, [r11], #1            ; ssat    r5, #8, r5
    ldr     r0, [r12, #32]           ; ssat    r3, #8, r3
    strb    r5, [r11, r10, lsl #1]   ; ldr     r8, [sp, #FRAME_END]
    strb    r3, [r11, r10]           ; ssat    r1, #8, r1
    strb    r1, [r11], #1            ; str     r11, [sp, #FRAME_OUTPUT]
    ldr     r11, [lr, #4]            ; ldr     r1, [r12, #36]
    ldr     r6, [r12, #40]!          ; sxtb16  r7, r6, ror #8
    cmp     r12, r8                  ; sxtb16  r6, r6
    ldr     r10, [lr]
    finish  mcub_gemm_s8_dsp_one_quad, 1

    begin   mcub_gemm_s8_dsp_two_quads, 2
    smlad   r2, r6, r11, r0          ; smlad   r3, r7, r11, r1
    ldr     r11, [lr, #8]            ; ldr     r8, [r12, #4]
    sxtb16  r9, r8, ror #8           ; smlad   r4, r6, r11, r0
    sxtb16  r8, r8                   ; smlad   r5, r7, r11, r1
    ldr     r11, [lr, #16]           ; smlad   r1, r7, r10, r1
    smlad   r0, r6, r10, r0          ; ldr     r6, [r12, #8]
    ldr     r10, [lr, #12]           ; smlad   r3, r9, r11, r3
    smlad   r2, r8, r11, r2          ; ldr     r11, [lr, #24]
    sxtb16  r7, r6, ror #8           ; smlad   r1, r9, r10, r1
    smlad   r0, r8, r10, r0          ; ldr     r10, [lr, #20]
    smlad   r1, r7, r11, r1          ; sxtb16  r6, r6
    smlad   r5, r9, r10, r5          ; smlad   r4, r8, r10, r4
    ldr     r10, [lr, #28]           ; smlad   r0, r6, r11, r0
    ldr     r8, [r12, #12]           ; smlad   r3, r7, r10, r3
    ldr     r11, [lr, #32]           ; smlad   r2, r6, r10, r2
    ldr     r10, [lr, #36]           ; sxtb16  r9, r8, ror #8
    smlad   r5, r7, r11, r5          ; sxtb16  r8, r8
    smlad   r4, r6, r11, r4          ; smlad   r0, r8, r10, r0
    ldr     r11, [lr, #40]           ; ldr     r7, [r12, #20]
    smlad   r1, r9, r10, r1          ; ldr     r10, [lr, #44]
    smlad   r3, r9, r11, r3          ; smlad   r2, r8, r11, r2
    ldr     r11, [sp, #FRAME_OUTPUT] ; ldr     r6, [r12, #16]
    smlad   r5, r9, r10, r5          ; ldr     r9, [r12, #36]
    smlad   r4, r8, r10, r4          ; smmlar  r0, r0, r6, r7
    ldr     r8, [r12, #24]           ; smmlar  r2, r2, r6, r7
    ldr     r10, [sp, #FRAME_ROW]    ; smmlar  r4, r4, r6, r7
    ldr     r6, [r12, #28]           ; asr     r0, r0, r8
    asr     r2, r2, r8               ; ldr     r7, [r12, #32]
    smmlar  r3, r3, r6, r7           ; smmlar  r5, r5, r6, r7
    asr     r4, r4, r8               ; ssat    r2, #8, r2
    asr     r3, r3, r9               ; smmlar  r1, r1, r6, r7
    asr     r5, r5, r9               ; ldr     r8, [sp, #FRAME_END]
    strb    r2, [r11, r10]           ; ssat    r4, #8, r4
    strb    r4, [r11, r10, lsl #1]   ; ssat    r0, #8, r0
    strb    r0, [r11], #1            ; ssat    r5, #8, r5
    ldr     r0, [r12, #40]           ; ssat    r3, #8, r3
    strb    r3, [r11, r10]           ; strb    r5, [r11, r10, lsl #1]
    asr     r1, r1, r9               ; ssat    r1, #8, r1
    strb    r1, [r11], #1            ; str     r11, [sp, #FRAME_OUTPUT]
    ldr     r1, [r12, #44]           ; ldr     r6, [r12, #48]!
    ldr     r11, [lr, #4]            ; sxtb16  r7, r6, ror #8
    cmp     r12, r8                  ; sxtb16  r6, r6
    ldr     r10, [lr]
    finish  mcub_gemm_s8_dsp_two_quads, 2

    begin   mcub_gemm_s8_dsp_four_quads, 4
    smlad   r2, r6, r11, r0          ; smlad   r3, r7, r11, r1
    ldr     r11, [lr, #8]            ; ldr     r8, [r12, #4]
    sxtb16  r9, r8, ror #8           ; smlad   r4, r6, r11, r0
    smlad   r5, r7, r11, r1          ; ldr     r11, [lr, #16]
    sxtb16  r8, r8                   ; smlad   r1, r7, r10, r1
    smlad   r0, r6, r10, r0          ; ldr     r10, [lr, #12]
    ldr     r6, [r12, #8]            ; smlad   r2, r8, r11, r2
    smlad   r1, r9, r10, r1          ; smlad   r0, r8, r10, r0
    ldr     r10, [lr, #20]           ; smlad   r3, r9, r11, r3
    ldr     r11, [lr, #24]           ; sxtb16  r7, r6, ror #8
    smlad   r4, r8, r10, r4          ; sxtb16  r6, r6
    smlad   r5, r9, r10, r5          ; ldr     r10, [lr, #28]
    smlad   r1, r7, r11, r1          ; ldr     r8, [r12, #12]
    smlad   r0, r6, r11, r0          ; smlad   r3, r7, r10, r3
    ldr     r11, [lr, #32]           ; smlad   r2, r6, r10, r2
    ldr     r10, [lr, #36]           ; sxtb16  r9, r8, ror #8
    smlad   r4, r6, r11, r4          ; sxtb16  r8, r8
    smlad   r5, r7, r11, r5          ; ldr     r11, [lr, #40]
    smlad   r1, r9, r10, r1          ; smlad   r0, r8, r10, r0
    ldr     r10, [lr, #44]           ; ldr     r6, [r12, #16]
    smlad   r3, r9, r11, r3          ; sxtb16  r7, r6, ror #8
    smlad   r2, r8, r11, r2          ; ldr     r11, [lr, #48]
    smlad   r4, r8, r10, r4          ; sxtb16  r6, r6
    smlad   r5, r9, r10, r5          ; smlad   r1, r7, r11, r1
    ldr     r10, [lr, #52]           ; ldr     r8, [r12, #20]
    smlad   r0, r6, r11, r0          ; smlad   r2, r6, r10, r2
    ldr     r11, [lr, #56]           ; sxtb16  r9, r8, ror #8
    smlad   r3, r7, r10, r3          ; smlad   r5, r7, r11, r5
    ldr     r10, [lr, #60]           ; sxtb16  r8, r8
    smlad   r4, r6, r11, r4          ; smlad   r1, r9, r10, r1
    ldr     r11, [lr, #64]           ; ldr     r6, [r12, #24]
    smlad   r0, r8, r10, r0          ; smlad   r3, r9, r11, r3
    ldr     r10, [lr, #68]           ; sxtb16  r7, r6, ror #8
    smlad   r2, r8, r11, r2          ; smlad   r4, r8, r10, r4
    ldr     r11, [lr, #72]           ; sxtb16  r6, r6
    smlad   r5, r9, r10, r5          ; smlad   r0, r6, r11, r0
    ldr     r10, [lr, #76]           ; ldr     r8, [r12, #28]
    smlad   r1, r7, r11, r1          ; smlad   r3, r7, r10, r3
    ldr     r11, [lr, #80]           ; sxtb16  r9, r8, ror #8
    smlad   r2, r6, r10, r2          ; smlad   r5, r7, r11, r5
    ldr     r10, [lr, #84]           ; sxtb16  r8, r8
    smlad   r4, r6, r11, r4          ; ldr     r11, [lr, #88]
    smlad   r0, r8, r10, r0          ; smlad   r1, r9, r10, r1
    ldr     r10, [lr, #92]           ; smlad   r3, r9, r11, r3
    ldr     r6, [r12, #32]           ; ldr     r7, [r12, #36]
    smlad   r2, r8, r11, r2          ; smmlar  r0, r0, r6, r7
    ldr     r11, [sp, #FRAME_OUTPUT] ; smlad   r4, r8, r10, r4
    ldr     r8, [r12, #40]           ; asr     r0, r0, r8
    smmlar  r2, r2, r6, r7           ; smmlar  r4, r4, r6, r7
    ldr     r6, [r12, #44]           ; smlad   r5, r9, r10, r5
    ldr     r7, [r12, #48]           ; smmlar  r3, r3, r6, r7
    asr     r2, r2, r8               ; ldr     r10, [sp, #FRAME_ROW]
    asr     r4, r4, r8               ; ssat    r4, #8, r4
    smmlar  r5, r5, r6, r7           ; ssat    r2, #8, r2
    ldr     r9, [r12, #52]           ; ssat    r0, #8, r0
    ldr     r8, [sp, #FRAME_END]     ; asr     r3, r3, r9
    smmlar  r1, r1, r6, r7           ; asr     r5, r5, r9
    strb    r4, [r11, r10, lsl #1]   ; asr     r1, r1, r9
    strb    r2, [r11, r10]           ; ssat    r3, #8, r3
    strb    r0, [r11], #1            ; ssat    r1, #8, r1
    strb    r3, [r11, r10]           ; ssat    r5, #8, r5
    strb    r5, [r11, r10, lsl #1]   ; strb    r1, [r11], #1
    ldr     r0, [r12, #56]           ; ldr     r1, [r12, #60]
    ldr     r6, [r12, #64]!          ; sxtb16  r7, r6, ror #8
    str     r11, [sp, #FRAME_OUTPUT] ; ldr     r11, [lr, #4]
    ldr     r10, [lr]                ; sxtb16  r6, r6
    cmp     r12, r8
    finish  mcub_gemm_s8_dsp_four_quads, 4

    begin   mcub_gemm_s8_dsp_seven_quads, 7
    smlad   r3, r7, r11, r1          ; smlad   r2, r6, r11, r0
    ldr     r11, [lr, #8]            ; ldr     r8, [r12, #4]
    smlad   r4, r6, r11, r0          ; sxtb16  r9, r8, ror #8
    smlad   r0, r6, r10, r0          ; smlad   r5, r7, r11, r1
    ldr     r11, [lr, #16]           ; smlad   r1, r7, r10, r1
    ldr     r10, [lr, #12]           ; ldr     r6, [r12, #8]
    smlad   r3, r9, r11, r3          ; sxtb16  r8, r8
    smlad   r1, r9, r10, r1          ; smlad   r0, r8, r10, r0
    ldr     r10, [lr, #20]           ; sxtb16  r7, r6, ror #8
    smlad   r2, r8, r11, r2          ; smlad   r4, r8, r10, r4
    ldr     r8, [r12, #12]           ; smlad   r5, r9, r10, r5
    ldr     r10, [lr, #28]           ; sxtb16  r6, r6
    ldr     r11, [lr, #24]           ; smlad   r3, r7, r10, r3
    sxtb16  r9, r8, ror #8           ; smlad   r1, r7, r11, r1
    smlad   r0, r6, r11, r0          ; ldr     r11, [lr, #32]
    sxtb16  r8, r8                   ; smlad   r2, r6, r10, r2
    ldr     r10, [lr, #36]           ; smlad   r4, r6, r11, r4
    smlad   r5, r7, r11, r5          ; ldr     r11, [lr, #40]
    smlad   r0, r8, r10, r0          ; ldr     r6, [r12, #16]
    sxtb16  r7, r6, ror #8           ; smlad   r1, r9, r10, r1
    smlad   r2, r8, r11, r2          ; ldr     r10, [lr, #44]
    smlad   r3, r9, r11, r3          ; ldr     r11, [lr, #48]
    sxtb16  r6, r6                   ; smlad   r5, r9, r10, r5
    smlad   r4, r8, r10, r4          ; ldr     r8, [r12, #20]
    smlad   r1, r7, r11, r1          ; ldr     r10, [lr, #52]
    smlad   r0, r6, r11, r0          ; ldr     r11, [lr, #56]
    sxtb16  r9, r8, ror #8           ; smlad   r3, r7, r10, r3
    smlad   r2, r6, r10, r2          ; ldr     r10, [lr, #60]
    smlad   r4, r6, r11, r4          ; ldr     r6, [r12, #24]
    sxtb16  r8, r8                   ; smlad   r1, r9, r10, r1
    smlad   r5, r7, r11, r5          ; ldr     r11, [lr, #64]
    sxtb16  r7, r6, ror #8           ; smlad   r0, r8, r10, r0
    smlad   r2, r8, r11, r2          ; ldr     r10, [lr, #68]
    smlad   r3, r9, r11, r3          ; ldr     r11, [lr, #72]
    sxtb16  r6, r6                   ; smlad   r4, r8, r10, r4
    smlad   r5, r9, r10, r5          ; ldr     r10, [lr, #76]
    ldr     r8, [r12, #28]           ; smlad   r1, r7, r11, r1
    smlad   r0, r6, r11, r0          ; ldr     r11, [lr, #80]
    sxtb16  r9, r8, ror #8           ; smlad   r3, r7, r10, r3
    sxtb16  r8, r8                   ; smlad   r2, r6, r10, r2
    ldr     r10, [lr, #84]           ; smlad   r4, r6, r11, r4
    smlad   r5, r7, r11, r5          ; ldr     r6, [r12, #32]
    smlad   r1, r9, r10, r1          ; ldr     r11, [lr, #88]
    smlad   r0, r8, r10, r0          ; ldr     r10, [lr, #92]
    sxtb16  r7, r6, ror #8           ; smlad   r2, r8, r11, r2
    sxtb16  r6, r6                   ; smlad   r5, r9, r10, r5
    smlad   r3, r9, r11, r3          ; ldr     r11, [lr, #96]
    smlad   r4, r8, r10, r4          ; ldr     r10, [lr, #100]
    smlad   r0, r6, r11, r0          ; ldr     r8, [r12, #36]
    sxtb16  r9, r8, ror #8           ; smlad   r1, r7, r11, r1
    ldr     r11, [lr, #104]          ; smlad   r2, r6, r10, r2
    smlad   r3, r7, r10, r3          ; ldr     r10, [lr, #108]
    sxtb16  r8, r8                   ; smlad   r4, r6, r11, r4
    ldr     r6, [r12, #40]           ; smlad   r5, r7, r11, r5
    ldr     r11, [lr, #112]          ; smlad   r1, r9, r10, r1
    smlad   r0, r8, r10, r0          ; ldr     r10, [lr, #116]
    sxtb16  r7, r6, ror #8           ; smlad   r3, r9, r11, r3
    sxtb16  r6, r6                   ; smlad   r2, r8, r11, r2
    smlad   r4, r8, r10, r4          ; ldr     r11, [lr, #120]
    smlad   r5, r9, r10, r5          ; ldr     r10, [lr, #124]
    ldr     r8, [r12, #44]           ; smlad   r1, r7, r11, r1
    sxtb16  r9, r8, ror #8           ; smlad   r3, r7, r10, r3
    smlad   r2, r6, r10, r2          ; ldr     r10, [lr, #132]
    sxtb16  r8, r8                   ; smlad   r0, r6, r11, r0
    smlad   r0, r8, r10, r0          ; ldr     r11, [lr, #128]
    smlad   r1, r9, r10, r1          ; ldr     r10, [lr, #140]
    smlad   r4, r6, r11, r4          ; ldr     r6, [r12, #48]
    smlad   r5, r7, r11, r5          ; ldr     r11, [lr, #136]
    sxtb16  r7, r6, ror #8           ; smlad   r4, r8, r10, r4
    sxtb16  r6, r6                   ; smlad   r5, r9, r10, r5
    ldr     r10, [lr, #148]          ; smlad   r3, r9, r11, r3
    smlad   r2, r8, r11, r2          ; ldr     r11, [lr, #144]
    smlad   r3, r7, r10, r3          ; ldr     r8, [r12, #52]
    sxtb16  r9, r8, ror #8           ; smlad   r2, r6, r10, r2
    smlad   r0, r6, r11, r0          ; ldr     r10, [lr, #156]
    sxtb16  r8, r8                   ; smlad   r1, r7, r11, r1
    ldr     r11, [lr, #152]          ; smlad   r1, r9, r10, r1
    smlad   r0, r8, r10, r0          ; ldr     r10, [lr, #164]
    smlad   r4, r6, r11, r4          ; smlad   r5, r7, r11, r5
    ldr     r11, [lr, #160]          ; ldr     r6, [r12, #56]
    smlad   r4, r8, r10, r4          ; smlad   r2, r8, r11, r2
    ldr     r7, [r12, #60]           ; smlad   r3, r9, r11, r3
    ldr     r11, [sp, #FRAME_OUTPUT] ; smmlar  r4, r4, r6, r7
    ldr     r8, [r12, #64]           ; smlad   r5, r9, r10, r5
    ldr     r10, [sp, #FRAME_ROW]    ; smmlar  r2, r2, r6, r7
    asr     r4, r4, r8               ; ldr     r9, [r12, #76]
    smmlar  r0, r0, r6, r7           ; ssat    r4, #8, r4
    ldr     r6, [r12, #68]           ; asr     r2, r2, r8
    ldr     r7, [r12, #72]           ; smmlar  r5, r5, r6, r7
    asr     r0, r0, r8               ; ssat    r2, #8, r2
    smmlar  r1, r1, r6, r7           ; ssat    r0, #8, r0
    strb    r2, [r11, r10]           ; smmlar  r3, r3, r6, r7
    asr     r1, r1, r9               ; strb    r4, [r11, r10, lsl #1]
    asr     r5, r5, r9               ; asr     r3, r3, r9
    strb    r0, [r11], #1            ; ssat    r1, #8, r1
    ldr     r0, [r12, #80]           ; ssat    r5, #8, r5
    strb    r5, [r11, r10, lsl #1]   ; ssat    r3, #8, r3
    strb    r3, [r11, r10]           ; strb    r1, [r11], #1
    ldr     r1, [r12, #84]           ; str     r11, [sp, #FRAME_OUTPUT]
    ldr     r6, [r12, #88]!          ; ldr     r10, [lr]
    ldr     r8, [sp, #FRAME_END]     ; sxtb16  r7, r6, ror #8
    ldr     r11, [lr, #4]            ; sxtb16  r6, r6
    cmp     r12, r8
    finish  mcub_gemm_s8_dsp_seven_quads, 7
