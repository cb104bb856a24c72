// SPDX-License-Identifier: GPL-2.0-or-later
// System timer (PM0253, 4.4).
#include "machine.h"

static const uint32_t enable = 1u << 0, interrupt = 1u << 1, processor_clock = 1u << 2,
                      count_flag = 1u << 16, load_mask = 0xFFFFFF;

/** Core cycles a tick: the external clock is HCLK / 8 (RM0385, 5.2). */
static uint64_t divider(const mcub_machine *m) {
    return m->systick_ctrl & processor_clock ? 1 : 8;
}

/** Ticks until the counter reaches zero. */
static uint64_t ticks_to_zero(const mcub_machine *m) {
    return m->systick_value > 0 ? m->systick_value : m->systick_load + 1ull;
}

void systick_sync(mcub_machine *m) {
    uint64_t ticks = (m->cycles - m->systick_base) / divider(m);
    if (!(m->systick_ctrl & enable) || (m->systick_load == 0 && m->systick_value == 0)) {
        m->systick_base = m->cycles;
        return;
    }
    m->systick_base += ticks * divider(m);
    if (ticks == 0) {
        return;
    }
    uint64_t first = ticks_to_zero(m), period = m->systick_load + 1ull;
    if (ticks < first) {
        m->systick_value = (uint32_t)(first - ticks);
        return;
    }
    uint64_t past = (ticks - first) % period;
    m->systick_value = past == 0 ? 0 : (uint32_t)(period - past);
    m->systick_flag = true;
    if (m->systick_ctrl & interrupt) {
        exceptions_pend(m, EXC_SYSTICK);
    }
}

uint64_t systick_next_event(const mcub_machine *m) {
    if ((m->systick_ctrl & (enable | interrupt)) != (enable | interrupt) ||
        (m->systick_load == 0 && m->systick_value == 0)) {
        return UINT64_MAX;
    }
    return m->systick_base + ticks_to_zero(m) * divider(m);
}

uint32_t systick_read(mcub_machine *m, uint32_t offset) {
    systick_sync(m);
    switch (offset) {
    case 0x0: {
        uint32_t value = m->systick_ctrl | (m->systick_flag ? count_flag : 0);
        m->systick_flag = false;
        return value;
    }
    case 0x4:
        return m->systick_load;
    case 0x8:
        timing_note_stamp(m);
        return m->systick_value;
    default: /* CALIB: no exact 10 ms value is given for this chip's clock */
        return 0x40000000;
    }
}

void systick_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    systick_sync(m);
    switch (offset) {
    case 0x0:
        merge(&m->systick_ctrl, value, mask & 7);
        m->systick_base = m->cycles;
        break;
    case 0x4:
        merge(&m->systick_load, value, mask & load_mask);
        break;
    case 0x8: /* any write clears the counter and its flag */
        m->systick_value = 0;
        m->systick_flag = false;
        m->systick_base = m->cycles;
        break;
    default:
        break;
    }
    request_stop(m);
}

void systick_reset(mcub_machine *m) {
    m->systick_ctrl = m->systick_load = m->systick_value = 0;
    m->systick_flag = false;
    m->systick_base = m->cycles;
}
