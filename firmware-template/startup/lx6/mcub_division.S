/*
 * What the compiler calls to divide 32-bit integers, by the LX6's divider. Debian's library for
 * LX106 has most of these missing. A divisor of zero raises an exception.
 */
#include "mcub_lx6.h"

    .macro mcub_division name, operation
    .section .text.\name, "ax"
    .align 4
    .global \name
    .type \name, @function
\name:
    mcub_\operation a2, a2, a3
    ret
    .size \name, . - \name
    .endm

    mcub_division __divsi3, quos
    mcub_division __udivsi3, quou
    mcub_division __modsi3, rems
    mcub_division __umodsi3, remu
