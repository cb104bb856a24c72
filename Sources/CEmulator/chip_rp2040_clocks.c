// SPDX-License-Identifier: GPL-2.0-or-later
// RP2040: resets, oscillators, PLLs and clock generators (datasheet, 2.14 to 2.18).
#include "chip_rp2040.h"

#include <string.h>

enum { CLK_REF = 0x30, CLK_SYS = 0x3C, CLK_PERI = 0x48, CTRL = 0, DIV = 4, SELECTED = 8 };

static const uint32_t all_resets = 0x01FFFFFF;
static const uint32_t xosc_range = 0xAA0, xosc_enable = 0xFAB, xosc_stable = 1u << 31,
                      xosc_enabled = 1u << 12;
static const uint32_t pll_power_down = 1u << 0, pll_post_power_down = 1u << 3,
                      pll_vco_power_down = 1u << 5, pll_lock = 1u << 31, pll_bypass = 1u << 8;
static const uint32_t peri_enable = 1u << 11;

/* The datasheet names no lock time; the firmware has to poll for it. */
static const uint32_t lock_microseconds = 50;

static uint64_t cycles_of(const mcub_machine *m, uint64_t microseconds) {
    return microseconds * m->rcc.hclk / 1000000 + 1;
}

static bool crystal_runs(const mcub_machine *m) {
    const rp2040_state *rp = rp2040(m);
    return rp->xosc_control >> 12 == xosc_enable && (rp->xosc_control & 0xFFF) == xosc_range &&
           m->cycles >= rp->xosc_ready_at;
}

/** 2.18.2: the oscillator's frequency, in [750, 1600] MHz when it can lock; else 0. */
static uint64_t vco_hertz(const mcub_machine *m, const rp2040_pll *pll) {
    uint32_t divider = pll->control & 0x3F, feedback = pll->feedback & 0xFFF;
    if (!crystal_runs(m) || divider == 0 || feedback < 16 || feedback > 320) {
        return 0;
    }
    uint64_t hertz = (uint64_t)RP2040_CRYSTAL_HERTZ / divider * feedback;
    return hertz < 750000000 || hertz > 1600000000 ? 0 : hertz;
}

static bool is_powered(const rp2040_pll *pll) {
    return !(pll->power & (pll_power_down | pll_vco_power_down));
}

static bool is_locked(const mcub_machine *m, const rp2040_pll *pll) {
    return is_powered(pll) && pll->is_started && m->cycles >= pll->locked_at &&
           vco_hertz(m, pll) != 0;
}

static uint64_t pll_hertz(const mcub_machine *m, const rp2040_pll *pll) {
    uint32_t first = pll->dividers >> 16 & 7, second = pll->dividers >> 12 & 7;
    if (pll->control & pll_bypass) {
        return crystal_runs(m) ? RP2040_CRYSTAL_HERTZ : 0;
    }
    if (!is_locked(m, pll) || (pll->power & pll_post_power_down) || first == 0 || second == 0) {
        return 0;
    }
    return vco_hertz(m, pll) / (first * second);
}

/** What an auxiliary source of CLK_SYS or CLK_PERI gives, by its number among the PLLs. */
static uint64_t auxiliary_hertz(const mcub_machine *m, uint32_t source) {
    switch (source) {
    case 0:
        return pll_hertz(m, &rp2040(m)->pll_sys);
    case 1:
        return pll_hertz(m, &rp2040(m)->pll_usb);
    case 2:
        return RP2040_RING_HERTZ;
    case 3:
        return crystal_runs(m) ? RP2040_CRYSTAL_HERTZ : 0;
    default:
        return 0;
    }
}

/** A source of CLK_REF: the ring oscillator, an auxiliary one (not modelled), the crystal. */
static uint64_t reference_hertz(const mcub_machine *m, uint32_t source) {
    return source == 0                      ? RP2040_RING_HERTZ
           : source == 2 && crystal_runs(m) ? RP2040_CRYSTAL_HERTZ
                                            : 0;
}

