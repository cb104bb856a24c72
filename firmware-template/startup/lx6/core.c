/* Start and reset of the LX6. */
#include "mcub_core.h"

/* RTC_CNTL_OPTIONS0; ESP32 Technical Reference Manual, chapter Low-Power Management. */
#define RTC_CNTL_OPTIONS0 MCUB_REGISTER(0x3FF48000u)
#define RTC_CNTL_SW_SYS_RST (1u << 31)

extern uint8_t mcub_vectors[];

void mcub_core_start(void) {
    /* No interrupt is used: whatever comes is a fault. CCOUNT has run since reset. */
    __asm volatile("wsr %0, intenable\n\twsr %1, vecbase\n\trsync" ::"r"(0), "r"(mcub_vectors)
                   : "memory");
}

void mcub_core_empty_caches(void) {
}

void mcub_core_reset(void) {
    mcub_core_barrier();
    RTC_CNTL_OPTIONS0 |= RTC_CNTL_SW_SYS_RST;
    mcub_core_barrier();
    for (;;) {
    }
}
