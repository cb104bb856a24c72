/* Start and reset of an Armv7-M core. PM0253: programming manual of the Cortex-M7; PM0214 has the
 * same registers at the same addresses for the Cortex-M4. */
#include "mcub_core.h"

/* System control block; PM0253, system control block. */
#define SCB_VTOR MCUB_REGISTER(0xE000ED08u)
#define SCB_AIRCR MCUB_REGISTER(0xE000ED0Cu)
#define SCB_CCR MCUB_REGISTER(0xE000ED14u)
#define SCB_SHCSR MCUB_REGISTER(0xE000ED24u)
#define SCB_CPACR MCUB_REGISTER(0xE000ED88u)
#define CCR_DIV_0_TRP (1u << 4)
#define SHCSR_FAULTS (7u << 16)
#define CPACR_FPU (0xFu << 20)
#define AIRCR_SYSRESETREQ 0x05FA0004u

/* Debug and trace; Armv7-M ARM, C1.6.5 and C1.8. The M7's DWT has a lock like other CoreSight; on
 * the M4 the lock's address takes the write and does nothing. */
#define DEMCR MCUB_REGISTER(0xE000EDFCu)
#define DWT_CTRL MCUB_REGISTER(0xE0001000u)
#define DWT_CYCCNT MCUB_REGISTER(0xE0001004u)
#define DWT_LAR MCUB_REGISTER(0xE0001FB0u)
#define DEMCR_TRCENA (1u << 24)
#define DWT_CTRL_CYCCNTENA 1u
#define DWT_UNLOCK 0xC5ACCE55u

void mcub_core_start(void) {
    SCB_VTOR = (uint32_t)(uintptr_t)mcub_vectors; /* the chip may have booted from an alias */
    SCB_SHCSR |= SHCSR_FAULTS;
    SCB_CCR |= CCR_DIV_0_TRP;
    SCB_CPACR |= CPACR_FPU;
    mcub_core_barrier();

    mcub_core_start_caches();

    DEMCR |= DEMCR_TRCENA;
    DWT_LAR = DWT_UNLOCK;
    DWT_CYCCNT = 0;
    DWT_CTRL |= DWT_CTRL_CYCCNTENA;
}

void mcub_core_reset(void) {
    mcub_core_barrier();
    SCB_AIRCR = AIRCR_SYSRESETREQ;
    mcub_core_barrier();
    for (;;) {
    }
}
