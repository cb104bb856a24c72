/* What the boards with an ESP32 share, and what each has of its own: the clock. TRM: ESP32
 * Technical Reference Manual. */
#ifndef MCUB_ESP32_H
#define MCUB_ESP32_H

#include <stdint.h>

/* TRM, low-power management: the source of the core's clock. */
#define RTC_CNTL_CLK_CONF MCUB_REGISTER(0x3FF48070u)
#define RTC_CNTL_SOC_CLK_SEL_MASK (3u << 27) /* 0 is the crystal */
#define RTC_CNTL_SOC_CLK_SEL_PLL (1u << 27)
#define MCUB_ESP32_CRYSTAL_HERTZ 40000000u

/** The clocks that are set. */
typedef struct {
    const char *problem; /* what kept the wanted clock from being set, or NULL */
    uint32_t core_hertz;
    uint32_t apb_hertz; /* of the UART and the timers */
} mcub_esp32_clock;

/** Sets the board's clock from any other; the board's file in boards/ defines it. */
mcub_esp32_clock mcub_esp32_set_clock(void);

/** The crystal undivided, from wherever the ROM or an earlier program left the clocks. */
mcub_esp32_clock mcub_esp32_use_crystal(void);

#endif
