// SPDX-License-Identifier: GPL-2.0-or-later
// STM32F746NG on the STM32F746G-DISCO.
#include "machine.h"

/* Buses as RCC enables their peripherals, in the order of rcc_state.enable. */
enum { AHB1, AHB2, AHB3, APB1, APB2 };

/* RM0385, table 1; enable bits: 5.3.10 to 5.3.14. */
static const chip_peripheral peripherals[] = {
    {0x40011000, 0x400, APB2, 4, usart_read, usart_write},
    {0x40000000, 0x400, APB1, 0, timer2_read, timer2_write},
    {0x40000C00, 0x400, APB1, 3, timer5_read, timer5_write},
    {0x40023800, 0x400, ALWAYS_ON, 0, rcc_read, rcc_write},
    {0x40023C00, 0x400, ALWAYS_ON, 0, flash_read, flash_write},
    {0x40007000, 0x400, APB1, 28, pwr_read, pwr_write},
    {0x40003000, 0x400, ALWAYS_ON, 0, watchdog_read, watchdog_write},
    {0x40013800, 0x400, APB2, 14, syscfg_read, syscfg_write},
    {0xA0001000, 0x400, AHB3, 1, quadspi_read, quadspi_write},
};

/* Ports A and B keep the debug pins at reset (RM0385, 6.4.1 to 6.4.4). */
static const uint32_t port_resets[GPIO_PORTS][4] = {
    {0xA8000000, 0, 0x0C000000, 0x64000000},
    {0x00000280, 0, 0x000000C0, 0x00000100},
};

/** The clock that DCKCFGR2 selects for USART1 (RM0385, 5.3.26). */
static uint64_t usart1_hertz(const mcub_machine *m) {
    switch (m->rcc.dckcfgr2 & 3) {
    case 0:
        return m->rcc.pclk2;
    case 1:
        return m->rcc.sysclk;
    case 2:
        return 16000000;
    default:
        return 32768;
    }
}

static void reset(mcub_machine *m, uint32_t cause) {
    rcc_reset(m, cause);
    pwr_reset(m);
    flash_reset(m);
    quadspi_reset(m);
}

/* Where sectors of 32, 128 and 256 KiB begin, and the end (RM0385, table 3). */
static const uint32_t sector_starts[] = {0,       0x8000,  0x10000, 0x18000, 0x20000,
                                         0x40000, 0x80000, 0xC0000, 0x100000};

const chip_model chip_stm32f746 = {
    .name = "stm32f746",
    .core = &core_cortex_m7,
    .interrupts = 98,            /* RM0385, table 43 */
    .reset_vectors = 0x00200000, /* BOOT_ADD0's factory value: flash by ITCM */
    .memory_count = 5,           /* RM0385, 2.2.2 */
    .memories =
        {
            {MEMORY_FLASH, 1 << 20, 0x08000000, 0x00200000}, /* on the AXI and the ITCM bus */
            {MEMORY_RAM, 320 << 10, 0x20000000, 0x20000000}, /* DTCM, SRAM1, SRAM2 */
            {MEMORY_RAM, 16 << 10, 0x00000000, 0x00000000},  /* ITCM RAM */
            {MEMORY_SYSTEM, 64 << 10, 0x1FF00000, 0x1FF00000},
            {MEMORY_OPTION, 4 << 10, 0x1FFF0000, 0x1FFF0000},
        },
    .window_count = 2, /* FMC's registers beside Quad-SPI's read as zero */
    .windows = {{0x40000000, 0x80000}, {0xA0000000, 0x2000}},
    .peripherals = peripherals,
    .peripheral_count = sizeof peripherals / sizeof peripherals[0],
    .ports = {0x40020000, 0x400, 11, AHB1, false, port_resets},
    .console =
        {
            .unit = &console_usart,
            .interrupt = 37,
            .reset_bus = APB2,
            .reset_bit = 4,
            .has_pins = true, /* the ST-Link's virtual COM port: UM1907, 6.8 */
            .transmit = {0, 9, 7},
            .receive = {1, 7, 7},
            .kernel_hertz = usart1_hertz,
        },
    .lines = {.flash = 4, .timer2 = 28, .timer5 = 50},
    .unique_id = 0x1FF0F420, /* RM0385, 41 */
    .flash_size = 0x1FF0F442,
    .otp = 0x1FF0F000, /* RM0385, 3.3.1 */
    .otp_bytes = 1024,
    .external_hertz = 25000000, /* UM1907: crystal X2 */
    .device_id = 0x10016449,    /* RM0385, 40.6.1: device 0x449, revision Z */
    .flash_sectors = sector_starts,
    .power_on = flash_factory_options,
    .reset = reset,
    .refuses_store = flash_refuses_store,
};
