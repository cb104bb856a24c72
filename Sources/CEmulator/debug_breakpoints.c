// SPDX-License-Identifier: GPL-2.0-or-later
// Flash patch and breakpoint unit, revision 2: eight comparators (Armv7-M ARM, C1.11); on a
// Cortex-M0+ the breakpoint unit with four, each for half-words of one word (Armv6-M ARM, C1.8).
#include "machine.h"

enum { COMPARATORS = 8, COMPARATORS_ARMV6M = 4, LONGEST_IT_BLOCK = 16 };

/* REV 1 in bits 31:28 says revision 2; NUM_CODE in bits 7:4. */
static const uint32_t identity = 0x10000000 | COMPARATORS << 4;
/* BP_CTRL has the same fields, BP_COMP two bits that say which half-words match. */
static const uint32_t identity_armv6m = COMPARATORS_ARMV6M << 4;
static const uint32_t word_of_comparator = 0x1FFFFFFC, matches_low = 1u << 30,
                      matches_high = 1u << 31;
static const uint32_t enable = 1u << 0, key = 1u << 1;

static uint32_t comparators(const mcub_machine *m) {
    return m->core->is_armv7m ? COMPARATORS : COMPARATORS_ARMV6M;
}

uint32_t breakpoint_read(mcub_machine *m, uint32_t offset) {
    uint32_t index = (offset - 8) / 4;
    if (offset == 0) {
        return (m->core->is_armv7m ? identity : identity_armv6m) |
               (m->debug.breakpoint_control & enable);
    }
    return offset >= 8 && index < comparators(m) ? m->debug.comparators[index] : 0;
}

void breakpoint_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    uint32_t index = (offset - 8) / 4;
    if (offset == 0 && (value & mask & key)) {
        merge(&m->debug.breakpoint_control, value, mask & enable);
    } else if (offset >= 8 && index < comparators(m)) {
        merge(&m->debug.comparators[index], value, mask);
    }
    /* The fast path asks again which pages it may run on. */
    m->code_page = m->checked_page = UINT32_MAX;
}

/** Whether what a comparator that is on stands for lies among the `bytes` from `address`. */
static bool is_in(const mcub_machine *m, uint32_t comparator, uint32_t address, uint32_t bytes) {
    if (m->core->is_armv7m) {
        return (comparator & ~1u) - address < bytes;
    }
    uint32_t word = comparator & word_of_comparator;
    return ((comparator & matches_low) && word - address < bytes) ||
           ((comparator & matches_high) && word + 2 - address < bytes);
}

/** Whether a comparator that is on lies among the `bytes` from `address`. */
static bool is_any_in(const mcub_machine *m, uint32_t address, uint32_t bytes) {
    if (!(m->debug.breakpoint_control & enable)) {
        return false;
    }
    for (uint32_t i = 0; i < comparators(m); i++) {
        uint32_t comparator = m->debug.comparators[i];
        if ((comparator & 1) && is_in(m, comparator, address, bytes)) {
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
