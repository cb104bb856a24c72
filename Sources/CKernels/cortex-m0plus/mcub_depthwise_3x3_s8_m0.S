/*
 * One channel of a depthwise 3x3 convolution for Armv6-M: see mcub_depthwise_3x3_s8_m0.h.
 *
 * Sums lie in the high registers, which take additions. A word that several outputs share is copied
 * for all but the last, since a product overwrites it. Outputs are requantized from the last one
 * down, entered behind those that are skipped.
 *
 *   r0  words       r1-r3  a row's weights       r4-r7  words and products
 *   r8-r12, lr      sums of the outputs
 */
        .syntax unified
        .thumb

        .equ    FRACTION, 14            /* MCUB_DEPTHWISE_3X3_M0_FRACTION */
        .equ    UNSIGNED_BYTES, 30      /* of an output's requantization */
        .equ    SIGNED_BYTES, 36

/* The frame: the stream's words, then these. */
        .equ    BIAS, 0
        .equ    ROW_0, 4
        .equ    ROW_1, 16
        .equ    ROW_2, 32
        .equ    SCALE, 48
        .equ    ZERO, 68
        .equ    MORE, 72
        .equ    PLANE, 76
        .equ    OUTPUT, 80
        .equ    GROUPS, 84
        .equ    LAST, 88                /* the address of the group's last output */
        .equ    ENTRY, 92
        .equ    SIGNED_ENTRY, 96
        .equ    FIFTH, 100              /* sums whose registers the signed form needs */
        .equ    SIXTH, 104
        .equ    FRAME, 108
/* What differs in the frame of the forms that read the image itself. */
        .equ    BIASES, 0
        .equ    DIRECT_ROW_0, 8
        .equ    DIRECT_ROW_1, 20
        .equ    DIRECT_ROW_2, 32
        .equ    DIRECT_SCALE, 44
        .equ    DIRECT_ZERO, 64
        .equ    DIRECT_MORE, 68
        .equ    INPUT, 72               /* then the output */
        .equ    KINDS, 80
        .equ    STEPS, 84               /* one and two columns of the image */
        .equ    ROW_STEP, 92
        .equ    PADDING, 96
        .equ    DIRECT_LAST, 100
        .equ    DIRECT_ENTRY, 104
        .equ    DIRECT_SIGNED_ENTRY, 108
        .equ    DIRECT_FIFTH, 112
        .equ    DIRECT_SIXTH, 116
        .equ    KIND, 120
        .equ    DIRECT_FRAME, 124

        .macro  first_row
        add     r1, sp, #ROW_0
        ldmia   r1, {r1, r2, r3}
        .endm

        .macro  other_row place
        add     r1, sp, #\place
        ldmia   r1, {r1, r2, r3, r4}
        adds    r0, r0, r4
        .endm

        .macro  take word, weight, sum
        muls    \word, \weight, \word
        add     \sum, \word
        .endm

        .macro  share word, spare, weight, sum
        movs    \spare, \word
        take    \spare, \weight, \sum
        .endm

        .macro  wide_row
        ldmia   r0!, {r4-r7}
        take    r4, r1, r8
        share   r5, r4, r2, r8
        take    r5, r1, r9
        share   r6, r4, r3, r8
        share   r6, r4, r2, r9
        take    r6, r1, r10
        share   r7, r4, r3, r9
        share   r7, r4, r2, r10
        take    r7, r1, r11
        ldmia   r0!, {r4-r7}
        take    r7, r3, lr
        share   r4, r7, r3, r10
        share   r4, r7, r2, r11
        take    r4, r1, r12
        share   r5, r7, r3, r11
        share   r5, r7, r2, r12
        take    r5, r1, lr
        share   r6, r7, r3, r12
        take    r6, r2, lr
        .endm

        .macro  wide_s2_row
        ldmia   r0!, {r4-r7}
        take    r4, r1, r8
        take    r5, r2, r8
        share   r6, r4, r3, r8
        take    r6, r1, r9
        take    r7, r2, r9
        ldmia   r0!, {r4-r7}
        take    r5, r2, r10
        share   r4, r5, r3, r9
        take    r4, r1, r10
        share   r6, r5, r3, r10
        take    r6, r1, r11
        take    r7, r2, r11
        ldmia   r0!, {r4-r7}
        take    r5, r2, r12
        share   r4, r5, r3, r11
        take    r4, r1, r12
        share   r6, r5, r3, r12
        take    r6, r1, lr
        take    r7, r2, lr
        ldmia   r0!, {r4}
        take    r4, r3, lr
        .endm

        .macro  narrow_row
        ldmia   r0!, {r4-r7}
        take    r4, r1, r8
        share   r5, r4, r2, r8
        take    r5, r1, r9
        share   r6, r4, r3, r8
        share   r6, r4, r2, r9
        take    r6, r1, r10
        share   r7, r4, r3, r9
        take    r7, r2, r10
        ldmia   r0!, {r4}
        take    r4, r3, r10
        .endm

        .macro  narrow_s2_row
        ldmia   r0!, {r4-r7}
        take    r4, r1, r8
        take    r5, r2, r8
        share   r6, r4, r3, r8
        take    r6, r1, r9
        take    r7, r2, r9
        ldmia   r0!, {r4-r6}
        share   r4, r7, r3, r9
        take    r4, r1, r10
        take    r5, r2, r10
        take    r6, r3, r10
        .endm