/** Lets the core's clocks follow the registers; a source that stands still is not switched to. */
static void follow(mcub_machine *m) {
    rp2040_state *rp = rp2040(m);
    const uint32_t *clocks = rp->clocks;
    uint32_t wanted = clocks[(CLK_REF + CTRL) / 4] & 3;
    if (reference_hertz(m, wanted) != 0) {
        rp->ref_source = wanted;
    }
    uint32_t divider = clocks[(CLK_REF + DIV) / 4] >> 8 & 3;
    rp->ref_hertz = (uint32_t)(reference_hertz(m, rp->ref_source) / (divider ? divider : 4));
    if (rp->ref_hertz == 0) {
        rp->ref_source = 0;
        rp->ref_hertz = RP2040_RING_HERTZ;
    }
    uint64_t aux = auxiliary_hertz(m, clocks[(CLK_SYS + CTRL) / 4] >> 5 & 7);
    wanted = clocks[(CLK_SYS + CTRL) / 4] & 1;
    if (wanted == 0 || aux != 0) {
        rp->sys_source = wanted;
    }
    uint64_t source = rp->sys_source == 1 && aux != 0 ? aux : rp->ref_hertz;
    uint32_t ratio = clocks[(CLK_SYS + DIV) / 4]; /* 24 bits, then 8 of the fraction */
    uint64_t hertz = (source << 8) / (ratio < 0x100 ? 0x100 : ratio);
    m->rcc.sysclk = m->rcc.hclk = m->rcc.pclk1 = m->rcc.pclk2 = m->rcc.timer1_hertz =
        (uint32_t)(hertz == 0 ? 1 : hertz);
}

uint64_t rp2040_peripheral_hertz(const mcub_machine *m) {
    uint32_t control = rp2040(m)->clocks[(CLK_PERI + CTRL) / 4];
    if (!(control & peri_enable)) {
        return 0;
    }
    uint32_t source = control >> 5 & 7;
    return source == 0 ? m->rcc.hclk : auxiliary_hertz(m, source - 1);
}

uint32_t rp2040_resets_read(mcub_machine *m, uint32_t offset) {
    switch (offset) {
    case 0x0:
        return m->rcc.reset[0];
    case 0x4:
        return m->rcc.other[0]; /* WDSEL */
    case 0x8:
        return ~m->rcc.reset[0] & all_resets; /* they end at once */
    default:
        return 0;
    }
}

/** What comes out of reset begins anew. */
static void leave_reset(mcub_machine *m, uint32_t bits) {
    rp2040_state *rp = rp2040(m);
    if (bits >> RESET_PLL_SYS & 1) {
        rp->pll_sys = (rp2040_pll){.control = 1, .power = 0x2D, .dividers = 0x77000};
    }
    if (bits >> RESET_PLL_USB & 1) {
        rp->pll_usb = (rp2040_pll){.control = 1, .power = 0x2D, .dividers = 0x77000};
    }
    if (bits >> RESET_UART0 & 1) {
        console_pl011.reset(m);
    }
    if (bits >> RESET_TIMER & 1) {
        rp->microseconds = rp->timer_fraction = 0;
        rp->timer_base = m->cycles;
        rp->timer_paused = false;
    }
}

void rp2040_resets_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset == 4) {
        merge(&m->rcc.other[0], value, mask & all_resets);
    } else if (offset == 0) {
        uint32_t before = m->rcc.reset[0];
        events_sync_clocks(m);
        merge(&m->rcc.reset[0], value, mask & all_resets);
        m->rcc.enable[0] = ~m->rcc.reset[0];
        leave_reset(m, before & ~m->rcc.reset[0]);
        follow(m);
    }
}

uint32_t rp2040_clocks_read(mcub_machine *m, uint32_t offset) {
    const rp2040_state *rp = rp2040(m);
    switch (offset) {
    case CLK_REF + SELECTED:
        return 1u << rp->ref_source;
    case CLK_SYS + SELECTED:
        return 1u << rp->sys_source;
    case CLK_PERI + SELECTED: /* 2.15.3.2: clocks without a glitchless switch read as one */
        return 1;
    default:
        return offset < sizeof rp->clocks ? rp->clocks[offset / 4] : 0;
    }
}

void rp2040_clocks_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset < sizeof rp2040(m)->clocks) {
        events_sync_clocks(m);
        merge(&rp2040(m)->clocks[offset / 4], value, mask);
        follow(m);
    }
}

uint32_t rp2040_xosc_read(mcub_machine *m, uint32_t offset) {
    const rp2040_state *rp = rp2040(m);
    switch (offset) {
    case 0x0:
        return rp->xosc_control;
    case 0x4:
        return (crystal_runs(m) ? xosc_stable : 0) |
               (rp->xosc_control >> 12 == xosc_enable ? xosc_enabled : 0);
    case 0xC:
        return rp->xosc_startup;
    default:
        return 0;
    }
}

