/* Faults of the Cortex-M0+: the stacked registers go over the wire, again and again. Armv6-M has no
 * registers that say what failed. A stack that has run out of memory cannot take them: the core
 * locks up then, and the board is silent. */
#include "mcub_core.h"
#include "mcub_runtime.h"

/* From the linker script. */
extern uint8_t mcub_ram_begin[];
extern uint8_t mcub_ram_end[];

void mcub_fault_entry(void);
void mcub_fault_report(const uint32_t *frame) __attribute__((noreturn, used));

/* A stack of its own, since the main stack may be nearly full. */
__attribute__((used, aligned(8))) uint8_t mcub_fault_stack[1024];

/* Where the core put its frame goes to r0; the handler then leaves the main stack. */
__attribute__((naked)) void mcub_fault_entry(void) {
    __asm volatile(".syntax unified\n\t"
                   "mov r0, lr\n\t"
                   "movs r1, #4\n\t"
                   "tst r0, r1\n\t"
                   "bne 1f\n\t"
                   "mrs r0, msp\n\t"
                   "b 2f\n\t"
                   "1: mrs r0, psp\n\t"
                   "2: ldr r1, =mcub_fault_stack + 1024\n\t"
                   "mov sp, r1\n\t"
                   "ldr r1, =mcub_fault_report\n\t"
                   "bx r1\n\t"
                   ".ltorg");
}

void mcub_fault_report(const uint32_t *frame) {
    uint32_t exception;
    __asm volatile("mrs %0, ipsr" : "=r"(exception));
    mcub_fault fault = {.exception = (uint16_t)(exception & 0x3Fu)};
    const uintptr_t place = (uintptr_t)frame;
    if (place >= (uintptr_t)mcub_ram_begin && place + 32u <= (uintptr_t)mcub_ram_end) {
        for (uint32_t index = 0; index < 8; index++) {
            fault.stacked[index] = frame[index];
        }
    }
    mcub_session_fault(&fault);
}
