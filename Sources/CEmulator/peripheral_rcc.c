// SPDX-License-Identifier: GPL-2.0-or-later
// Reset and clock control of the STM32F746 (RM0385, 5).
#include "machine.h"

#include <string.h>

static const uint32_t hsi_hertz = 16000000;

/* STM32F746 datasheet, 5.3.9 and 5.3.11: HSE starts in 2 ms, a PLL locks in at most 200 us. */
static const uint32_t hse_start_microseconds = 2000, pll_lock_microseconds = 200;

static const uint32_t cr_hsi_on = 1u << 0, cr_hsi_ready = 1u << 1, cr_hse_on = 1u << 16,
                      cr_hse_ready = 1u << 17, cr_pll_on = 1u << 24, cr_pll_ready = 1u << 25,
                      cr_plli2s_on = 1u << 26, cr_pllsai_on = 1u << 28;
static const uint32_t csr_remove_flags = 1u << 24;

static bool hse_ready(const mcub_machine *m) {
    return (m->rcc.cr & cr_hse_on) && m->cycles >= m->rcc.hse_ready_at;
}

static bool pll_ready(const mcub_machine *m) {
    bool has_source = !(m->rcc.pllcfgr >> 22 & 1) || hse_ready(m);
    return (m->rcc.cr & cr_pll_on) && has_source && m->cycles >= m->rcc.pll_ready_at;
}

static uint32_t pll_hertz(const mcub_machine *m) {
    uint32_t cfgr = m->rcc.pllcfgr;
    uint64_t source = cfgr >> 22 & 1 ? m->model->external_hertz : hsi_hertz;
    uint32_t divider = cfgr & 0x3F, multiplier = cfgr >> 6 & 0x1FF;
    uint32_t post = 2 * ((cfgr >> 16 & 3) + 1);
    return divider == 0 ? 0 : (uint32_t)(source * multiplier / divider / post);
}

/** The clock that really drives the core: a switch waits until its source is ready. */
static uint32_t selected(const mcub_machine *m) {
    uint32_t wanted = m->rcc.cfgr & 3;
    if ((wanted == 1 && hse_ready(m)) || (wanted == 2 && pll_ready(m))) {
        return wanted;
    }
    return 0;
}

static uint32_t bus_divider(uint32_t field) {
    return field & 4 ? 2u << (field & 3) : 1;
}

static void update_tree(mcub_machine *m) {
    static const uint32_t ahb_shift[8] = {1, 2, 3, 4, 6, 7, 8, 9};
    uint32_t source = selected(m), cfgr = m->rcc.cfgr;
    uint32_t sysclk = source == 1   ? m->model->external_hertz
                      : source == 2 ? pll_hertz(m)
                                    : hsi_hertz;
    uint32_t ahb = cfgr >> 4 & 0xF;
    uint32_t hclk = ahb & 8 ? sysclk >> ahb_shift[ahb & 7] : sysclk;
    hclk = hclk == 0 ? 1 : hclk;
    uint32_t divider1 = bus_divider(cfgr >> 10 & 7), divider2 = bus_divider(cfgr >> 13 & 7);
    if (sysclk == m->rcc.sysclk && hclk == m->rcc.hclk && m->rcc.pclk1 == hclk / divider1 &&
        m->rcc.pclk2 == hclk / divider2) {
        return;
    }
    events_sync_clocks(m);
    m->rcc.sysclk = sysclk;
    m->rcc.hclk = hclk;
    m->rcc.pclk1 = hclk / divider1;
    m->rcc.pclk2 = hclk / divider2;
    m->rcc.timer1_hertz = divider1 == 1 ? m->rcc.pclk1 : 2 * m->rcc.pclk1;
}

static uint64_t after(const mcub_machine *m, uint32_t microseconds) {
    return m->cycles + (uint64_t)m->rcc.hclk * microseconds / 1000000;
}

static void write_control(mcub_machine *m, uint32_t value, uint32_t mask) {
    uint32_t old = m->rcc.cr;
    merge(&m->rcc.cr, value, mask & ~(cr_hsi_ready | cr_hse_ready | cr_pll_ready));
    uint32_t source = selected(m);
    m->rcc.cr |= source == 0 ? cr_hsi_on : source == 1 ? cr_hse_on : cr_pll_on;
    uint32_t started = m->rcc.cr & ~old;
    if (started & cr_hse_on) {
        m->rcc.hse_ready_at = after(m, hse_start_microseconds);
    }
    if (started & cr_pll_on) {
        m->rcc.pll_ready_at = after(m, pll_lock_microseconds);
    }
}

