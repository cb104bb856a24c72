// SPDX-License-Identifier: GPL-2.0-or-later
// Reset and clock control of the STM32G0B1 (RM0444, 5).
#include "chip_stm32g0b1.h"

#include <string.h>

static const uint32_t hsi_hertz = 16000000, lsi_hertz = 32000, lse_hertz = 32768;

/* DS13560, PLL characteristics: a PLL locks in at most 40 us. */
static const uint32_t pll_lock_microseconds = 40;

/* RCC_CR. No crystal drives HSE on the board as delivered (UM2324): it never gets ready. */
static const uint32_t cr_hsi_on = 1u << 8, cr_hsi_ready = 1u << 10, cr_hse_ready = 1u << 17,
                      cr_hsi48_on = 1u << 22, cr_hsi48_ready = 1u << 23, cr_pll_on = 1u << 24,
                      cr_pll_ready = 1u << 25;
static const uint32_t cr_flags = 1u << 10 | 1u << 17 | 1u << 23 | 1u << 25;
static const uint32_t csr_remove_flags = 1u << 23;
static const uint32_t cfgr_status = 7u << 3;

enum { SW_HSI, SW_HSE, SW_PLL, SW_LSI, SW_LSE };

static bool pll_ready(const mcub_machine *m) {
    bool has_source = (m->rcc.pllcfgr & 3) == 2;
    return (m->rcc.cr & cr_pll_on) && has_source && m->cycles >= m->rcc.pll_ready_at;
}

/** PLLRCLK: HSI16 / M * N / R (RM0444, RCC_PLLCFGR). */
static uint32_t pll_hertz(const mcub_machine *m) {
    uint32_t cfgr = m->rcc.pllcfgr;
    uint64_t multiplied = (uint64_t)hsi_hertz * (cfgr >> 8 & 0x7F);
    bool has_output = cfgr >> 28 & 1;
    return has_output ? (uint32_t)(multiplied / ((cfgr >> 4 & 7) + 1) / ((cfgr >> 29) + 1)) : 0;
}

/** The clock that really drives the core: a switch waits until its source is ready. */
static uint32_t selected(const mcub_machine *m) {
    switch (m->rcc.cfgr & 7) {
    case SW_PLL:
        return pll_ready(m) ? SW_PLL : SW_HSI;
    case SW_LSI:
        return m->rcc.csr & 1 ? SW_LSI : SW_HSI;
    case SW_LSE:
        return m->rcc.bdcr & 1 ? SW_LSE : SW_HSI;
    default:
        return SW_HSI;
    }
}

static uint32_t source_hertz(const mcub_machine *m) {
    switch (selected(m)) {
    case SW_PLL:
        return pll_hertz(m);
    case SW_LSI:
        return lsi_hertz;
    case SW_LSE:
        return lse_hertz;
    default:
        return hsi_hertz >> (m->rcc.cr >> 11 & 7);
    }
}

static void update_tree(mcub_machine *m) {
    static const uint32_t ahb_shift[8] = {1, 2, 3, 4, 6, 7, 8, 9};
    uint32_t sysclk = source_hertz(m), cfgr = m->rcc.cfgr;
    uint32_t ahb = cfgr >> 8 & 0xF, apb = cfgr >> 12 & 7;
    uint32_t hclk = ahb & 8 ? sysclk >> ahb_shift[ahb & 7] : sysclk;
    uint32_t divider = apb & 4 ? 2u << (apb & 3) : 1;
    hclk = hclk == 0 ? 1 : hclk;
    if (sysclk == m->rcc.sysclk && hclk == m->rcc.hclk && m->rcc.pclk1 == hclk / divider) {
        return;
    }
    events_sync_clocks(m);
    m->rcc.sysclk = sysclk;
    m->rcc.hclk = hclk;
    m->rcc.pclk1 = m->rcc.pclk2 = hclk / divider;
    m->rcc.timer1_hertz = divider == 1 ? m->rcc.pclk1 : 2 * m->rcc.pclk1;
}

static void write_control(mcub_machine *m, uint32_t value, uint32_t mask) {
    uint32_t old = m->rcc.cr;
    merge(&m->rcc.cr, value, mask & ~cr_flags);
    m->rcc.cr |= selected(m) == SW_PLL ? cr_pll_on : selected(m) == SW_HSI ? cr_hsi_on : 0;
    if (m->rcc.cr & ~old & cr_pll_on) {
        uint64_t wait = (uint64_t)m->rcc.hclk * pll_lock_microseconds / 1000000;
        m->rcc.pll_ready_at = m->cycles + wait;
    }
}

