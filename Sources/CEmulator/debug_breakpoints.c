// SPDX-License-Identifier: GPL-2.0-or-later
// Flash patch and breakpoint unit, revision 2: eight comparators (Armv7-M ARM, C1.11).
#include "machine.h"

enum { COMPARATORS = 8, LONGEST_IT_BLOCK = 16 };

/* REV 1 in bits 31:28 says revision 2; NUM_CODE in bits 7:4. */
static const uint32_t identity = 0x10000000 | COMPARATORS << 4;
static const uint32_t enable = 1u << 0, key = 1u << 1;

uint32_t breakpoint_read(mcub_machine *m, uint32_t offset) {
    uint32_t index = (offset - 8) / 4;
    if (offset == 0) {
        return identity | (m->debug.breakpoint_control & enable);
    }
    return offset >= 8 && index < COMPARATORS ? m->debug.comparators[index] : 0;
}

void breakpoint_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    uint32_t index = (offset - 8) / 4;
    if (offset == 0 && (value & mask & key)) {
        merge(&m->debug.breakpoint_control, value, mask & enable);
    } else if (offset >= 8 && index < COMPARATORS) {
        merge(&m->debug.comparators[index], value, mask);
    }
    /* The fast path asks again which pages it may run on. */
    m->code_page = m->checked_page = UINT32_MAX;
}

/** Whether a comparator that is on lies among the `bytes` from `address`. */
static bool is_any_in(const mcub_machine *m, uint32_t address, uint32_t bytes) {
    if (!(m->debug.breakpoint_control & enable)) {
        return false;
    }
    for (uint32_t i = 0; i < COMPARATORS; i++) {
        uint32_t comparator = m->debug.comparators[i];
        if ((comparator & 1) && (comparator & ~1u) - address < bytes) {
            return true;
        }
    }
    return false;
}

/** Whether the fast path has to leave a page out: an IT block at its end may reach the next. */
bool breakpoint_on_page(const mcub_machine *m, uint32_t page) {
    return is_any_in(m, page << 12, PAGE_BYTES + LONGEST_IT_BLOCK);
}

/** Whether the core has to stop before the instruction at `address`. */
bool breakpoint_at(const mcub_machine *m, uint32_t address) {
    return address != m->debug.pass_over && is_any_in(m, address, 2);
}
