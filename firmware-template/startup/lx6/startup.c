/* What follows the first instructions: memory as C wants it, then the runtime. */
#include "mcub_core.h"
#include "mcub_runtime.h"

#include <string.h>

/* From the linker script. Initialised data is where the ROM has loaded it already. */
extern uint8_t mcub_bss_begin[];
extern uint8_t mcub_bss_end[];

void mcub_start_c(void) __attribute__((noreturn, used));

void mcub_start_c(void) {
    memset(mcub_bss_begin, 0, (size_t)(mcub_bss_end - mcub_bss_begin));
    mcub_stack_paint();
    mcub_core_start();
    mcub_main();
}
