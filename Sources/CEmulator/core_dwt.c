// SPDX-License-Identifier: GPL-2.0-or-later
// Data watchpoint and trace unit: the cycle counter and the lock (Armv7-M manual, C1.8; M7 TRM,
// 11).
#include "machine.h"

static const uint32_t counter_enable = 1u << 0, comparators = (uint32_t)WATCHPOINTS << 28,
                      armv6m_comparators = 2u << 28, key = 0xC5ACCE55, demcr_trace = 1u << 24;

static bool is_counting(const mcub_machine *m) {
    return (m->debug.demcr & demcr_trace) && (m->dwt_ctrl & counter_enable);
}

/** Brings CYCCNT up to now; called before anything that starts or stops it. */
void dwt_sync(mcub_machine *m) {
    if (is_counting(m)) {
        m->cyccnt += (uint32_t)(m->cycles - m->cyccnt_base);
    }
    m->cyccnt_base = m->cycles;
}

/** The Cortex-M0+ has two comparators at most, and no counter (Armv6-M ARM, C1.7). */
static bool is_comparator(const mcub_machine *m, uint32_t offset) {
    uint32_t count = m->core->is_armv7m ? WATCHPOINTS : armv6m_comparators >> 28;
    return offset >= 0x020 && offset < 0x020 + 0x10 * count;
}

uint32_t dwt_read(mcub_machine *m, uint32_t offset) {
    if (!(m->debug.demcr & demcr_trace)) {
        return 0;
    }
    if (!m->core->is_armv7m && !is_comparator(m, offset)) {
        return offset == 0 ? armv6m_comparators : 0;
    }
    switch (offset) {
    case 0x000:
        return m->dwt_ctrl | comparators;
    case 0x004:
        dwt_sync(m);
        timing_note_stamp(m);
        return m->cyccnt;
    case 0xFB4: /* LSR: a lock exists, and whether it is closed */
        return m->dwt_unlocked ? 1 : 3;
    default:
        return is_comparator(m, offset) ? watchpoint_read(m, offset) : 0;
    }
}

void dwt_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (!(m->debug.demcr & demcr_trace) || (!m->core->is_armv7m && !is_comparator(m, offset))) {
        return;
    }
    bool is_open = m->dwt_unlocked || m->debug.by_debugger; /* the lock is for software */
    if (offset == 0xFB0) {
        m->dwt_unlocked = value == key;
    } else if (is_open && offset == 0x000) {
        dwt_sync(m);
        merge(&m->dwt_ctrl, value, mask & 0x0FFFFFFF);
    } else if (is_open && offset == 0x004) {
        dwt_sync(m);
        merge(&m->cyccnt, value, mask);
    } else if (is_open && is_comparator(m, offset)) {
        watchpoint_write(m, offset, value, mask);
    }
}

void dwt_reset(mcub_machine *m) {
    m->dwt_ctrl = 0;
    m->cyccnt = 0;
    m->cyccnt_base = m->cycles;
    m->dwt_unlocked = false;
}
