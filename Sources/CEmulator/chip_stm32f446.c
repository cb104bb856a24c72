// SPDX-License-Identifier: GPL-2.0-or-later
// STM32F446RE on the NUCLEO-F446RE. RM0390: its reference manual. Its clocks, over-drive, flash
// interface, timers and ports have the registers of the STM32F746; its USART has older ones.
#include "machine.h"

/* Buses as RCC enables their peripherals, in the order of rcc_state.enable. */
enum { AHB1, AHB2, AHB3, APB1, APB2 };

/* The STM32F746's registers that the older USART's are shown through. */
enum { NEW_CR1 = 0x00, NEW_CR2 = 0x04, NEW_CR3 = 0x08, NEW_BRR = 0x0C, NEW_GTPR = 0x10 };
enum { NEW_ISR = 0x1C, NEW_ICR = 0x20, NEW_RDR = 0x24, NEW_TDR = 0x28 };

static const uint32_t sr_flags = 0x3FF, sr_errors = 0xF, sr_tc = 1u << 6; /* RM0390, USART_SR */
static const uint32_t cr1_shared = 0x5FFC, cr1_enable = 1u << 13, new_enable = 1u << 0,
                      cr1_over8 = 1u << 15;

/** Where the newer USART has a register of the older one; DR and SR are not among them. */
static uint32_t newer(uint32_t offset) {
    static const uint32_t places[] = {NEW_BRR, NEW_CR1, NEW_CR2, NEW_CR3, NEW_GTPR};
    return places[(offset - 0x08) / 4];
}

/** CR1 from the older layout to the newer or back: bit UE moves between 13 and 0. */
static uint32_t move_enable(uint32_t value, uint32_t from, uint32_t to) {
    return (value & (cr1_shared & ~cr1_enable)) | (value & cr1_over8) | (value & from ? to : 0);
}

static uint32_t older_usart_read(mcub_machine *m, uint32_t offset) {
    switch (offset) {
    case 0x00:
        return usart_read(m, NEW_ISR) & sr_flags;
    case 0x04: /* after SR it clears the errors, too: the order is not looked at */
        usart_write(m, NEW_ICR, sr_errors, sr_errors);
        return usart_read(m, NEW_RDR);
    case 0x0C:
        return move_enable(usart_read(m, NEW_CR1), new_enable, cr1_enable);
    default:
        return offset < 0x1C ? usart_read(m, newer(offset)) : 0;
    }
}

static void older_usart_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    switch (offset) {
    case 0x00: /* TC and RXNE are cleared by a zero */
        usart_write(m, NEW_ICR, ~value & mask & sr_tc, sr_tc);
        return;
    case 0x04:
        usart_write(m, NEW_TDR, value, mask);
        return;
    case 0x0C:
        usart_write(m, NEW_CR1, move_enable(value, cr1_enable, new_enable),
                    move_enable(mask, cr1_enable, new_enable));
        return;
    default:
        if (offset < 0x1C) {
            usart_write(m, newer(offset), value, mask);
        }
    }
}

/* RM0390, flash access control register: latency, prefetch, caches and their resets. */
static const uint32_t acr_writable = 0x1F0F, acr_resets = 3u << 11;

static void older_flash_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset != 0) {
        flash_write(m, offset, value, mask);
        return;
    }
    merge(&m->flash_interface.acr, value, mask & acr_writable);
    timing_reset_flash_lines(m, m->flash_interface.acr & acr_resets);
}

/* RM0390, memory map; enable bits: RCC_AHB1ENR to RCC_APB2ENR. */
static const chip_peripheral peripherals[] = {
    {0x40004400, 0x400, APB1, 17, older_usart_read, older_usart_write},
    {0x40000000, 0x400, APB1, 0, timer2_read, timer2_write},
    {0x40000C00, 0x400, APB1, 3, timer5_read, timer5_write},
    {0x40023800, 0x400, ALWAYS_ON, 0, rcc_read, rcc_write},
    {0x40023C00, 0x400, ALWAYS_ON, 0, flash_read, older_flash_write},
    {0x40007000, 0x400, APB1, 28, pwr_read, pwr_write},
    {0x40003000, 0x400, ALWAYS_ON, 0, watchdog_read, watchdog_write},
    {0x40013800, 0x400, APB2, 14, syscfg_read, syscfg_write},
};

/* Ports A and B keep the debug pins at reset (RM0390, GPIO registers). */
static const uint32_t port_resets[8][4] = {
    {0xA8000000, 0, 0x0C000000, 0x64000000},
    {0x00000280, 0, 0x000000C0, 0x00000100},
};

/** USART2 runs on APB1's clock (RM0390, USART). */
static uint64_t usart2_hertz(const mcub_machine *m) {
    return m->rcc.pclk1;
}

static void reset(mcub_machine *m, uint32_t cause) {
    rcc_reset(m, cause);
    pwr_reset(m);
    flash_reset(m);
}

/* Where sectors of 16, 64 and 128 KiB begin, and the end (RM0390, flash module organization). */
static const uint32_t sector_starts[] = {0,       0x4000,  0x8000,  0xC000, 0x10000,
                                         0x20000, 0x40000, 0x60000, 0x80000};

const chip_model chip_stm32f446 = {
    .name = "stm32f446",
    .core = &core_cortex_m4,
    .interrupts = 97,            /* RM0390, vector table */
    .reset_vectors = 0x00000000, /* where the main flash appears unless boot pins say otherwise */
    .memory_count = 4,           /* RM0390, memory map */
    .memories =
        {
            {MEMORY_FLASH, 512 << 10, 0x08000000, 0x00000000},
            {MEMORY_RAM, 128 << 10, 0x20000000, 0x20000000}, /* SRAM1, SRAM2 */
            {MEMORY_SYSTEM, 32 << 10, 0x1FFF0000, 0x1FFF0000},
            {MEMORY_OPTION, 4 << 10, 0x1FFFC000, 0x1FFFC000},
        },
    .window_count = 1,
    .windows = {{0x40000000, 0x80000}},
    .peripherals = peripherals,
    .peripheral_count = sizeof peripherals / sizeof peripherals[0],
    .ports = {0x40020000, 0x400, 8, AHB1, false, port_resets},
    .console =
        {
            .unit = &console_usart,
            .interrupt = 38,
            .reset_bus = APB1,
            .reset_bit = 17,
            .has_pins = true, /* to the ST-Link's virtual COM port (UM1724); AF7: DS10693 */
            .transmit = {0, 2, 7},
            .receive = {0, 3, 7},
            .kernel_hertz = usart2_hertz,
        },
    .lines = {.flash = 4, .timer2 = 28, .timer5 = 50},
    .unique_id = 0x1FFF7A10,  /* RM0390, device electronic signature */
    .flash_size = 0x1FFF7A22, /* the same */
    .otp = 0x1FFF7800,        /* RM0390, one-time programmable bytes */
    .otp_bytes = 512,
    .external_hertz = 8000000, /* UM1724: the ST-LINK's MCO */
    .device_id = 0x10006421,   /* RM0390, DBGMCU_IDCODE: device 0x421, revision A */
    .flash_sectors = sector_starts,
    .power_on = flash_factory_options,
    .reset = reset,
    .refuses_store = flash_refuses_store,
};
