/* An Armv7-M core: cycle counter, interrupt mask, caches, faults. */
#ifndef MCUB_CORE_H
#define MCUB_CORE_H

#include <stdbool.h>
#include <stdint.h>

/* A 32-bit register. */
#define MCUB_REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* The counter that mcub_core_cycles reads, by its number on the wire. */
#define MCUB_CORE_COUNTER MCUB_WIRE_COUNTER_DWT_CYCCNT

/** The vector table: the first word is the stack's top. */
extern void (*const mcub_vectors[])(void);

/** Vectors, fault traps, FPU, caches and the cycle counter; the first thing after reset. */
void mcub_core_start(void);

/** Turns the core's caches on, where it has any. */
void mcub_core_start_caches(void);

/** Empties the caches, dirty data written back, and the branch predictor. */
void mcub_core_empty_caches(void);

/** Resets the chip; does not return. */
void mcub_core_reset(void) __attribute__((noreturn));

/** Core cycles, modulo 2^32 (DWT_CYCCNT; Armv7-M ARM, C1.8.8). */
static inline uint32_t mcub_core_cycles(void) {
    return MCUB_REGISTER(0xE0001004u);
}

/** Masks interrupts and returns the mask before, for mcub_core_unmask. */
static inline uint32_t mcub_core_mask(void) {
    uint32_t before;
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(before)::"memory");
    return before;
}

/** Restores the interrupt mask that mcub_core_mask returned. */
static inline void mcub_core_unmask(uint32_t before) {
    __asm volatile("msr primask, %0" ::"r"(before) : "memory");
}

/** Whether an interrupt waits (ICSR.ISRPENDING; PM0253, interrupt control and state register). */
static inline bool mcub_core_interrupt_waits(void) {
    return (MCUB_REGISTER(0xE000ED04u) & (1u << 22)) != 0;
}

/**
 * Lets a hundred cycles pass without a bus access. Much less than a byte takes on the line, even
 * where both instructions of each round wait for flash: 17 cycles at seven wait states without a
 * cache.
 */
static inline void mcub_core_pause(void) {
    uint32_t rounds = 50;
    __asm volatile("1: subs %0, #1\n\tbne 1b" : "+r"(rounds)::"cc");
}

/** Completes every memory access before it and refetches what follows. */
static inline void mcub_core_barrier(void) {
    __asm volatile("dsb\n\tisb" ::: "memory");
}

#endif
