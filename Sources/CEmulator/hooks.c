// SPDX-License-Identifier: GPL-2.0-or-later
// The hooks that Unicorn calls: counting instructions, and stopping in front of one.
#include "cores.h"

#include <string.h>

/** Sets the cycle at which the instruction hook leaves its fast path. */
void update_limit(mcub_machine *m) {
    m->limit = m->attention != 0 || m->it_left > 0 ? 0 : m->horizon;
}

void request_stop(mcub_machine *m) {
    set_attention(m, ATTENTION_STOP);
}

void set_attention(mcub_machine *m, uint32_t reasons) {
    m->attention |= reasons;
    m->limit = 0;
}

/** Whether the one instruction of a step has been counted. */
bool has_stepped(const mcub_machine *m) {
    return (m->attention & ATTENTION_STEP) && m->instructions >= m->step_end;
}

bool is_wide(uint32_t opcode) {
    return (opcode & 0xFFFF) >= 0xE800;
}

/** Finds the host bytes of the page that `address` is on; false where no code can lie. */
static bool find_page(mcub_machine *m, uint32_t address) {
    uint32_t page = address >> 12;
    const memory_region *region = memory_find(m, page << 12, PAGE_BYTES);
    m->code_page = m->checked_page = UINT32_MAX;
    if (region == NULL || (region->kind == MEMORY_FLASH && m->model->reads_flash != NULL &&
                           !m->model->reads_flash(m))) {
        return false;
    }
    uint32_t offset = (page << 12) - region->base;
    m->code_bytes = region->host + offset;
    region->has_code[offset / PAGE_BYTES] = true;
    if (breakpoint_on_page(m, page)) {
        m->checked_page = page;
    } else {
        m->code_page = page;
    }
    if (m->timed != NULL) {
        return timing_enter_page(m, address);
    }
    return true;
}

/** The first half-word of the instruction at `address`, 0 where no code can lie. */
uint32_t first_half(const mcub_machine *m, uint32_t address) {
    const uint8_t *host = memory_host(m, address, 2, false);
    uint16_t half = 0;
    if (host != NULL) {
        memcpy(&half, host, 2);
    }
    return half;
}

/** Finds the instructions that an IT instruction at `address` governs; of the hints, minds SEV. */
__attribute__((noinline)) void begin_it_block(mcub_machine *m, uint32_t address, uint32_t opcode) {
    if ((opcode & 0xF) == 0) {
        if (opcode == OPCODE_SEV) {
            cores_send_event(m);
        }
        return;
    }
    uint32_t count = 4u - (uint32_t)__builtin_ctz(opcode & 0xF);
    uint32_t next = address + 2;
    m->it_count = count;
    m->it_left = count;
    for (uint32_t i = 0; i < count; i++) {
        m->it_address[i] = next;
        next += is_wide(first_half(m, next)) ? 4 : 2;
    }
    m->limit = 0;
}

/**
 * Counts the instructions of an IT block whose condition failed: Unicorn skips them. Says whether
 * `address` is still inside the block, where Unicorn cannot stop.
 */
static bool follow_it_block(mcub_machine *m, uint32_t address) {
    for (uint32_t i = m->it_count - m->it_left; i < m->it_count; i++) {
        if (m->it_address[i] == address) {
            m->it_left = m->it_count - i - 1;
            return true;
        }
        timing_pass_over(m, m->it_address[i], true);
    }
    m->it_left = 0;
    return false;
}

/** Whether an instruction is floating point: coprocessors 10 and 11 (PM0253, 3.11). */
static bool is_floating_point(const mcub_machine *m, uint32_t address, uint32_t opcode) {
    return (opcode & 0xEC00) == 0xEC00 && (first_half(m, address + 2) & 0x0E00) == 0x0A00;
}

/** Whether an instruction may let a masked interrupt in: CPS and MSR. */
static bool changes_masks(uint32_t opcode) {
    return (opcode & 0xFFE0) == 0xB660 || (opcode & 0xFFE0) == 0xF380;
}

/**
 * Says whether to stop before the instruction at `address`. Never inside an IT block: Unicorn would
 * execute the instruction all the same and not call the hook for it again.
 */
static bool attend(mcub_machine *m, uint32_t address) {
    bool is_inside = m->it_left > 0 && follow_it_block(m, address);
    if (m->attention & ATTENTION_STORES) {
        flash_judge_stores(m);
    }
    update_limit(m);
    if (is_inside) {
        return false;
    }
    if ((m->attention & ATTENTION_STOP) || m->cycles >= m->horizon || has_stepped(m)) {
        return true;
    }
    if ((m->attention & ATTENTION_MASKED) && changes_masks(first_half(m, m->pc))) {
        return true;
    }
    if ((m->attention & ATTENTION_NO_FPU) &&
        is_floating_point(m, address, first_half(m, address))) {
        m->coprocessor_refused = true;
        return true;
    }
    return false;
}