void rp2040_xosc_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    rp2040_state *rp = rp2040(m);
    events_sync_clocks(m);
    if (offset == 0) {
        bool was_on = rp->xosc_control >> 12 == xosc_enable;
        merge(&rp->xosc_control, value, mask & 0xFFFFFF);
        if (!was_on) { /* 2.16.4: STARTUP counts 256 cycles of the crystal each */
            uint64_t wait = 256ull * (rp->xosc_startup & 0x3FFF) * 1000000 / RP2040_CRYSTAL_HERTZ;
            rp->xosc_ready_at = m->cycles + cycles_of(m, wait);
        }
    } else if (offset == 0xC) {
        merge(&rp->xosc_startup, value, mask & 0x103FFF);
    }
    follow(m);
}

uint32_t rp2040_rosc_read(mcub_machine *m, uint32_t offset) {
    switch (offset) {
    case 0x00:
        return rp2040(m)->rosc_control;
    case 0x18: /* STATUS: stable and enabled; it cannot be stopped here */
        return 1u << 31 | 1u << 12;
    default:
        return 0;
    }
}

void rp2040_rosc_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset == 0) {
        merge(&rp2040(m)->rosc_control, value, mask & 0xFFFFFF);
    }
}

static uint32_t pll_read(const mcub_machine *m, const rp2040_pll *pll, uint32_t offset) {
    switch (offset) {
    case 0x0:
        return pll->control | (is_locked(m, pll) ? pll_lock : 0);
    case 0x4:
        return pll->power;
    case 0x8:
        return pll->feedback;
    case 0xC:
        return pll->dividers;
    default:
        return 0;
    }
}

static void pll_write(mcub_machine *m, rp2040_pll *pll, uint32_t offset, uint32_t value,
                      uint32_t mask) {
    bool was_powered = is_powered(pll);
    events_sync_clocks(m);
    switch (offset) {
    case 0x0:
        merge(&pll->control, value, mask & 0x13F);
        break;
    case 0x4:
        merge(&pll->power, value, mask & 0x2D);
        break;
    case 0x8:
        merge(&pll->feedback, value, mask & 0xFFF);
        break;
    case 0xC:
        merge(&pll->dividers, value, mask & 0x77000);
        break;
    default:
        break;
    }
    pll->is_started = is_powered(pll);
    if (pll->is_started && (!was_powered || offset == 0x0 || offset == 0x8)) {
        pll->locked_at = m->cycles + cycles_of(m, lock_microseconds);
    }
    follow(m);
}

uint32_t rp2040_pll_sys_read(mcub_machine *m, uint32_t offset) {
    return pll_read(m, &rp2040(m)->pll_sys, offset);
}

void rp2040_pll_sys_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    pll_write(m, &rp2040(m)->pll_sys, offset, value, mask);
}

uint32_t rp2040_pll_usb_read(mcub_machine *m, uint32_t offset) {
    return pll_read(m, &rp2040(m)->pll_usb, offset);
}

void rp2040_pll_usb_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    pll_write(m, &rp2040(m)->pll_usb, offset, value, mask);
}

/** Clocks as the boot ROM leaves them: all on the ring oscillator, the flash's pins alone free. */
void rp2040_clocks_reset(mcub_machine *m) {
    static const uint8_t dividers[] = {0x04, 0x10, 0x1C, 0x28, 0x34, 0x40, 0x58, 0x64, 0x70};
    rp2040_state *rp = rp2040(m);
    rp2040_timer_sync(m);
    memset(&m->rcc, 0, sizeof m->rcc);
    memset(rp->clocks, 0, sizeof rp->clocks);
    for (size_t i = 0; i < sizeof dividers; i++) {
        rp->clocks[dividers[i] / 4] = 0x100;
    }
    rp->clocks[0x78 / 4] = 0xFF; /* CLK_SYS_RESUS_CTRL */
    rp->ref_source = rp->sys_source = 0;
    rp->xosc_control = 0;
    rp->xosc_startup = 0xC4;
    rp->xosc_ready_at = UINT64_MAX;
    rp->rosc_control = 0xAA0;
    rp->pll_sys = rp->pll_usb = (rp2040_pll){.control = 1, .power = 0x2D, .dividers = 0x77000};
    m->rcc.reset[0] = all_resets & ~(1u << RESET_IO_QSPI | 1u << RESET_PADS_QSPI);
    m->rcc.enable[0] = ~m->rcc.reset[0];
    m->rcc.hclk = RP2040_RING_HERTZ;
    follow(m);
}
