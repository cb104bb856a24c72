/* Faults of an Armv7-M core: the registers go over the wire, again and again. */
#include "mcub_core.h"
#include "mcub_runtime.h"

/* Fault status; PM0253, system control block. */
#define SCB_CFSR MCUB_REGISTER(0xE000ED28u)
#define SCB_HFSR MCUB_REGISTER(0xE000ED2Cu)
#define SCB_MMFAR MCUB_REGISTER(0xE000ED34u)
#define SCB_BFAR MCUB_REGISTER(0xE000ED38u)

/* From the linker script. */
extern uint8_t mcub_ram_begin[];
extern uint8_t mcub_ram_end[];

void mcub_fault_entry(void);
void mcub_fault_report(const uint32_t *frame) __attribute__((noreturn, used));

/* A stack of its own, since the main stack may be the one that overflowed. */
__attribute__((used, aligned(8))) uint8_t mcub_fault_stack[1024];

/* Where the core put its frame goes to r0; the handler then leaves the main stack. */
__attribute__((naked)) void mcub_fault_entry(void) {
    __asm volatile("tst lr, #4\n\t"
                   "ite eq\n\t"
                   "mrseq r0, msp\n\t"
                   "mrsne r0, psp\n\t"
                   "ldr r1, =mcub_fault_stack + 1024\n\t"
                   "mov sp, r1\n\t"
                   "b mcub_fault_report\n\t"
                   ".ltorg");
}

void mcub_fault_report(const uint32_t *frame) {
    uint32_t exception;
    __asm volatile("mrs %0, ipsr" : "=r"(exception));
    mcub_fault fault = {
        .exception = (uint16_t)(exception & 0x1FFu),
        .cfsr = SCB_CFSR,
        .hfsr = SCB_HFSR,
        .mmfar = SCB_MMFAR,
        .bfar = SCB_BFAR,
    };
    const uintptr_t place = (uintptr_t)frame;
    /* After a stack overflow the frame lies outside the memory, and was never written. */
    if (place >= (uintptr_t)mcub_ram_begin && place + 32u <= (uintptr_t)mcub_ram_end) {
        for (uint32_t index = 0; index < 8; index++) {
            fault.stacked[index] = frame[index];
        }
    }
    mcub_session_fault(&fault);
}
