/* Start and cycle counter of the Cortex-M0+. Armv6-M ARM: Arm DDI 0419. */
#include "mcub_core.h"

/* System control block and system timer; Armv6-M ARM, B3.2.2 and B3.3. */
#define SCB_ICSR MCUB_REGISTER(0xE000ED04u)
#define SCB_VTOR MCUB_REGISTER(0xE000ED08u)
#define SYST_CSR MCUB_REGISTER(0xE000E010u)
#define SYST_RVR MCUB_REGISTER(0xE000E014u)
#define SYST_CVR MCUB_REGISTER(0xE000E018u)
#define ICSR_PENDSTSET (1u << 26)
#define ICSR_PENDSTCLR (1u << 25)
#define SYST_ENABLE_INTERRUPT_CORE_CLOCK 7u
#define COUNTER_BITS 24u
/* From what a load of the counter sees to its new turn: a store's two cycles (Arm DDI 0484,
 * instruction set summary), and the one that loads it. */
#define RELOAD_CYCLES 3u
#define COUNTER_MASK 0xFFFFFFu

static volatile uint32_t wraps;
static uint32_t handler_cycles;
#ifdef MCUB_CORES
static uint32_t cycles_before; /* those that the counter counted before it began anew */
#else
enum { cycles_before = 0 };
#endif

/* Executed from RAM wherever the rest lies, so that a wrap costs the same each time. */
__attribute__((section(".ramfunc"))) void mcub_systick(void) {
    wraps++;
}

/* The counter counts down, and its interrupt is pending from 0 on: 0 belongs to the new turn. */
static inline __attribute__((always_inline)) uint32_t counted(void) {
    return (0u - SYST_CVR) & COUNTER_MASK;
}

/* Cycles of a write to ICSR: with SysTick's bit, those of its handler besides. */
__attribute__((section(".ramfunc"), noinline)) static uint32_t cycles_of_pending(uint32_t bit) {
    const uint32_t first = counted();
    SCB_ICSR = bit;
    mcub_core_barrier();
    return counted() - first;
}

void mcub_core_start(void) {
    SCB_VTOR = (uint32_t)(uintptr_t)mcub_vectors;
    mcub_core_barrier();
    SYST_RVR = COUNTER_MASK;
    SYST_CVR = 0;
    SYST_CSR = SYST_ENABLE_INTERRUPT_CORE_CLOCK;
    const uint32_t alone = cycles_of_pending(0);
    handler_cycles = cycles_of_pending(ICSR_PENDSTSET) - alone;
    wraps = 0;
}

/* A wrap that the handler has not taken yet is seen as pending, or by the counter's having gone
 * back between two looks. The handler's own time is taken off: a window counts what it times. No
 * branch of it goes by the counter, so that it always takes the same. */
__attribute__((noinline)) uint32_t mcub_core_cycles(void) {
    uint32_t mask;
    uint32_t handler;
    __asm volatile("mrs %0, ipsr\n\tmrs %1, primask\n\tcpsid i"
                   : "=r"(handler), "=r"(mask)::"memory");
    if (handler != 0 && (SCB_ICSR & ICSR_PENDSTSET) != 0) {
        SCB_ICSR = ICSR_PENDSTCLR; /* a fault's handler: SysTick's never gets its turn */
        wraps++;
    }
    const uint32_t first = counted();
    const uint32_t pending = SCB_ICSR / ICSR_PENDSTSET & 1u;
    const uint32_t second = counted();
    const uint32_t taken = wraps;
    __asm volatile("msr primask, %0" ::"r"(mask) : "memory");
    const uint32_t turns = taken + (pending | (second - first) >> 31);
    return (turns << COUNTER_BITS) + second - taken * handler_cycles + cycles_before;
}

#ifdef MCUB_CORES
void mcub_core_begin_turn(void) {
    uint32_t mask;
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(mask)::"memory");
    const uint32_t now = mcub_core_cycles();
    const uint32_t looked = now - cycles_before + wraps * handler_cycles; /* the counter's, then */
    uint32_t left;
    /* Back to back; the cycle after the store loads it, without an interrupt: B3.3.5. */
    __asm volatile("ldr %0, [%1]\n\tstr %2, [%1]"
                   : "=&l"(left)
                   : "l"(&SYST_CVR), "l"(0)
                   : "memory");
    SCB_ICSR = ICSR_PENDSTCLR;
    wraps = 0;
    cycles_before = now + ((0u - left - looked) & COUNTER_MASK) + RELOAD_CYCLES;
    __asm volatile("msr primask, %0" ::"r"(mask) : "memory");
}
#endif

void mcub_core_reset(void) {
    mcub_core_barrier();
    mcub_chip_reset();
}
