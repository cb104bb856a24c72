/*
 * Entry and vectors of the LX6, for call0 code. Offsets from VECBASE: the ESP32's core-isa.h,
 * XCHAL_*_VECOFS; those of register windows stay empty, as windows are off.
 */
#include "mcub_lx6.h"

/* Where the registers go that mcub_fault_report reads; the order is its mcub_saved. */
    .equ SAVED_KIND, 0
    .equ SAVED_PC, 4
    .equ SAVED_A0, 8
    .equ SAVED_SP, 12
    .equ SAVED_A2, 16
    .equ SAVED_PS, 32
    .equ SAVED_CAUSE, 36
    .equ SAVED_ADDRESS, 40

/* PS: interrupts off, user mode, no exception under way, no windows. */
    .equ PS_QUIET, 0x2F

/* Special registers by number, since LX106 has not all of them (ISA manual, special registers). */
    .equ EPC1, 177
    .equ EPC2, 178
    .equ EPC3, 179
    .equ EPC4, 180
    .equ EPC5, 181
    .equ EPC6, 182
    .equ EPC7, 183
    .equ DEPC, 192

    .section .vectors, "ax"
    .align 1024
    .global mcub_vectors
mcub_vectors:

/* The seal, where the vectors of register windows would be: mcub_seal.h. */
    .ascii "MCUBSEAL"
    .word 0, 0

/* A vector that reports: what kind of fault it is, and which register has where it happened. */
    .macro mcub_vector offset, kind, counter
    .org mcub_vectors + \offset
    wsr a0, excsave1
    wsr a1, excsave2
    mcub_rsr a1, \counter
    movi a0, \kind
    j mcub_fault_entry
    .endm

    mcub_vector 0x180, 2, EPC2
    mcub_vector 0x1C0, 3, EPC3
    mcub_vector 0x200, 4, EPC4
    mcub_vector 0x240, 5, EPC5
    mcub_vector 0x280, 6, EPC6
    mcub_vector 0x2C0, 7, EPC7
    mcub_vector 0x300, 0, EPC1
    mcub_vector 0x340, 0, EPC1
    mcub_vector 0x3C0, 1, DEPC
    .org mcub_vectors + 0x400

    .section .text.mcub_fault_entry, "ax"
    .align 4
place_of_saved:
    .word mcub_saved
end_of_fault_stack:
    .word mcub_fault_stack + 1024
mcub_fault_entry:
    wsr a2, excsave3
    l32r a2, place_of_saved
    s32i a0, a2, SAVED_KIND
    s32i a1, a2, SAVED_PC
    rsr a0, excsave1
    s32i a0, a2, SAVED_A0
    rsr a0, excsave2
    s32i a0, a2, SAVED_SP
    rsr a0, excsave3
    s32i a0, a2, SAVED_A2
    s32i a3, a2, SAVED_A2 + 4
    s32i a4, a2, SAVED_A2 + 8
    s32i a5, a2, SAVED_A2 + 12
    rsr a0, ps
    s32i a0, a2, SAVED_PS
    rsr a0, exccause
    s32i a0, a2, SAVED_CAUSE
    rsr a0, excvaddr
    s32i a0, a2, SAVED_ADDRESS
    movi a0, PS_QUIET
    wsr a0, ps
    rsync
    /* A stack of its own, since the other may be what went wrong. */
    l32r sp, end_of_fault_stack
    call0 mcub_fault_report

/* The ROM jumps here with windows on and its own stack. */
    .section .text.mcub_reset, "ax"
    .align 4
top_of_stack:
    .word mcub_stack_top
    .global mcub_reset
    .type mcub_reset, @function
mcub_reset:
    movi a0, PS_QUIET
    wsr a0, ps
    rsync
    l32r sp, top_of_stack
    movi a0, 0
    call0 mcub_start_c
    .size mcub_reset, . - mcub_reset
