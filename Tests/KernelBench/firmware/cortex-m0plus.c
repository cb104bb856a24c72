// Calls one kernel at a time for the host that emulates the chip: see KernelMachine.swift. The core
// has no cycle counter, so the host counts from wake-up to sleep and takes an empty call off.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))
/* Armv6-M ARM, B3.4: NVIC. */
#define NVIC_ISER0 REGISTER(0xE000E100u)
#define NVIC_ICPR0 REGISTER(0xE000E280u)

enum { ARGUMENTS = 12 };

typedef uint32_t word;
typedef void any_kernel(word, word, word, word, word, word, word, word, word, word, word, word);

/* What the host asks for and is told; its words in the order of KernelMachine.swift. */
typedef struct {
    uint32_t state; /* counts the calls that have returned; FAULTED after a fault */
    uint32_t is_cold;
    any_kernel *kernel;
    uint32_t arguments[ARGUMENTS];
    uint32_t cycles; /* always 0 */
    uint32_t fault_status, fault_address, fault_pc, fault_lr;
} bench_mailbox;

enum { FAULTED = 0xFFFFFFFFu };

__attribute__((section(".mailbox"), used)) volatile bench_mailbox mailbox;

extern uint32_t stack_top[];
void bench_start(void) __attribute__((noreturn));
void bench_fault(const uint32_t *frame) __attribute__((noreturn, used));
void bench_fault_entry(void);
void bench_nothing(void);

/* What the overhead of a call is taken from. */
__attribute__((noinline)) void bench_nothing(void) {
    __asm__ volatile("");
}

static void call(void) {
    volatile uint32_t *const a = mailbox.arguments;
    mailbox.kernel(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11]);
    mailbox.state++;
}

/* Interrupt 0 wakes the core and is never taken: PRIMASK is set. */
void bench_start(void) {
    __asm__ volatile("cpsid i");
    NVIC_ISER0 = 1;
    mailbox.state = 0;
    mailbox.cycles = 0;
    for (;;) {
        __asm__ volatile("wfi");
        NVIC_ICPR0 = 1;
        __asm__ volatile("dsb\n\tisb" ::: "memory");
        call();
    }
}

/* Armv6-M has no registers that say what a fault was. */
void bench_fault(const uint32_t *frame) {
    mailbox.fault_status = 0;
    mailbox.fault_address = 0;
    mailbox.fault_lr = frame[5];
    mailbox.fault_pc = frame[6];
    mailbox.state = FAULTED;
    NVIC_ICPR0 = 1;
    for (;;) {
        __asm__ volatile("wfi");
    }
}

/* The frame lies on the main stack; the handler has a stack of its own beside the mailbox. */
extern uint32_t fault_stack_top[];
__attribute__((naked)) void bench_fault_entry(void) {
    __asm__ volatile("mrs r0, msp\n\t"
                     "ldr r1, =fault_stack_top\n\t"
                     "mov sp, r1\n\t"
                     "bl bench_fault\n\t"
                     ".ltorg");
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_top,
    bench_start,
    bench_fault_entry,
    bench_fault_entry,
};
