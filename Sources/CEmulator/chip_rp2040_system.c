// SPDX-License-Identifier: GPL-2.0-or-later
// RP2040: watchdog and its tick, timer, causes of reset, and pins
// (datasheet, 2.12, 2.19, 2.20, 4.6, 4.7). Alarms are not modelled.
#include "chip_rp2040.h"

#include <string.h>

static const uint32_t watchdog_trigger = 1u << 31, watchdog_enable = 1u << 30;
static const uint32_t tick_enable = 1u << 9, tick_running = 1u << 10;
static const uint32_t had_power_on = 1u << 8, had_run_pin = 1u << 16;
static const uint32_t pin_reset = 0x1F;  /* 2.19.6.1: FUNCSEL is NULL */
static const uint32_t pad_reset = 0x56;  /* 2.19.6.3: input enabled, pulled down, 4 mA */
static const uint32_t function_uart = 2; /* 2.19.2: F2 */
static const uint32_t pad_output_disable = 1u << 7, pad_input_enable = 1u << 6;

/** Ticks of the watchdog's generator a second, which the timer counts; 0 while it is off. */
static uint64_t tick_hertz(const rp2040_state *rp) {
    uint32_t divider = rp->tick_control & 0x1FF;
    return rp->tick_control & tick_enable ? rp->ref_hertz / (divider == 0 ? 1 : divider) : 0;
}

/** Brings the timer up to the current cycle, at the clocks that it ran at so far. */
void rp2040_timer_sync(mcub_machine *m) {
    rp2040_state *rp = rp2040(m);
    uint64_t passed = m->cycles - rp->timer_base;
    rp->timer_base = m->cycles;
    if (m->rcc.hclk == 0 || rp->timer_paused || m->rcc.reset[0] >> RESET_TIMER & 1) {
        return;
    }
    uint64_t hertz = tick_hertz(rp);
    uint64_t whole = passed / m->rcc.hclk; /* seconds first, so that nothing overflows */
    uint64_t rest = (passed % m->rcc.hclk) * hertz + rp->timer_fraction;
    rp->microseconds += whole * hertz + rest / m->rcc.hclk;
    rp->timer_fraction = rest % m->rcc.hclk;
}

uint32_t rp2040_timer_read(mcub_machine *m, uint32_t offset) {
    rp2040_state *rp = rp2040(m);
    rp2040_timer_sync(m);
    switch (offset) {
    case 0x08: /* TIMEHR, as TIMELR latched it */
        return rp->latched_high;
    case 0x0C:
        rp->latched_high = (uint32_t)(rp->microseconds >> 32);
        return (uint32_t)rp->microseconds;
    case 0x24:
        return (uint32_t)(rp->microseconds >> 32);
    case 0x28:
        return (uint32_t)rp->microseconds;
    case 0x2C: /* DBGPAUSE: both cores, at reset */
        return 7;
    case 0x30:
        return rp->timer_paused;
    default:
        return 0;
    }
}

void rp2040_timer_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    rp2040_state *rp = rp2040(m);
    rp2040_timer_sync(m);
    if (offset == 0x00) { /* TIMEHW: the halves are written low first */
        rp->microseconds = (rp->microseconds & 0xFFFFFFFF) | (uint64_t)(value & mask) << 32;
    } else if (offset == 0x04) {
        rp->microseconds = (rp->microseconds & ~0xFFFFFFFFull) | (value & mask);
        rp->timer_fraction = 0;
    } else if (offset == 0x30) {
        rp->timer_paused = value & mask & 1;
    }
}

/** 4.7.3, erratum RP2040-E1: the watchdog counts two for each tick. */
static void load_watchdog(mcub_machine *m, uint32_t load) {
    uint64_t hertz = tick_hertz(rp2040(m));
    uint64_t ticks = load / 2;
    m->watchdog.deadline = hertz == 0 ? UINT64_MAX : m->cycles + ticks * m->rcc.hclk / hertz + 1;
    request_stop(m);
}

uint32_t rp2040_watchdog_read(mcub_machine *m, uint32_t offset) {
    const rp2040_state *rp = rp2040(m);
    if (offset >= 0x0C && offset < 0x2C) {
        return rp->scratch[(offset - 0x0C) / 4];
    }
    switch (offset) {
    case 0x00:
        return rp->watchdog_control;
    case 0x08:
        return rp->watchdog_reason;
    case 0x2C:
        return rp->tick_control | (rp->tick_control & tick_enable ? tick_running : 0);
    default:
        return 0;
    }
}

static void force_reset(mcub_machine *m) {
    rp2040(m)->is_forced = true;
    m->reset_requested = true;
    m->reset_cause = MCUB_RESET_WATCHDOG;
    request_stop(m);
}