static uint32_t read_control(const mcub_machine *m) {
    uint32_t flags = m->rcc.cr & cr_hsi_on ? cr_hsi_ready : 0;
    flags |= hse_ready(m) ? cr_hse_ready : 0;
    flags |= pll_ready(m) ? cr_pll_ready : 0;
    flags |= (m->rcc.cr & (cr_plli2s_on | cr_pllsai_on)) << 1;
    return (m->rcc.cr & ~(cr_hsi_ready | cr_hse_ready | cr_pll_ready)) | flags;
}

/** The registers that hold what was written to them. */
static uint32_t *plain_register(mcub_machine *m, uint32_t offset) {
    switch (offset) {
    case 0x0C:
        return &m->rcc.cir;
    case 0x10:
    case 0x14:
    case 0x18:
        return &m->rcc.reset[(offset - 0x10) / 4];
    case 0x20:
    case 0x24:
        return &m->rcc.reset[3 + (offset - 0x20) / 4];
    case 0x30:
    case 0x34:
    case 0x38:
        return &m->rcc.enable[(offset - 0x30) / 4];
    case 0x40:
    case 0x44:
        return &m->rcc.enable[3 + (offset - 0x40) / 4];
    case 0x50:
    case 0x54:
    case 0x58:
        return &m->rcc.enable_sleep[(offset - 0x50) / 4];
    case 0x60:
    case 0x64:
        return &m->rcc.enable_sleep[3 + (offset - 0x60) / 4];
    case 0x70:
        return &m->rcc.bdcr;
    case 0x80:
        return &m->rcc.sscgr;
    case 0x84:
        return &m->rcc.plli2scfgr;
    case 0x88:
        return &m->rcc.pllsaicfgr;
    case 0x8C:
        return &m->rcc.dckcfgr1;
    case 0x90:
        return &m->rcc.dckcfgr2;
    default:
        return NULL;
    }
}

uint32_t rcc_read(mcub_machine *m, uint32_t offset) {
    update_tree(m);
    switch (offset) {
    case 0x00:
        return read_control(m);
    case 0x04:
        return m->rcc.pllcfgr;
    case 0x08:
        return (m->rcc.cfgr & ~0xCu) | selected(m) << 2;
    case 0x74:
        return (m->rcc.csr & ~2u) | (m->rcc.csr & 1) << 1;
    default: {
        const uint32_t *found = plain_register(m, offset);
        return found ? *found : 0;
    }
    }
}

/** Resets what an RSTR bit names, as far as it is modelled (RM0385, 5.3.5 to 5.3.9). */
static void reset_peripherals(mcub_machine *m) {
    const chip_console *console = &m->model->console;
    if (m->rcc.reset[console->reset_bus] >> console->reset_bit & 1) {
        usart_reset(m);
    }
    if (m->rcc.reset[3] & 1) {
        timer_reset(m, &m->tim2);
    }
    if (m->rcc.reset[3] >> 3 & 1) {
        timer_reset(m, &m->tim5);
    }
    if (m->rcc.reset[3] >> 28 & 1) {
        pwr_reset(m);
    }
}

void rcc_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    switch (offset) {
    case 0x00:
        write_control(m, value, mask);
        break;
    case 0x04: /* locked while the PLL runs (RM0385, 5.3.2) */
        if (!(m->rcc.cr & cr_pll_on)) {
            merge(&m->rcc.pllcfgr, value, mask);
        }
        break;
    case 0x08:
        merge(&m->rcc.cfgr, value, mask & ~0xCu);
        break;
    case 0x74:
        merge(&m->rcc.csr, value, mask & 1);
        if (value & mask & csr_remove_flags) {
            m->rcc.csr &= 1;
        }
        break;
    default: {
        uint32_t *found = plain_register(m, offset);
        if (found == &m->rcc.dckcfgr2) {
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

void rcc_reset(mcub_machine *m, uint32_t cause) {
    uint32_t flags = m->rcc.csr & 0xFE000000;
    memset(&m->rcc, 0, sizeof m->rcc);
    m->rcc.cr = 0x83;
    m->rcc.pllcfgr = 0x24003010;
    m->rcc.plli2scfgr = m->rcc.pllsaicfgr = 0x24003000;
    m->rcc.csr = cause == MCUB_RESET_POWER_ON ? cause : flags | cause;
    m->rcc.enable[0] = 0x00100000; /* DTCM RAM */
    m->rcc.enable[3] = 0x00000400; /* RTC interface */
    m->rcc.enable_sleep[0] = 0x7EF7B7FF;
    m->rcc.enable_sleep[1] = 0x000000F1;
    m->rcc.enable_sleep[2] = 0x00000003;
    m->rcc.enable_sleep[3] = 0xFFFFCBFF;
    m->rcc.enable_sleep[4] = 0x04F77F33;
    m->rcc.sysclk = m->rcc.hclk = m->rcc.pclk1 = m->rcc.pclk2 = hsi_hertz;
    m->rcc.timer1_hertz = hsi_hertz;
}
