/*
 * What the LX6 kernels have in common. For assembly files, after mcub_lx6.h's rules.
 *
 * The kernels use MAC16's registers, SAR and the loop registers, and leave them as they come. No
 * interrupt may use them meanwhile without saving them.
 */
#ifndef MCUB_LX6_KERNELS_H
#define MCUB_LX6_KERNELS_H

#include "mcub_lx6.h"

/* clang-format off */

/*
 * The upper word of the product of two signed words. MULSH is in the ESP32's LX6 and in no core
 * of QEMU: -DMCUB_WITHOUT_MULSH=1 puts mcub_high_product.S of the tests in its place, which needs
 * 64 bytes below the stack pointer.
 */
    .macro mcub_high_product r, s, t
#if MCUB_WITHOUT_MULSH
    addi a1, a1, -64
    s32i \s, a1, 0
    s32i \t, a1, 4
    s32i a0, a1, 8
    call0 mcub_high_product_of_stack
    l32i a0, a1, 8
    l32i \r, a1, 0
    addi a1, a1, 64
#else
    mcub_mulsh \r, \s, \t
#endif
    .endm

/*
 * LOOP has to be at 1 or 2 modulo 4 where instructions are fetched by 4 bytes, so that the loop's
 * first one lies within a fetch (GNU as manual, Xtensa Automatic Alignment). The assembler cannot
 * see to that for LOOP as bytes: start is a label so many bytes beyond a multiple of 4, with no
 * L32R between. After a product that is none of MULSH nothing is checked: QEMU's cores do not care.
 */
    .macro mcub_check_loop start, beyond=0
#if !MCUB_WITHOUT_MULSH
    .if ((. - \start + \beyond) & 3) != 1 && ((. - \start + \beyond) & 3) != 2
    .error "a loop's first instruction would cross a fetch"
    .endif
#endif
    .endm
    .macro mcub_aligned_loop count, end, start, beyond=0
    mcub_check_loop \start, \beyond
    mcub_loop \count, \end
    .endm
    .macro mcub_aligned_loopgtz count, end, start, beyond=0
    mcub_check_loop \start, \beyond
    mcub_loopgtz \count, \end
    .endm

/* clang-format on */

#endif
