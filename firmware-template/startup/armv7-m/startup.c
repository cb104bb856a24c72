/* Vector table and reset of an Armv7-M core. */
#include "mcub_core.h"
#include "mcub_runtime.h"
#include "mcub_seal.h"

#include <string.h>

/* From the linker script. */
extern uint8_t mcub_stack_top[];
extern uint8_t mcub_data_begin[];
extern uint8_t mcub_data_end[];
extern const uint8_t mcub_data_image[];
extern uint8_t mcub_bss_begin[];
extern uint8_t mcub_bss_end[];

void mcub_reset(void) __attribute__((noreturn));
void mcub_fault_entry(void);

/* The core's 16 words, then 98 interrupts, as many as any chip here has (RM0385, vector table; the
 * STM32F446 has 97). None is used: all are faults. */
__attribute__((section(".vectors"), used, aligned(512))) void (*const mcub_vectors[114])(void) = {
    [0] = (void (*)(void))(uintptr_t)mcub_stack_top,
    [1] = mcub_reset,
    [2 ... 6] = mcub_fault_entry,
    /* Reserved; the build puts bytes and CRC-32 of the image into 9 and 10. */
    [7] = (void (*)(void))MCUB_SEAL_MAGIC_0,
    [8] = (void (*)(void))MCUB_SEAL_MAGIC_1,
    [9 ... 10] = 0,
    [11 ... 113] = mcub_fault_entry,
};

void mcub_reset(void) {
    memcpy(mcub_data_begin, mcub_data_image, (size_t)(mcub_data_end - mcub_data_begin));
    memset(mcub_bss_begin, 0, (size_t)(mcub_bss_end - mcub_bss_begin));
    mcub_stack_paint();
    mcub_core_start();
    mcub_main();
}
