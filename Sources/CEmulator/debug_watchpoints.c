// SPDX-License-Identifier: GPL-2.0-or-later
// The DWT's four comparators as data watchpoints (Armv7-M ARM, C1.8.1 and table C1-21).
#include "machine.h"

enum { COMPARATOR, MASK, FUNCTION };
enum { ON_READ = 5, ON_WRITE = 6, ON_BOTH = 7, WIDEST_ACCESS = 8, LARGEST_MASK = 15 };

static const uint32_t function_writable = 0xF, function_matched = 1u << 24;

uint32_t watchpoint_read(mcub_machine *m, uint32_t offset) {
    uint32_t *registers = m->debug.watchpoints[(offset >> 4 & 7) - 2];
    uint32_t value = 0;
    switch (offset >> 2 & 3) {
    case COMPARATOR:
        return registers[COMPARATOR];
    case MASK:
        return registers[MASK];
    case FUNCTION:
        value = registers[FUNCTION];
        registers[FUNCTION] &= ~function_matched;
        return value;
    default:
        return 0;
    }
}

void watchpoint_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    uint32_t *registers = m->debug.watchpoints[(offset >> 4 & 7) - 2];
    switch (offset >> 2 & 3) {
    case COMPARATOR:
        merge(&registers[COMPARATOR], value, mask);
        break;
    case MASK:
        merge(&registers[MASK], value, mask & 0x1F);
        break;
    case FUNCTION:
        merge(&registers[FUNCTION], value, mask & function_writable);
        break;
    default:
        return;
    }
    m->watches_changed = true;
    request_stop(m);
}

static bool is_data_watch(const uint32_t *registers) {
    uint32_t function = registers[FUNCTION] & function_writable;
    return function >= ON_READ && function <= ON_BOTH;
}

/** How many bytes a comparator covers, its address being a multiple of them. */
static uint32_t covered_bytes(const uint32_t *registers) {
    uint32_t mask = registers[MASK];
    return 1u << (mask < LARGEST_MASK ? mask : LARGEST_MASK);
}

static uint32_t first_byte(const uint32_t *registers) {
    return registers[COMPARATOR] & ~(covered_bytes(registers) - 1);
}

/** Called for each access near a watched stretch. */
static void on_access(uc_engine *uc, uc_mem_type type, uint64_t address64, int bytes, int64_t value,
                      void *user) {
    (void)uc;
    (void)value;
    mcub_machine *m = user;
    uint32_t address = (uint32_t)address64, unwanted = type == UC_MEM_WRITE ? ON_READ : ON_WRITE;
    for (unsigned i = 0; i < WATCHPOINTS; i++) {
        uint32_t *registers = m->debug.watchpoints[i];
        uint32_t first = first_byte(registers), function = registers[FUNCTION] & function_writable;
        bool overlaps =
            address - first < covered_bytes(registers) || first - address < (uint32_t)bytes;
        if (is_data_watch(registers) && function != unwanted && overlaps) {
            registers[FUNCTION] |= function_matched;
            m->watch_hit = true;
            request_stop(m);
        }
    }
}

/**
 * Watches what the comparators say, or stops watching; only while nothing executes. Unicorn looks
 * for hooks when it translates, so the translations go.
 */
void watchpoints_settle(mcub_machine *m, bool are_enabled) {
    if (!m->watches_changed && m->watches_enabled == are_enabled) {
        return;
    }
    m->watches_changed = false;
    m->watches_enabled = are_enabled;
    bool was_watching = false, is_watching = false;
    for (unsigned i = 0; i < WATCHPOINTS; i++) {
        const uint32_t *registers = m->debug.watchpoints[i];
        uint64_t first = first_byte(registers), last = first + covered_bytes(registers) - 1;
        if (m->watches[i] != 0) {
            was_watching = true;
            uc_hook_del(m->uc, m->watches[i]);
            m->watches[i] = 0;
        }
        if (are_enabled && is_data_watch(registers)) {
            is_watching = true;
            first = first > WIDEST_ACCESS ? first - WIDEST_ACCESS : 0;
            uc_hook_add(m->uc, &m->watches[i], UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE,
                        (void *)(uintptr_t)on_access, m, first, last);
        }
    }
    if (was_watching || is_watching) {
        uc_ctl_flush_tlb(m->uc); /* which flushes translations, its name notwithstanding */
    }
}
