// SPDX-License-Identifier: GPL-2.0-or-later
// STM32G0B1RE on the NUCLEO-G0B1RE: its tables, and its power and flash controllers.
#include "chip_stm32g0b1.h"

#include <string.h>

/* RM0444, memory map; enable bits: RCC_IOPENR to RCC_APBENR2. */
static const chip_peripheral peripherals[] = {
    {0x40004400, 0x400, G0_APB1, 17, usart_read, usart_write},
    {0x40000000, 0x400, G0_APB1, 0, timer2_read, timer2_write},
    {0x40021000, 0x400, ALWAYS_ON, 0, g0_rcc_read, g0_rcc_write},
    {0x40022000, 0x400, ALWAYS_ON, 0, g0_flash_read, g0_flash_write},
    {0x40007000, 0x400, G0_APB1, 28, g0_pwr_read, g0_pwr_write},
    {0x40003000, 0x400, ALWAYS_ON, 0, watchdog_read, watchdog_write},
    {0x40010000, 0x400, G0_APB2, 0, syscfg_read, syscfg_write},
    {0x40015800, 0x400, G0_APB1, 27, g0_debug_read, g0_debug_write},
};

/* Pins are analogue at reset but for the debug port's on A (RM0444, GPIO registers). */
static const uint32_t port_resets[6][4] = {
    {0xEBFFFFFF, 0, 0x0C000000, 0x24000000},
    {0xFFFFFFFF},
    {0xFFFFFFFF},
    {0xFFFFFFFF},
    {0xFFFFFFFF},
    {0xFFFFFFFF},
};

/** The clock that CCIPR selects for USART2 (RM0444, RCC_CCIPR). */
static uint64_t usart2_hertz(const mcub_machine *m) {
    switch (m->rcc.dckcfgr1 >> 2 & 3) {
    case 0:
        return m->rcc.pclk1;
    case 1:
        return m->rcc.sysclk;
    case 2:
        return 16000000;
    default:
        return 32768;
    }
}

uint32_t g0_pwr_read(mcub_machine *m, uint32_t offset) {
    if (offset == 0x14) { /* SR2: the flash is ready, the main regulator follows VOS at once */
        return 1u << 7 | 1u << 8 | (m->pwr[0] >> 14 & 1) << 9;
    }
    return offset < sizeof m->pwr ? m->pwr[offset / 4] : 0;
}

void g0_pwr_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset < sizeof m->pwr) {
        merge(&m->pwr[offset / 4], value, mask);
    }
}

/** DBG_IDCODE: device 0x467, revision Z (RM0444, DBG_IDCODE). */
uint32_t g0_debug_read(mcub_machine *m, uint32_t offset) {
    return offset == 0 ? 0x10006467 : offset < 16 ? m->debug.dbgmcu[offset / 4] : 0;
}

void g0_debug_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset > 0 && offset < 16) {
        merge(&m->debug.dbgmcu[offset / 4], value, mask);
    }
}

/* RM0444, FLASH_SR and FLASH_CR. */
static const uint32_t sr_errors = 0xC3FB, sr_sequence_error = 1u << 7, cr_lock = 1u << 31,
                      cr_option_lock = 1u << 30;

uint32_t g0_flash_read(mcub_machine *m, uint32_t offset) {
    switch (offset) {
    case 0x00:
        return m->flash_interface.acr;
    case 0x10:
        return m->flash_interface.sr;
    case 0x14:
        return m->flash_interface.cr;
    case 0x20:
        return m->flash_interface.optcr;
    default:
        return 0;
    }
}

/**
 * Latency, keys and flags. Erasing and programming are not modelled: a store into flash is refused
 * as out of sequence, and STRT does nothing but say so.
 */
void g0_flash_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    static const uint32_t keys[2] = {0x45670123, 0xCDEF89AB}; /* RM0444, unlocking the flash */
    flash_state *flash = &m->flash_interface;
    switch (offset) {
    case 0x00:
        merge(&flash->acr, value, mask & 0x00050F07);
        break;
    case 0x08:
        if (flash_accepts_key(&flash->key_step, keys, value)) {
            flash->cr &= ~cr_lock;
        }
        break;
    case 0x10:
        flash->sr &= ~(value & mask & sr_errors);
        break;
    case 0x14:
        if (!(flash->cr & cr_lock)) {
            merge(&flash->cr, value, mask & ~(CR_STRT | cr_option_lock));
            flash->sr |= value & mask & CR_STRT ? sr_sequence_error : 0;
        }
        break;
    default:
        break;
    }
}

static uint32_t refuses_store(const mcub_machine *m, uint32_t offset, uint32_t bytes) {
    (void)m;
    (void)offset;
    (void)bytes;
    return sr_sequence_error;
}

static void reset(mcub_machine *m, uint32_t cause) {
    g0_rcc_reset(m, cause);
    memset(m->pwr, 0, sizeof m->pwr);
    m->pwr[0] = 0x00000208; /* RM0444, PWR_CR1 */
    m->pwr[2] = 0x00008000; /* RM0444, PWR_CR3 */
    memset(&m->flash_interface, 0, sizeof m->flash_interface);
    m->flash_interface.acr = 0x00040600; /* RM0444, FLASH_ACR */
    m->flash_interface.cr = cr_lock | cr_option_lock;
    m->flash_interface.optcr = 0x3FFFFEAA; /* RM0444, FLASH_OPTR: factory values */
}

const chip_model chip_stm32g0b1 = {
    .name = "stm32g0b1",
    .core = &core_cortex_m0plus,
    .interrupts = 32,            /* RM0444, vector table */
    .reset_vectors = 0x00000000, /* where the main flash appears unless boot pins say otherwise */
    .memory_count = 3,           /* RM0444, memory map */
    .memories =
        {
            {MEMORY_FLASH, 512 << 10, 0x08000000, 0x00000000},
            {MEMORY_RAM, 144 << 10, 0x20000000, 0x20000000},
            {MEMORY_SYSTEM, 32 << 10, 0x1FFF0000, 0x1FFF0000},
        },
    .window_count = 2,
    .windows = {{0x40000000, 0x30000}, {0x50000000, 0x2000}},
    .peripherals = peripherals,
    .peripheral_count = sizeof peripherals / sizeof peripherals[0],
    .ports = {0x50000000, 0x400, 6, G0_IOP, true, port_resets},
    .console =
        {
            .unit = &console_usart,
            .interrupt = 28,
            .reset_bus = G0_APB1,
            .reset_bit = 17,
            .has_pins = true, /* to the ST-Link's virtual COM port (UM2324); AF1: DS13560 */
            .has_prescaler = true,
            .transmit = {0, 2, 1},
            .receive = {0, 3, 1},
            .kernel_hertz = usart2_hertz,
        },
    .lines = {.flash = 3, .timer2 = 15, .timer5 = NO_INTERRUPT},
    .unique_id = 0x1FFF7590,  /* RM0444, electronic signature */
    .flash_size = 0x1FFF75E0, /* the same */
    .otp = 0x1FFF7000,        /* RM0444, flash memory organization */
    .otp_bytes = 1024,
    .reset = reset,
    .refuses_store = refuses_store,
};
