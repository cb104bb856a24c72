/* The LX6 core as the ESP32 has it, in call0 code: cycle counter, interrupt mask, faults. */
#ifndef MCUB_CORE_H
#define MCUB_CORE_H

#include <stdbool.h>
#include <stdint.h>

/* A 32-bit register. */
#define MCUB_REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* The counter that mcub_core_cycles reads, by its number on the wire. */
#define MCUB_CORE_COUNTER MCUB_WIRE_COUNTER_CCOUNT

/** Vectors and the cycle counter; the first thing after reset. */
void mcub_core_start(void);

/** Nothing to empty: the LX6 has no caches of its own, the flash's is the board's. */
void mcub_core_empty_caches(void);

/** Resets the chip; does not return. */
void mcub_core_reset(void) __attribute__((noreturn));

/** Core cycles, modulo 2^32 (CCOUNT; Xtensa ISA manual, timer interrupt option). */
static inline uint32_t mcub_core_cycles(void) {
    uint32_t cycles;
    __asm volatile("rsr %0, ccount" : "=r"(cycles)::"memory");
    return cycles;
}

/** Masks interrupts and returns the mask before, for mcub_core_unmask. */
static inline uint32_t mcub_core_mask(void) {
    uint32_t before;
    __asm volatile("rsil %0, 15" : "=r"(before)::"memory");
    return before;
}

/** Restores the interrupt mask that mcub_core_mask returned. */
static inline void mcub_core_unmask(uint32_t before) {
    __asm volatile("wsr %0, ps\n\trsync" ::"r"(before) : "memory");
}

/** Whether an interrupt waits that is enabled. */
static inline bool mcub_core_interrupt_waits(void) {
    uint32_t waiting, enabled;
    __asm volatile("rsr %0, interrupt\n\trsr %1, intenable" : "=r"(waiting), "=r"(enabled));
    return (waiting & enabled) != 0;
}

/** Lets some hundred cycles pass without a bus access; far less than a byte takes on the line. */
static inline void mcub_core_pause(void) {
    uint32_t rounds = 100;
    __asm volatile("1: addi %0, %0, -1\n\tbnez %0, 1b" : "+r"(rounds));
}

/** Completes every memory access before it and refetches what follows. */
static inline void mcub_core_barrier(void) {
    __asm volatile("memw\n\tisync" ::: "memory");
}

#endif
