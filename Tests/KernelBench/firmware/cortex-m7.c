// Calls one kernel at a time for the host that emulates the chip: see KernelMachine.swift.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))
/* RM0385, FLASH_ACR: 7 wait states, prefetch and ART on, as at 216 MHz. */
#define FLASH_ACR REGISTER(0x40023C00u)
/* PM0253, system control block, cache maintenance, NVIC. */
#define SCB_CCR REGISTER(0xE000ED14u)
#define SCB_CFSR REGISTER(0xE000ED28u)
#define SCB_BFAR REGISTER(0xE000ED38u)
#define SCB_CPACR REGISTER(0xE000ED88u)
#define SCB_ICIALLU REGISTER(0xE000EF50u)
#define SCB_DCISW REGISTER(0xE000EF60u)
#define SCB_DCCISW REGISTER(0xE000EF74u)
#define SCB_BPIALL REGISTER(0xE000EF78u)
#define NVIC_ISER0 REGISTER(0xE000E100u)
#define NVIC_ICPR0 REGISTER(0xE000E280u)
/* Armv7-M ARM, C1.6.5 and C1.8. */
#define DEMCR REGISTER(0xE000EDFCu)
#define DWT_CTRL REGISTER(0xE0001000u)
#define DWT_CYCCNT REGISTER(0xE0001004u)
#define DWT_LAR REGISTER(0xE0001FB0u)

enum { ARGUMENTS = 12, DATA_SETS = 32, DATA_WAYS = 4 };

typedef uint32_t word;
typedef void any_kernel(word, word, word, word, word, word, word, word, word, word, word, word);

/* What the host asks for and is told; its words in the order of KernelMachine.swift. */
typedef struct {
    uint32_t state; /* counts the calls that have returned; FAULTED after a fault */
    uint32_t is_cold;
    any_kernel *kernel;
    uint32_t arguments[ARGUMENTS];
    uint32_t cycles;
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

static void barrier(void) {
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

/* The F746's data cache: 4 KiB in 4 ways of 32-byte lines. */
static void for_every_data_line(volatile uint32_t *maintenance) {
    for (uint32_t set = 0; set < DATA_SETS; set++) {
        for (uint32_t way = 0; way < DATA_WAYS; way++) {
            *maintenance = way << 30 | set << 5;
        }
    }
    barrier();
}

static void empty_caches(void) {
    for_every_data_line(&SCB_DCCISW);
    SCB_ICIALLU = 0;
    SCB_BPIALL = 0;
    barrier();
}

static void call(void) {
    any_kernel *const kernel = mailbox.kernel;
    word a[ARGUMENTS];
    for (uint32_t i = 0; i < ARGUMENTS; i++) {
        a[i] = mailbox.arguments[i];
    }
    if (mailbox.is_cold != 0) {
        empty_caches();
    }
    const uint32_t begin = DWT_CYCCNT;
    kernel(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11]);
    mailbox.cycles = DWT_CYCCNT - begin;
    mailbox.state++;
}

/* Interrupt 0 wakes the core and is never taken: PRIMASK is set. */
void bench_start(void) {
    FLASH_ACR = 0x307;
    SCB_CPACR |= 0xFu << 20;
    barrier();
    SCB_ICIALLU = 0;
    barrier();
    for_every_data_line(&SCB_DCISW);
    SCB_CCR |= 3u << 16;
    DEMCR |= 1u << 24;
    DWT_LAR = 0xC5ACCE55u;
    DWT_CTRL |= 1u;
    __asm__ volatile("cpsid i");
    NVIC_ISER0 = 1;
    mailbox.state = 0;
    for (;;) {
        __asm__ volatile("wfi");
        NVIC_ICPR0 = 1;
        barrier();
        call();
    }
}

void bench_fault(const uint32_t *frame) {
    mailbox.fault_status = SCB_CFSR;
    mailbox.fault_address = SCB_BFAR;
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
                     "b bench_fault\n\t"
                     ".ltorg");
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_top,         bench_start,       bench_fault_entry, bench_fault_entry,
    bench_fault_entry, bench_fault_entry, bench_fault_entry,
};
