/*
 * Exceptions and interrupts: each handler writes down where it came from and why.
 *
 * The results are lines of eight words: vector, EPC, EXCCAUSE, EXCVADDR, PS in the handler,
 * the saved PS or DEPC, a6, LCOUNT. Handlers use a10 to a15; a12 is where they write.
 */
#include "mcub_lx6.h"

    .data
    .align 4
    .global scratch
scratch:
    .fill 384, 4, 0x5A5A1234

/* Writes a line; MARK is the vector, FROM the special register with the address. */
    .macro line mark, from, saved
    movi a10, \mark
    s32i a10, a12, 0
    rsr a10, \from
    s32i a10, a12, 4
    rsr a11, exccause
    s32i a11, a12, 8
    rsr a11, excvaddr
    s32i a11, a12, 12
    rsr a11, ps
    s32i a11, a12, 16
    rsr a11, \saved
    s32i a11, a12, 20
    s32i a6, a12, 24
    mcub_rsr a11, MCUB_LCOUNT
    s32i a11, a12, 28
    addi a12, a12, 32
    .endm

    .text
    .align 1024
    .global vectors
vectors:
    .org 0x1C0 /* level 3 */
    _j level3
    .align 4
    .org 0x300 /* kernel */
    _j kernel
    .org 0x340 /* user */
    _j user
    .org 0x3C0 /* double */
    _j double

    .org 0x400
kernel:
    line 0x300, epc1, depc
    j finish
user:
    line 0x340, epc1, depc
/* Goes on after the instruction, unless it was an interrupt. a13 is that one's length. */
finish:
    rsr a10, epc1
    rsr a11, exccause
    beqi a11, 4, interrupted
    add a10, a10, a13
    wsr a10, epc1
    rfe
interrupted:
    rsr a11, interrupt
    rsr a15, intenable
    and a11, a11, a15
    wsr a11, intclear
    rsync
    rfe
double:
    line 0x3C0, depc, epc1
    rsr a10, depc
    add a10, a10, a13
    wsr a10, depc
    rsync
    .byte 0x00, 0x32, 0x00 /* rfde */
level3:
    line 0x1C0, epc3, eps3
    rsr a11, interrupt
    rsr a15, intenable
    and a11, a11, a15
    wsr a11, intclear
    rsync
    rfi 3

    .align 4
results_address:
    .word results
scratch_address:
    .word scratch
level1_line:
    .word LEVEL1_LINE
level3_line:
    .word LEVEL3_LINE
    .global body
body:
    addi a1, a1, -16
    s32i a0, a1, 0
    l32r a12, results_address
    l32r a5, scratch_address
    movi a13, 3
    movi a6, 1
    .byte 0, 0, 0 /* ill */
    movi a6, 2
    syscall
    movi a6, 3
    movi a7, 0
    mcub_quou a6, a6, a7
    movi a6, 4
    mcub_rems a6, a6, a7
    movi a6, 5
    l32i a6, a5, 4
    addi a5, a5, 1
    l32i a6, a5, 4
    s32i a6, a5, 8
    l16ui a6, a5, 2
    s16i a6, a5, 2
    l8ui a6, a5, 2
    addi a5, a5, -1
    movi a6, 7
    .byte 0x10, 0x05, 0x41 /* no instruction: RST1 without an op2 of 5 */
    movi a13, 2
    .byte 0x6D, 0xF0 /* ill.n */
    movi a13, 3
    movi a6, 8
    movi a7, 0 /* the kernel's vector */
    wsr a7, ps
    rsync
    syscall
    movi a6, 9
    movi a7, 0x10 /* PS.EXCM: a double exception */
    wsr a7, ps
    rsync
    .byte 0, 0, 0
    l32i a6, a5, 4
    movi a7, 0x20
    wsr a7, ps
    rsync
/* A loop's last instruction raises: the handler goes on behind it, so the loop ends. */
    movi a6, 10
    movi a7, 3
    movi a8, 0
    mcub_loop a7, 1f
    addi a6, a6, 1
    mcub_quos a6, a6, a8
1:
    movi a7, 0
    mcub_wsr a7, MCUB_LCOUNT
/* A loop in which one in the midst raises: it goes round. */
    movi a7, 4
    mcub_loop a7, 2f
    addi a6, a6, 1
    mcub_quos a6, a6, a8
    addi a6, a6, 3
2:
/* Levels: RSIL gives the old PS. */
    rsil a6, 5
    syscall
    rsil a6, 0
    syscall
/* Interrupts by software, at level 1, masked and not. */
    l32r a7, level1_line
    wsr a7, intclear
    wsr a7, intenable
    rsync
    rsil a6, 1
    wsr a7, intset
    rsync
    movi a6, 20
    movi a6, 21
    rsil a8, 0
    movi a6, 22
    nop
    movi a6, 23
    wsr a7, intset
    rsync
    movi a6, 24
#if LEVEL3_LINE
    l32r a7, level3_line
    wsr a7, intenable
    rsync
    rsil a8, 3
    wsr a7, intset
    rsync
    movi a6, 30
    rsil a8, 2
    movi a6, 31
    nop
#endif
    movi a7, 0
    wsr a7, intenable
#if WITH_FLOAT
    movi a6, 40
    mcub_wsr a7, MCUB_CPENABLE
    rsync
    mcub_add_s f0, f1, f2
    mcub_lsi f0, a5, 0
    mcub_ssip f0, a5, 4
    mcub_rfr a6, f0
    movi a7, 1
    mcub_wsr a7, MCUB_CPENABLE
    rsync
    mcub_ssip f0, a5, 4
#endif
    syscall
    l32i a0, a1, 0
    addi a1, a1, 16
    ret
