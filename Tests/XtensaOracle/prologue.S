/* Around each program: counters, and what it left in memory on standard output. */
#include "mcub_lx6.h"

    .section .bss
    .global results
    .align 4
results:
    .space RESULT_BYTES
counts:
    .space 16

/* Where QEMU begins, whatever the file says. */
    .section .reset, "ax"
    .global reset
reset:
    _j 1f
    .align 4
start_address:
    .word _start
1:
    l32r a0, start_address
    jx a0

    .text
    .align 4
vectors_address:
    .word vectors
stack_address:
    .word stack_top
results_address:
    .word results
scratch_address:
    .word scratch
counts_address:
    .word counts
write_bytes:
    .word RESULT_BYTES + 8
body_address:
    .word body
    .global _start
_start:
    movi a2, 0x20 /* PS: user mode, no exception under way, no interrupt masked */
    wsr a2, ps
    rsync
    l32r a2, vectors_address
    wsr a2, vecbase
    movi a2, 1
#if WITH_FLOAT
    mcub_wsr a2, MCUB_CPENABLE
    movi a2, 0x2A /* S32C1I is done by the core, whatever the memory */
    mcub_wsr a2, MCUB_ATOMCTL
#endif
    rsync
    l32r a1, stack_address
    rsr a2, ccount
    l32r a3, counts_address
    s32i a2, a3, 0
    l32r a0, body_address
    callx0 a0
    rsr a2, ccount
    l32r a3, counts_address
    s32i a2, a3, 4
    movi a2, 4 /* write the memory that stores went to */
    movi a3, 1
    l32r a4, scratch_address
    movi a5, 1536
    simcall
    movi a2, 4 /* and the results and the counts */
    movi a3, 1
    l32r a4, results_address
    l32r a5, write_bytes
    simcall
    movi a2, 1
    movi a3, 0
    simcall

    .section .bss
    .align 16
    .space 65536
stack_top:
    .space 16

#if !OWN_VECTORS
    .text
    .align 1024
vectors:
    .space 0x340
#endif