/** Counts the instruction at `address`, whose page is known. */
static inline void count_instruction(mcub_machine *m, uint32_t address) {
    uint16_t opcode;
    memcpy(&opcode, m->code_bytes + (address & 0xFFF), 2);
    m->pc = address;
    m->cycles++;
    m->instructions++;
    if (__builtin_expect((opcode & 0xFF00) == 0xBF00, 0)) {
        begin_it_block(m, address, opcode);
    }
}

/** Whether an instruction is an IT whose block a breakpoint lies in. */
static bool is_watched_block(const mcub_machine *m, uint32_t address) {
    uint32_t opcode = first_half(m, address);
    if ((opcode & 0xFF00) != 0xBF00 || (opcode & 0xF) == 0) {
        return false;
    }
    uint32_t next = address + 2;
    for (uint32_t left = 4u - (uint32_t)__builtin_ctz(opcode & 0xF); left > 0; left--) {
        if (breakpoint_at(m, next)) {
            return true;
        }
        next += is_wide(first_half(m, next)) ? 4 : 2;
    }
    return false;
}

/** Whether the core may execute an instruction on a page that the fast path does not know. */
static bool may_execute(mcub_machine *m, uint32_t address) {
    if ((address >> 12) != m->checked_page && !find_page(m, address)) {
        m->fetch_failed = true;
        return false;
    }
    if ((address >> 12) == m->checked_page && m->it_left == 0) {
        m->breakpoint_hit = breakpoint_at(m, address);
        m->block_is_watched = !m->breakpoint_hit && is_watched_block(m, address);
        m->debug.pass_over = 1;
    }
    return !m->breakpoint_hit && !m->block_is_watched;
}

/**
 * Decides on an instruction that wants attention or lies on another page than the last; says
 * whether the emulation stops before it.
 */
__attribute__((noinline)) bool stops_before(mcub_machine *m, uint32_t address) {
    bool is_to_stop = m->cycles >= m->limit && attend(m, address);
    bool is_plain = (address >> 12) == m->code_page;
    if (!is_to_stop && (is_plain || may_execute(m, address))) {
        return false;
    }
    if (is_to_stop && !is_plain) {
        find_page(m, address); /* which is now known to have been translated */
    }
    m->stopped_by_hook = true;
    m->pc = address;
    uc_emu_stop(m->uc);
    return true;
}

/** Called before each instruction that executes; the machine's hottest lines. */
static void on_instruction(uc_engine *uc, uint64_t address64, uint32_t bytes, void *user) {
    (void)uc;
    (void)bytes;
    mcub_machine *m = user;
    uint32_t address = (uint32_t)address64;
    if (__builtin_expect(m->cycles >= m->limit || (address >> 12) != m->code_page, 0) &&
        stops_before(m, address)) {
        return;
    }
    count_instruction(m, address);
}

static void on_interrupt(uc_engine *uc, uint32_t number, void *user) {
    mcub_machine *m = user;
    m->interrupt = number + 1;
    uc_emu_stop(uc);
}

static bool on_invalid_access(uc_engine *uc, uc_mem_type type, uint64_t address, int bytes,
                              int64_t value, void *user) {
    (void)uc;
    (void)value;
    mcub_machine *m = user;
    if (type == UC_MEM_WRITE_PROT) {
        if (flash_note_store(m, (uint32_t)address, (uint32_t)bytes)) {
            return true;
        }
        m->access_failed = true;
    } else if (type == UC_MEM_FETCH_UNMAPPED || type == UC_MEM_FETCH_PROT) {
        m->fetch_failed = true;
    } else {
        m->access_failed = true;
    }
    m->access_address = (uint32_t)address;
    return false;
}

/** A C function as Unicorn takes its callbacks. */
#define CALLBACK(function) ((void *)(uintptr_t)(function))

bool hooks_add(mcub_machine *m) {
    bool has_time = m->timed != NULL
                        ? timing_add_hooks(m)
                        : uc_hook_add(m->uc, &m->hooks[0], UC_HOOK_CODE, CALLBACK(on_instruction),
                                      m, (uint64_t)1, (uint64_t)0) == UC_ERR_OK;
    return has_time &&
           uc_hook_add(m->uc, &m->hooks[1], UC_HOOK_INTR, CALLBACK(on_interrupt), m, (uint64_t)1,
                       (uint64_t)0) == UC_ERR_OK &&
           uc_hook_add(m->uc, &m->hooks[2], UC_HOOK_MEM_INVALID, CALLBACK(on_invalid_access), m,
                       (uint64_t)1, (uint64_t)0) == UC_ERR_OK;
}