static uint32_t read_control(const mcub_machine *m) {
    uint32_t flags = m->rcc.cr & cr_hsi_on ? cr_hsi_ready : 0;
    flags |= m->rcc.cr & cr_hsi48_on ? cr_hsi48_ready : 0;
    flags |= pll_ready(m) ? cr_pll_ready : 0;
    return (m->rcc.cr & ~(cr_flags | cr_hse_ready)) | flags;
}

/** The registers that hold what was written to them. */
static uint32_t *plain_register(mcub_machine *m, uint32_t offset) {
    switch (offset) {
    case 0x24:
    case 0x28:
    case 0x2C:
    case 0x30:
        return &m->rcc.reset[(offset - 0x24) / 4];
    case 0x34:
    case 0x38:
    case 0x3C:
    case 0x40:
        return &m->rcc.enable[(offset - 0x34) / 4];
    case 0x54:
        return &m->rcc.dckcfgr1;
    case 0x58:
        return &m->rcc.dckcfgr2;
    case 0x5C:
        return &m->rcc.bdcr;
    default:
        return offset < sizeof m->rcc.other ? &m->rcc.other[offset / 4] : NULL;
    }
}

uint32_t g0_rcc_read(mcub_machine *m, uint32_t offset) {
    update_tree(m);
    switch (offset) {
    case 0x00:
        return read_control(m);
    case 0x08:
        return (m->rcc.cfgr & ~cfgr_status) | selected(m) << 3;
    case 0x0C:
        return m->rcc.pllcfgr;
    case 0x5C: /* LSE runs as soon as it is on */
        return (m->rcc.bdcr & ~2u) | (m->rcc.bdcr & 1) << 1;
    case 0x60:
        return (m->rcc.csr & ~2u) | (m->rcc.csr & 1) << 1;
    default: {
        const uint32_t *found = plain_register(m, offset);
        return found ? *found : 0;
    }
    }
}

/** Resets what an RSTR bit names, as far as it is modelled (RM0444, RCC_IOPRSTR to RCC_APBRSTR2).
 */
static void reset_peripherals(mcub_machine *m) {
    const chip_console *console = &m->model->console;
    if (m->rcc.reset[console->reset_bus] >> console->reset_bit & 1) {
        usart_reset(m);
    }
    if (m->rcc.reset[G0_APB1] & 1) {
        timer_reset(m, &m->tim2);
    }
}

void g0_rcc_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    switch (offset) {
    case 0x00:
        write_control(m, value, mask);
        break;
    case 0x08:
        merge(&m->rcc.cfgr, value, mask & ~cfgr_status);
        break;
    case 0x0C: { /* only the outputs can be changed while the PLL runs (RM0444, RCC_PLLCFGR) */
        uint32_t writable = m->rcc.cr & cr_pll_on ? 0x11010000 : 0xFFFFFFFF;
        merge(&m->rcc.pllcfgr, value, mask & writable);
        break;
    }
    case 0x60:
        merge(&m->rcc.csr, value, mask & 1);
        if (value & mask & csr_remove_flags) {
            m->rcc.csr &= 1;
        }
        break;
    default: {
        uint32_t *found = plain_register(m, offset);
        if (found == &m->rcc.dckcfgr1) {
            events_sync_clocks(m);
        }
        if (found) {
            merge(found, value, mask);
        }
        reset_peripherals(m);
    }
    }
    update_tree(m);
}

void g0_rcc_reset(mcub_machine *m, uint32_t cause) {
    uint32_t flags = m->rcc.csr & 0xFE000000;
    memset(&m->rcc, 0, sizeof m->rcc);
    m->rcc.cr = 0x00000500;
    m->rcc.other[1] = 0x40000000; /* ICSCR */
    m->rcc.pllcfgr = 0x00001000;
    m->rcc.enable[G0_AHB] = 0x00000100;
    /* Power-on sets PWRRSTF and PINRSTF; the other causes' bits are those of the STM32F746. */
    m->rcc.csr = cause == MCUB_RESET_POWER_ON ? 0x0C000000 : flags | cause;
    m->rcc.sysclk = m->rcc.hclk = m->rcc.pclk1 = m->rcc.pclk2 = hsi_hertz;
    m->rcc.timer1_hertz = hsi_hertz;
}