void rp2040_watchdog_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    rp2040_state *rp = rp2040(m);
    if (offset >= 0x0C && offset < 0x2C) {
        merge(&rp->scratch[(offset - 0x0C) / 4], value, mask);
        return;
    }
    switch (offset) {
    case 0x00:
        merge(&rp->watchdog_control, value, mask & 0x47000000);
        m->watchdog.running = (rp->watchdog_control & watchdog_enable) != 0;
        if (value & mask & watchdog_trigger) {
            force_reset(m);
        }
        request_stop(m);
        break;
    case 0x04:
        load_watchdog(m, value & mask & 0xFFFFFF);
        break;
    case 0x2C:
        events_sync_clocks(m);
        merge(&rp->tick_control, value, mask & 0x3FF);
        break;
    default:
        break;
    }
}

uint32_t rp2040_chip_reset_read(mcub_machine *m, uint32_t offset) {
    return offset == 0x0   ? 0x000000B1 /* VREG: 1.10 V, regulating */
           : offset == 0x8 ? rp2040(m)->chip_reset
                           : 0;
}

void rp2040_chip_reset_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset == 0x8) { /* PSM_RESTART_FLAG is cleared by writing it */
        rp2040(m)->chip_reset &= ~(value & mask & 1u << 24);
    }
}

/** 2.20: the RP2040, version B2; a real chip, not an FPGA. */
uint32_t rp2040_sysinfo_read(mcub_machine *m, uint32_t offset) {
    (void)m;
    return offset == 0x0 ? 0x20002927 : offset == 0x4 ? 2 : 0;
}

void rp2040_sysinfo_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    (void)m;
    (void)offset;
    (void)value;
    (void)mask;
}

uint32_t rp2040_io_read(mcub_machine *m, uint32_t offset) {
    return offset < sizeof rp2040(m)->io && (offset & 4) ? rp2040(m)->io[offset / 8][1] : 0;
}

void rp2040_io_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset < sizeof rp2040(m)->io && (offset & 4)) {
        merge(&rp2040(m)->io[offset / 8][1], value, mask & 0x3003331F);
    }
}

uint32_t rp2040_pads_read(mcub_machine *m, uint32_t offset) {
    return offset < sizeof rp2040(m)->pads ? rp2040(m)->pads[offset / 4] : 0;
}

void rp2040_pads_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset < sizeof rp2040(m)->pads) {
        merge(&rp2040(m)->pads[offset / 4], value, mask & 0xFF);
    }
}

static bool is_uart(const mcub_machine *m, unsigned pin) {
    bool is_out =
        !(m->rcc.reset[0] >> RESET_IO_BANK0 & 1) && !(m->rcc.reset[0] >> RESET_PADS_BANK0 & 1);
    return is_out && (rp2040(m)->io[pin][1] & 0x1F) == function_uart;
}

/** Whether UART0 drives GP0, where a debug probe listens (Pico datasheet, appendix B). */
bool rp2040_transmits(const mcub_machine *m) {
    return is_uart(m, 0) && !(rp2040(m)->pads[1] & pad_output_disable);
}

bool rp2040_receives(const mcub_machine *m) {
    return is_uart(m, 1) && (rp2040(m)->pads[2] & pad_input_enable);
}

void rp2040_system_reset(mcub_machine *m, uint32_t cause) {
    rp2040_state *rp = rp2040(m);
    bool is_cold = cause == MCUB_RESET_POWER_ON || cause == MCUB_RESET_PIN;
    if (is_cold) { /* 4.7.6: SCRATCH and REASON outlast the watchdog's own reset only */
        memset(rp->scratch, 0, sizeof rp->scratch);
        rp->watchdog_reason = 0;
        rp->chip_reset = cause == MCUB_RESET_POWER_ON ? had_power_on : had_run_pin;
    } else {
        rp->watchdog_reason = cause != MCUB_RESET_WATCHDOG ? 0 : rp->is_forced ? 2 : 1;
    }
    rp->is_forced = false;
    rp->tick_control = 1u << 9; /* 4.7.6: enabled, dividing by nothing yet */
    rp->watchdog_control = 0x07000000;
    rp->microseconds = rp->timer_fraction = 0;
    rp->timer_base = m->cycles;
    rp->timer_paused = false;
    for (uint32_t pin = 0; pin < 30; pin++) {
        rp->io[pin][1] = pin_reset;
    }
    rp->pads[0] = 0; /* VOLTAGE_SELECT: 3.3 V */
    for (uint32_t pad = 1; pad < 31; pad++) {
        rp->pads[pad] = pad_reset;
    }
}