/* The total in r1 brought into the range r6. */
        .macro  limit
        cmp     r1, r6
        bls     1f
        asrs    r2, r1, #31
        movs    r1, r6
        bics    r1, r1, r2
1:      movs    r2, r1
        muls    r2, r3, r2
        lsrs    r2, r2, #FRACTION
        .endm

        .macro  finish
        lsrs    r1, r1, #24
        strb    r1, [r0]
        subs    r0, r0, r7
        .endm

/* An output: its place in the range r6, times the scale r4, r3 and r5. */
        .macro  requantize sum
        mov     r1, \sum
        limit
        muls    r1, r4, r1
        adds    r1, r1, r2
        adds    r1, r1, r5
        finish
        .endm

/* The same of the total in r1, with r12 more where it is below lr. */
        .macro  requantize_signed
        limit
        adds    r2, r2, r5
        cmp     r1, lr
        bhs     2f
        add     r2, r12
2:      muls    r1, r4, r1
        adds    r1, r1, r2
        finish
        .endm

        .macro  enter name, frame
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
        sub     sp, sp, #\frame
        mov     r12, r0
        ldr     r0, [r0]
        mov     r1, sp
        ldmia   r0!, {r2-r7}
        stmia   r1!, {r2-r7}
        ldmia   r0!, {r2-r7}
        stmia   r1!, {r2-r7}
        ldmia   r0!, {r2-r7}
        stmia   r1!, {r2-r7}
        .endm

        .macro  leave frame
        add     sp, sp, #\frame
        pop     {r4-r7}
        mov     r8, r4
        mov     r9, r5
        mov     r10, r6
        mov     r11, r7
        pop     {r4-r7, pc}
        .endm

/* Where outputs are entered, r5 of them being skipped, and r6 whether the form is signed. */
        .macro  find_entry unsigned, signed, outputs, entry, signed_entry
        adr     r4, \unsigned
        cmp     r6, #0
        bne     1f
        movs    r7, #UNSIGNED_BYTES
        muls    r5, r7, r5
        adds    r4, r4, r5
        b       2f
