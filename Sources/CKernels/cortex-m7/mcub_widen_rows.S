/*
 * Rows of four int8 channels to int16 planes for Armv7E-M: see mcub_widen_rows.h.
 *
 * A step takes two pixels, in r6 and r7, to a word of each plane while it loads the two pixels after
 * them. Steps stand one behind the other without a loop; a row enters where as many are left as it
 * needs, so that no branch of short rows is guessed wrong.
 *
 *   r0  pixels    r2  bytes of a pixel    r4  planes
 */
        .syntax unified
        .thumb

        .equ    STEPS, 16               /* that stand in line */
        .equ    STEP_BYTES, 52
        .equ    PLANE, 128              /* MCUB_PLANES_BYTES */

/* mcub_widening */
        .equ    ROWS, 0
        .equ    PAIRS, 4
        .equ    HAS_FIRST, 8
        .equ    HAS_LAST, 12
        .equ    PADDING, 16
        .equ    PIXEL_STEP, 20
        .equ    ROW_STEP, 24
        .equ    PLANE_ROW_STEP, 28

/* The words of r6 and r7 to the planes, with loads of the next ones from r0 where LOADS is 1. */
        .macro  step loads
        pkhbt   r8, r6, r7, lsl #16
        pkhtb   r9, r7, r6, asr #16
        .if     \loads
        ldr.w   r6, [r0]
        .endif
        sxtb16  r10, r8
        .if     \loads
        ldr.w   r7, [r0, r2]
        .endif
        sxtb16  r8, r8, ror #8
        str     r10, [r4], #4
        sxtb16  r10, r9
        str     r8, [r4, #PLANE - 4]
        sxtb16  r9, r9, ror #8
        str     r10, [r4, #2 * PLANE - 4]
        .if     \loads
        add.w   r0, r0, r3
        .endif
        str     r9, [r4, #3 * PLANE - 4]
        .endm

        .section .text.mcub_widen_rows, "ax", %progbits
        .global mcub_widen_rows
        .type   mcub_widen_rows, %function
        .thumb_func
mcub_widen_rows:
        push    {r4-r11, lr}
        mov     r12, r0
        mov     r0, r1
        mov     r1, r2
        ldr     r4, [r12, #PAIRS]
        ldr     r5, [r12, #HAS_FIRST]
        ldr     r2, [r12, #PIXEL_STEP]
        ldr     lr, [r12, #ROWS]
        lsl     r3, r2, #1
        add     r4, r4, r5
        subs    r4, r4, #1              /* steps with loads: r5 rounds after the r4 that are left */
        asr     r5, r4, #4
        and     r4, r4, #STEPS - 1
        mov     r6, #STEP_BYTES
        ldr     r11, =4f
        mls     r11, r4, r6, r11
        add     r11, r11, #STEPS * STEP_BYTES + 1
        push    {r0, r5}
1:      /* a row of planes at r1, lr of them left */
        ldrd    r0, r5, [sp]
        mov     r4, r1
        ldr     r7, [r12, #HAS_FIRST]
        cbz     r7, 2f
        ldr     r6, [r12, #PADDING]
        ldr     r7, [r0]
        add     r0, r0, r2
        bx      r11
2:      ldr     r7, [r12, #PAIRS]
        cbz     r7, 3f
        ldr     r6, [r0]
        ldr     r7, [r0, r2]
        add     r0, r0, r3
        bx      r11
3:      b       5f
        .p2align 3
4:      .rept   STEPS
        step    1
        .endr
        .if     . - 4b - STEPS * STEP_BYTES
        .error  "a step has not the size that rows enter by"
        .endif
        subs    r5, r5, #1
        bpl     4b
        step    0
5:      ldr     r7, [r12, #HAS_LAST]
        cbz     r7, 6f
        ldr     r6, [r0]
        ldr     r7, [r12, #PADDING]
        step    0
6:      ldr     r6, [sp]
        ldrd    r7, r8, [r12, #ROW_STEP]
        add     r6, r6, r7
        str     r6, [sp]
        add     r1, r1, r8
        subs    lr, lr, #1
        bne     1b
        add     sp, sp, #8
        pop     {r4-r11, pc}
        .ltorg
        .size   mcub_widen_rows, . - mcub_widen_rows
