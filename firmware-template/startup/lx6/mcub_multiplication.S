/*
 * What the compiler calls to multiply to 64 bits: by MULL and MULUH, which the compiler for LX106
 * does not know the LX6 has.
 */
#include "mcub_lx6.h"

/* a3:a2 by a5:a4, into a3:a2. */
    .section .text.__muldi3, "ax"
    .align 4
    .global __muldi3
    .type __muldi3, @function
__muldi3:
    mull a5, a2, a5
    mull a3, a3, a4
    mcub_muluh a6, a2, a4
    mull a2, a2, a4
    add a3, a3, a5
    add a3, a3, a6
    ret
    .size __muldi3, . - __muldi3

/* a2 by a3, both unsigned, into a3:a2. */
    .section .text.__umulsidi3, "ax"
    .align 4
    .global __umulsidi3
    .type __umulsidi3, @function
__umulsidi3:
    mcub_muluh a4, a2, a3
    mull a2, a2, a3
    mov a3, a4
    ret
    .size __umulsidi3, . - __umulsidi3
