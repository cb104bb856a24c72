// SPDX-License-Identifier: GPL-2.0-or-later
// Two cores with memory of one speed, no chip's: for benchmarks of the core alone. Both have the
// console USART, TIM2 and the core's own peripherals, always clocked and at one fixed frequency.
#include "machine.h"

static const chip_peripheral peripherals[] = {
    {0x40011000, 0x400, ALWAYS_ON, 0, usart_read, usart_write},
    {0x40000000, 0x400, ALWAYS_ON, 0, timer2_read, timer2_write},
};

enum { PERIPHERALS = sizeof peripherals / sizeof peripherals[0] };

static uint64_t core_hertz(const mcub_machine *m) {
    return m->rcc.hclk;
}

static void set_clock(mcub_machine *m, uint32_t hertz) {
    m->rcc.sysclk = m->rcc.hclk = m->rcc.pclk1 = m->rcc.pclk2 = m->rcc.timer1_hertz = hertz;
}

/* i.MX RT1060 data sheet, 1.1: its Cortex-M7 runs at 600 MHz. */
static void reset_m7(mcub_machine *m, uint32_t cause) {
    (void)cause;
    set_clock(m, 600000000);
}

/* RP2040 datasheet, 2.15.1: 125 MHz, as its SDK sets it at first. */
static void reset_m0plus(mcub_machine *m, uint32_t cause) {
    (void)cause;
    set_clock(m, 125000000);
}

#define CONSOLE                                                                                    \
    {                                                                                              \
        .unit = &console_usart, .interrupt = 0, .reset_bus = ALWAYS_ON, .has_pins = false,         \
        .kernel_hertz = core_hertz                                                                 \
    }
#define LINES                                                                                      \
    { .flash = NO_INTERRUPT, .timer2 = 1, .timer5 = NO_INTERRUPT }

/** All 512 KiB of an i.MX RT1060's FlexRAM as ITCM, and as many again as DTCM. */
const chip_model chip_cortex_m7_tcm = {
    .name = "cortex-m7-tcm",
    .core = &core_cortex_m7,
    .interrupts = 32,
    .reset_vectors = 0x00000000,
    .memory_count = 2,
    .memories = {{MEMORY_LOADED, 512 << 10, 0x00000000, 0x00000000},
                 {MEMORY_RAM, 512 << 10, 0x20000000, 0x20000000}},
    .window_count = 1,
    .windows = {{0x40000000, 0x20000}},
    .peripherals = peripherals,
    .peripheral_count = PERIPHERALS,
    .console = CONSOLE,
    .lines = LINES,
    .reset = reset_m7,
};

/**
 * An RP2040's 264 KiB (its datasheet, 2.6.2) with the image at their start, as copied there, and
 * where it sees its flash (2.6.3) 2 MiB for constants that wait as little.
 */
const chip_model chip_cortex_m0plus_ram = {
    .name = "cortex-m0plus-ram",
    .core = &core_cortex_m0plus,
    .interrupts = 32,
    .reset_vectors = 0x20000000,
    .memory_count = 2,
    .memories = {{MEMORY_LOADED, 264 << 10, 0x20000000, 0x20000000},
                 {MEMORY_RAM, 2 << 20, 0x10000000, 0x10000000}},
    .window_count = 1,
    .windows = {{0x40000000, 0x20000}},
    .peripherals = peripherals,
    .peripheral_count = PERIPHERALS,
    .console = CONSOLE,
    .lines = LINES,
    .reset = reset_m0plus,
};