1:      movs    r7, #SIGNED_BYTES
        muls    r5, r7, r5
        adr     r4, \outputs
        adds    r4, r4, r5
        str     r4, [sp, #\signed_entry]
        adr     r4, \signed
2:      str     r4, [sp, #\entry]
        .endm

/* Sums at the bias in r4. */
        .macro  begin outputs
        mov     r8, r4
        mov     r9, r4
        mov     r10, r4
        .if     \outputs == 6
        mov     r11, r4
        mov     r12, r4
        mov     lr, r4
        .endif
        .endm

        .macro  results outputs, last, scale, entry
        ldr     r0, [sp, #\last]
        add     r3, sp, #\scale
        ldmia   r3, {r3-r7}
        ldr     r2, [sp, #\entry]
        mov     pc, r2
        .endm

        .macro  write_unsigned outputs
        .if     \outputs == 6
        requantize lr
        requantize r12
        requantize r11
        .endif
        requantize r10
        requantize r9
        requantize r8
        .endm

        .macro  prepare_signed outputs, zero, more, fifth, sixth, entry
        .if     \outputs == 6
        mov     r1, lr
        str     r1, [sp, #\sixth]
        mov     r1, r12
        str     r1, [sp, #\fifth]
        .endif
        ldr     r1, [sp, #\zero]
        mov     lr, r1
        ldr     r1, [sp, #\more]
        mov     r12, r1
        ldr     r2, [sp, #\entry]
        mov     pc, r2
        .endm

        .macro  write_signed outputs, fifth, sixth
        .if     \outputs == 6
        ldr     r1, [sp, #\sixth]
        requantize_signed
        ldr     r1, [sp, #\fifth]
        requantize_signed
        mov     r1, r11
        requantize_signed
        .endif
        mov     r1, r10
        requantize_signed
        mov     r1, r9
        requantize_signed
        mov     r1, r8
        requantize_signed
        .endm

        .macro  channel name, row, outputs
        enter   \name, FRAME
        ldmia   r0!, {r2}
        stmia   r1!, {r2}
        mov     r0, r12
        adds    r0, r0, #4
        ldmia   r0!, {r2-r6}
        stmia   r1!, {r2, r3, r4}
        find_entry unsigned\@, signed\@, signed_outputs\@, ENTRY, SIGNED_ENTRY
        b       next_group\@

done\@:
        leave   FRAME

next_group\@:
        ldr     r1, [sp, #GROUPS]
        ldmia   r1!, {r0, r2}
        str     r1, [sp, #GROUPS]
        cmp     r0, #0
        blt     done\@
        add     r3, sp, #PLANE
        ldmia   r3, {r3, r4}
        adds    r0, r0, r3
        adds    r2, r2, r4
        str     r2, [sp, #LAST]
        ldr     r4, [sp, #BIAS]
        begin   \outputs
        first_row
        \row
        other_row ROW_1
        \row
        other_row ROW_2
        \row
        results \outputs, LAST, SCALE, ENTRY

        .balign 4
unsigned\@:
        write_unsigned \outputs
        b       next_group\@
        .balign 4
signed\@:
        prepare_signed \outputs, ZERO, MORE, FIFTH, SIXTH, SIGNED_ENTRY
        .balign 4
signed_outputs\@:
        write_signed \outputs, FIFTH, SIXTH
        b       next_group\@
        .size \name, . - \name
        .endm

/* Two columns of the image: the last of an output, where there is one BEFORE, and the first of the
 * next; then its middle one. */
        .macro  two_columns output, before
        ldrsb   r6, [r0, r4]
        .ifnb   \before
        share   r6, r7, r3, \before
        .endif
        take    r6, r1, \output
        ldrsb   r6, [r0, r5]
        take    r6, r2, \output
        adds    r0, r0, r5
        .endm

        .macro  direct_row outputs, is_padded
        two_columns r8
        two_columns r9, r8
        two_columns r10, r9
        .if     \outputs == 6
        two_columns r11, r10
        two_columns r12, r11
        two_columns lr, r12
        .endif
        .if     \is_padded
        ldr     r6, [sp, #PADDING]
        .else
        ldrsb   r6, [r0, r4]
        .endif
        .if     \outputs == 6
        take    r6, r3, lr
        .else
        take    r6, r3, r10
        .endif
        .endm

        .macro  next_row place
        ldr     r6, [sp, #ROW_STEP]
        adds    r0, r0, r6
        add     r1, sp, #\place
        ldmia   r1, {r1, r2, r3}
        .endm

        .macro  direct_rows outputs, is_padded
        add     r1, sp, #DIRECT_ROW_0
        ldmia   r1, {r1, r2, r3}
        direct_row \outputs, \is_padded
        next_row DIRECT_ROW_1
        direct_row \outputs, \is_padded
        ldr     r6, [sp, #KIND]
        cmp     r6, #2
        bge     3f
        next_row DIRECT_ROW_2
        direct_row \outputs, \is_padded
3:      results \outputs, DIRECT_LAST, DIRECT_SCALE, DIRECT_ENTRY
        .endm

        .macro  direct name, outputs
        enter   \name, DIRECT_FRAME
        mov     r0, r12
        adds    r0, r0, #4
        ldmia   r0!, {r2-r7}
        subs    r2, r2, r5
        stmia   r1!, {r2-r7}
        ldmia   r0!, {r2, r6}
        stmia   r1!, {r2}
        movs    r5, #0
        find_entry unsigned\@, signed\@, signed_outputs\@, DIRECT_ENTRY, DIRECT_SIGNED_ENTRY
        b       next_group\@

        .balign 4
unsigned\@:
        write_unsigned \outputs
        b       next_group\@
        .balign 4
signed\@:
        prepare_signed \outputs, DIRECT_ZERO, DIRECT_MORE, DIRECT_FIFTH, DIRECT_SIXTH, DIRECT_SIGNED_ENTRY
        .balign 4
signed_outputs\@:
        write_signed \outputs, DIRECT_FIFTH, DIRECT_SIXTH
        b       next_group\@

next_group\@:
        ldr     r1, [sp, #KINDS]
        ldmia   r1!, {r0, r2, r6}
        str     r1, [sp, #KINDS]
        cmp     r6, #0
        bge     5f
        leave   DIRECT_FRAME
5:
        str     r6, [sp, #KIND]
        add     r3, sp, #INPUT
        ldmia   r3, {r3, r4}
        adds    r0, r0, r3
        adds    r2, r2, r4
        str     r2, [sp, #DIRECT_LAST]
        mov     r7, sp
        lsrs    r6, r6, #1
        lsls    r4, r6, #2
        ldr     r4, [r7, r4]
        begin   \outputs
        add     r4, sp, #STEPS
        ldmia   r4, {r4, r5}
        ldr     r6, [sp, #KIND]
        lsrs    r6, r6, #1
        bcc     4f
        b       padded\@
4:      direct_rows \outputs, 0
padded\@:
        direct_rows \outputs, 1
        .size \name, . - \name
        .endm

        channel mcub_depthwise_3x3_s8_m0_wide, wide_row, 6
        channel mcub_depthwise_3x3_s8_m0_wide_s2, wide_s2_row, 6
        channel mcub_depthwise_3x3_s8_m0_narrow, narrow_row, 3
        channel mcub_depthwise_3x3_s8_m0_narrow_s2, narrow_s2_row, 3
        direct  mcub_depthwise_3x3_s8_m0_direct, 6
        direct  mcub_depthwise_3x3_s8_m0_direct_narrow, 3
