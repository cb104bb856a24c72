/*
 * Rows of weights times tiles of six columns for Armv6-M: see mcub_gemm_s8_m0.h.
 *
 * A step multiplies one weight by three words of two activations each. The address of the weight
 * follows from that of the words, so nothing counts: a run of steps is entered where as many are
 * left as it has, and falls into what spills the sums. Steps stand twice, since a row's last run
 * ends elsewhere. A run's byte counts from the last run's steps, where the program counter
 * stands when the spill jumps.
 *
 *   r0  weights less words      r1, r2, r8  sums of two columns, 16 bits each
 *   r3-r5  words                r9-r11      what was spilled of them, in 256s
 *   r6  place in the tile       r12         runs less the mask
 *   r7  weight                  lr          mask of the lower bytes
 */
        .syntax unified
        .thumb

        .equ    STEPS, 28               /* MCUB_GEMM_M0_STEPS */
        .equ    UNIT_SHIFT, 2           /* bytes that a run's byte counts, as a power of two */
        .equ    SPILL_BYTES, 52         /* 4 * MCUB_GEMM_M0_SPILL */
        .equ    FRACTION, 11            /* bits of each of the lower two parts of a scale */
        .equ    SHORT_FRACTION, 14      /* bits of the lower one of two */
        .equ    BLOCK, 12               /* rows whose weights alternate */
        .equ    ROW_BYTES, 32           /* MCUB_GEMM_M0_ROW_WORDS */

/* mcub_gemm_m0_job */
        .equ    TILES, 0
        .equ    ROWS, 4
        .equ    WEIGHTS, 8
        .equ    BLOCK_BYTES, 12
        .equ    RUNS, 16
        .equ    CONSTANTS, 20
        .equ    FIRST_TILE, 24
        .equ    DISTANCE, 28
        .equ    OUTPUT, 32

/* The frame: the job's words, then these. */
        .equ    TILES_LEFT, 36
        .equ    PLACE, 40
        .equ    ROW_OF_BLOCK, 44
        .equ    NEXT_RUNS, 48
        .equ    ZERO, 52
        .equ    LESS, 56
        .equ    FRAME, 60

        .macro  step
        ldrsb   r7, [r0, r6]
        ldmia   r6!, {r3, r4, r5}
        muls    r3, r7, r3
        muls    r4, r7, r4
        muls    r5, r7, r5
        add     r8, r3
        adds    r1, r1, r4
        adds    r2, r2, r5
        .endm

/* The totals of the low half of \sum, in r3, and of its high half, in \sum, from the bias in r6. */
        .macro  total sum, spilled
        uxth    r3, \sum
        mov     r4, \spilled
        lsls    r5, r4, #16
        lsrs    r5, r5, #8
        lsrs    r4, r4, #16
        lsls    r4, r4, #8
        lsrs    \sum, \sum, #16
        adds    r3, r3, r5
        adds    \sum, \sum, r4
        adds    r3, r3, r6
        adds    \sum, \sum, r6
        .endm

/*
 * The output of the total in r7: its place in the range r6, times the scale r4, r3, r2, and lr; of
 * two PARTS times the scale r3, r2, and r4. SIGNED takes the row's own amount off where the sum is
 * below zero, for what rounds away from zero.
 */
        .macro  requantize signed, parts
        cmp     r7, r6
        bls     1f
        asrs    r5, r7, #31
        movs    r7, r6
        bics    r7, r7, r5
