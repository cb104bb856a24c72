/* The Cortex-M0+ core: cycle counter, interrupt mask, faults. Armv6-M ARM: Arm DDI 0419. */
#ifndef MCUB_CORE_H
#define MCUB_CORE_H

#include <stdbool.h>
#include <stdint.h>

/* A 32-bit register. */
#define MCUB_REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* The counter that mcub_core_cycles reads, by its number on the wire. */
#define MCUB_CORE_COUNTER MCUB_WIRE_COUNTER_SYSTICK

/** The vector table: the first word is the stack's top. */
extern void (*const mcub_vectors[])(void);

/** Vectors and the cycle counter; the first thing after reset. */
void mcub_core_start(void);

/** Resets the chip; does not return. */
void mcub_core_reset(void) __attribute__((noreturn));

/** What resets the whole chip, which the core alone cannot everywhere; from the board's file. */
void mcub_chip_reset(void) __attribute__((noreturn));

/**
 * Core cycles, modulo 2^32: SysTick's 24 bits and how often they wrapped, without those of the
 * handler that counts the wraps: two or three in a million.
 *
 * Right in a fault's handler too, as long as it is called at least once in 2^24 cycles there, and
 * where PRIMASK masks interrupts for fewer.
 */
uint32_t mcub_core_cycles(void);

#ifdef MCUB_CORES
/**
 * Lets the counter begin a turn, so that its interrupt comes at the same cycles of each window: it
 * shifts one core against the other, and with that which of them waits for the flash.
 */
void mcub_core_begin_turn(void);
#endif

/**
 * Masks the interrupts of peripherals and returns the mask before, for mcub_core_unmask.
 *
 * SysTick's own interrupt stays: it counts the wraps of a window longer than 2^24 cycles.
 */
static inline uint32_t mcub_core_mask(void) {
    const uint32_t before = MCUB_REGISTER(0xE000E100u); /* NVIC_ISER; Armv6-M ARM, B3.4.3 */
    MCUB_REGISTER(0xE000E180u) = 0xFFFFFFFFu;           /* NVIC_ICER */
    __asm volatile("dsb\n\tisb" ::: "memory");
    return before;
}

/** Restores the interrupt mask that mcub_core_mask returned. */
static inline void mcub_core_unmask(uint32_t before) {
    __asm volatile("" ::: "memory");
    MCUB_REGISTER(0xE000E100u) = before;
}

/** Whether an interrupt of a peripheral waits, masked or not (NVIC_ISPR; Armv6-M ARM, B3.4.5). */
static inline bool mcub_core_interrupt_waits(void) {
    return MCUB_REGISTER(0xE000E200u) != 0;
}

/** Lets some hundred cycles pass without a bus access; far less than a byte takes on the line. */
static inline void mcub_core_pause(void) {
    uint32_t rounds = 250;
    __asm volatile(".syntax unified\n\t"
                   "1: subs %0, #1\n\t"
                   "bne 1b"
                   : "+l"(rounds)::"cc");
}

/** Completes every memory access before it and refetches what follows. */
static inline void mcub_core_barrier(void) {
    __asm volatile("dsb\n\tisb" ::: "memory");
}

#endif