1:      movs    r1, r7
        muls    r1, r2, r1
        .if     \parts == 3
        lsrs    r1, r1, #FRACTION
        movs    r5, r7
        muls    r5, r3, r5
        adds    r1, r1, r5
        lsrs    r1, r1, #FRACTION
        .if     \signed
        movs    r5, r7
        muls    r5, r4, r5
        adds    r1, r1, r5
        .else
        muls    r7, r4, r7
        adds    r1, r1, r7
        .endif
        .else
        lsrs    r1, r1, #SHORT_FRACTION
        .if     \signed
        movs    r5, r7
        muls    r5, r3, r5
        adds    r1, r1, r5
        .else
        muls    r7, r3, r7
        adds    r1, r1, r7
        .endif
        .endif
        .if     \signed
        ldr     r5, [sp, #ZERO]
        cmp     r7, r5
        bhs     2f
        ldr     r5, [sp, #LESS]
        subs    r1, r1, r5
2:
        .endif
        .if     \parts == 3
        add     r1, lr
        .else
        adds    r1, r1, r4
        .endif
        lsrs    r1, r1, #24
        strb    r1, [r0]
        .endm

        .macro  product name, signed, parts
        .section .text.\name, "ax", %progbits
        .balign 4
        .global \name
        .type   \name, %function
        .thumb_func
\name:
        push    {r4-r7, lr}
        mov     r4, r8
        mov     r5, r9
        mov     r6, r10
        mov     r7, r11
        push    {r4-r7}
        sub     sp, sp, #FRAME
        mov     r1, sp
        ldmia   r0!, {r2-r5}
        stmia   r1!, {r2-r5}
        ldmia   r0!, {r2-r6}
        stmia   r1!, {r2-r6}
        movs    r2, #0
        str     r2, [sp, #ROW_OF_BLOCK]
        ldr     r1, [sp, #RUNS]
        ldr     r7, mask\@
        subs    r1, r1, r7
        str     r1, [sp, #RUNS]

next_row\@:
        ldr     r2, [sp, #TILES]
        ldr     r6, [sp, #FIRST_TILE]
        str     r2, [sp, #TILES_LEFT]
        .if     \signed
        ldr     r0, [sp, #CONSTANTS]
        ldr     r1, [r0, #24]
        str     r1, [sp, #ZERO]
        ldr     r1, [r0, #28]
        str     r1, [sp, #LESS]
        .endif
next_tile\@:
        ldr     r0, [sp, #WEIGHTS]
        subs    r0, r0, r6
        ldr     r3, [sp, #RUNS]
        ldr     r7, mask\@
        mov     lr, r7
        movs    r4, #0
        mov     r9, r4
        mov     r10, r4
        mov     r11, r4
        lsls    r1, r7, #7
        movs    r2, r1
        mov     r8, r1
        ldrsb   r4, [r3, r7]
        adds    r3, r3, #1
        mov     r12, r3
        lsls    r4, r4, #UNIT_SHIFT
        adr     r5, last_steps\@
        adds    r4, r4, r5
        mov     pc, r4

        .balign 4
mask\@:   .word   0x00ff00ff
steps\@:
        .rept   STEPS
        step
        .endr
/* Spills the upper bytes of the sums, then starts the next run. */
spill\@:
        mov     r7, lr
        mov     r5, r8
        lsrs    r3, r1, #8
        ands    r3, r3, r7
        add     r9, r3
        ands    r1, r1, r7
        lsrs    r3, r2, #8
        ands    r3, r3, r7
        add     r10, r3
        ands    r2, r2, r7
        lsrs    r3, r5, #8
        ands    r3, r3, r7
        add     r11, r3
        ands    r5, r5, r7
        lsls    r3, r7, #7
        adds    r1, r1, r3
        adds    r2, r2, r3
        adds    r5, r5, r3
        mov     r8, r5
        mov     r3, r12
        ldrsb   r4, [r3, r7]
        adds    r3, r3, #1
        mov     r12, r3
        lsls    r4, r4, #UNIT_SHIFT
        add     pc, r4                  /* from last_steps, two instructions on */
        nop
        .org    spill\@ + SPILL_BYTES
last_steps\@:
        .rept   STEPS
        step
        .endr

/* The row's six outputs. */
        ldmia   r6!, {r7}
        mov     r5, r12
        mov     r12, r7
        str     r6, [sp, #PLACE]
        str     r5, [sp, #NEXT_RUNS]
        ldr     r0, [sp, #CONSTANTS]
        ldr     r6, [r0, #20]
        total   r1, r9
        mov     r9, r3
        total   r2, r10
        mov     r10, r3
        mov     r7, r8
        total   r7, r11
        mov     r11, r3
        mov     r8, r1
        ldr     r1, [sp, #OUTPUT]
        add     r1, r12
        mov     r12, r2
        ldmia   r0!, {r2-r6}
        .if     \parts == 3
        mov     lr, r5
        .endif
        movs    r0, r1
        requantize \signed, \parts
        ldr     r5, [sp, #DISTANCE]
        adds    r0, r0, r5
        mov     r7, r12
        mov     r12, r5
        requantize \signed, \parts
        add     r0, r12
        mov     r7, r8
        requantize \signed, \parts
        add     r0, r12
        mov     r7, r9
        requantize \signed, \parts
        add     r0, r12
        mov     r7, r10
        requantize \signed, \parts
        add     r0, r12
        mov     r7, r11
        requantize \signed, \parts
        ldr     r6, [sp, #PLACE]
        ldr     r2, [sp, #TILES_LEFT]
        subs    r2, r2, #1
        str     r2, [sp, #TILES_LEFT]
        beq     row_done\@
        b       next_tile\@

row_done\@:
        ldr     r0, [sp, #ROWS]
        subs    r0, r0, #1
        beq     done\@
        str     r0, [sp, #ROWS]
        ldr     r1, [sp, #OUTPUT]
        adds    r1, r1, #1
        str     r1, [sp, #OUTPUT]
        ldr     r0, [sp, #CONSTANTS]
        adds    r0, r0, #ROW_BYTES
        str     r0, [sp, #CONSTANTS]
        ldr     r1, [sp, #NEXT_RUNS]
        str     r1, [sp, #RUNS]
        ldr     r2, [sp, #WEIGHTS]
        adds    r2, r2, #1
        ldr     r1, [sp, #ROW_OF_BLOCK]
        adds    r1, r1, #1
        cmp     r1, #BLOCK
        bne     2f
        subs    r2, r2, #BLOCK
        ldr     r1, [sp, #BLOCK_BYTES]
        adds    r2, r2, r1
        movs    r1, #0
2:      str     r1, [sp, #ROW_OF_BLOCK]
        str     r2, [sp, #WEIGHTS]
        bl      next_row\@

done\@:
        add     sp, sp, #FRAME
        pop     {r4-r7}
        mov     r8, r4
        mov     r9, r5
        mov     r10, r6
        mov     r11, r7
        pop     {r4-r7, pc}
        .size \name, . - \name
        .endm

        product mcub_gemm_s8_m0, 0, 3
        product mcub_gemm_s8_m0_signed, 1, 3
        product mcub_gemm_s8_m0_short, 0, 2
        product mcub_gemm_s8_m0_short_signed, 1, 2
