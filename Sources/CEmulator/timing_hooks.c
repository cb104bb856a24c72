// SPDX-License-Identifier: GPL-2.0-or-later
// The hooks that lead each instruction and each access to memory through the model; the machine's
// hottest lines where time is modelled.
#include "timing.h"

enum { DATA_END = 0x3FFFFFFF, RAM_START = 0x20000000 };

/** Adds cycles in which the pipeline stands still to the latest instruction's. */
void timing_stall(mcub_machine *m, uint32_t cycles) {
    m->cycles += cycles;
    m->timed->current->stalls += cycles;
}

/** Tells the profile of a call or a return. */
static void follow_call(mcub_machine *m, uint32_t to) {
    const timing_model *model = m->timed;
    const operation *op = &model->operations[model->current->operation - 1];
    if (op->is_call) {
        profile_call(m, to, model->address + op->bytes);
    } else if (op->flow == FLOW_RETURN || op->flow == FLOW_INDIRECT) {
        profile_return(m, to);
    }
}

/** Settles where the latest instruction, a branch, has led. */
static void settle_branch(mcub_machine *m, uint32_t address) {
    timing_model *model = m->timed;
    if (model->is_m7) {
        uint32_t cycles = branch_resolve(m, address);
        if (cycles > 0) {
            timing_stall(m, cycles);
            model->state = 0;
        }
    } else {
        const operation *op = &model->operations[model->current->operation - 1];
        if (address != model->address + op->bytes) {
            timing_stall(m, model->is_m4 ? model->values[M4_REFILL]
                                         : m0_taken(model, op, m->flash_interface.acr & 7));
        }
    }
    if (model->profile != NULL) {
        follow_call(m, address);
    }
    model->flow = FLOW_NEXT;
}

/** Lets a core that is slow on purpose lose its share of the cycles since it last did.
 *
 * What passed while it rested costs nothing: a branch comes far more often than once in the limit.
 */
static void fall_behind(mcub_machine *m) {
    enum { WHOLE = 10000, REST = 1000000 };
    timing_model *model = m->timed;
    uint64_t passed = m->cycles - model->stalled_until;
    uint64_t lost = passed * m->misbehaviour.stalls_per_10000 / WHOLE;
    if (passed > REST) {
        model->stalled_until = m->cycles;
    } else if (lost > 0) {
        timing_stall(m, (uint32_t)lost);
        model->stalled_until += lost * WHOLE / m->misbehaviour.stalls_per_10000 + lost;
    }
}

/** Settles what was left open until it is known which instruction comes next. */
__attribute__((noinline)) void timing_settle(mcub_machine *m, uint32_t address) {
    timing_model *model = m->timed;
    if (model->flow > FLOW_IT) {
        settle_branch(m, address);
        if (__builtin_expect(m->misbehaviour.stalls_per_10000 != 0, 0)) {
            fall_behind(m);
        }
    }
    if (model->profile != NULL) {
        profile_settle(m, address);
    }
    if (model->returns) {
        uint32_t cycles =
            timing_value(model, M7_EXCEPTION_EXIT, M4_EXCEPTION_EXIT, M0_EXCEPTION_EXIT);
        model->returns = false;
        m->cycles += cycles;
        model->totals.exception_cycles += cycles;
    }
    model->flow = FLOW_NEXT;
}

/** Lets the latest instruction begin the IT block that it is. */
__attribute__((noinline)) static void begin_block(mcub_machine *m, uint32_t address) {
    m->timed->flow = FLOW_NEXT;
    begin_it_block(m, address, first_half(m, address));
}

static inline void take(mcub_machine *m, timing_model *model, timing_slot *slot,
                        transition *taken) {
    taken->count++;
    m->cycles += taken->cycles;
    model->state = taken->next;
    model->latest = taken;
    model->current = slot;
}

/**
 * Counts the instruction at `address`, on the page that the slots are of; `fetch` tells what a line
 * of code costs that the instruction before did not lie in, NULL for nothing.
 */
static inline void issue(mcub_machine *m, uint32_t address,
                         uint32_t (*fetch)(mcub_machine *m, uint32_t address)) {
    timing_model *model = m->timed;
    timing_slot *slot = &model->slots[address % PAGE_BYTES / 2];
    if (__builtin_expect(model->flow != FLOW_NEXT, 0)) {
        timing_settle(m, address);
    }
    if (fetch && __builtin_expect(address >> model->fetch_shift != model->fetch_line, 0)) {
        uint32_t cycles = fetch(m, address);
        m->cycles += cycles;
        slot->stalls += cycles;
    }
    transition *taken = &slot->first;
    if (__builtin_expect(taken->key != model->state, 0)) {
        taken = automaton_find(m, slot, address, model->state);
    }
    take(m, model, slot, taken);
    m->pc = model->address = address;
    m->instructions++;
    model->flow = slot->flow;
    if (__builtin_expect(slot->flow == FLOW_IT, 0)) {
        begin_block(m, address);
    }
}

/** Counts an instruction that Unicorn does not execute. */
void timing_pass_over(mcub_machine *m, uint32_t address, bool is_skipped) {
    timing_model *model = m->timed;
    if (model == NULL) {
        m->cycles++;
        m->instructions++;
        return;
    }
    timing_page *page = automaton_page(m->timed, address);
    if (page == NULL) {
        return;
    }
    if (model->flow != FLOW_NEXT) {
        timing_settle(m, address);
    }
    timing_slot *slot = &page->slots[address % PAGE_BYTES / 2];
    uint16_t key = (uint16_t)(model->state | (is_skipped ? KEY_SKIPPED : 0));
    take(m, model, slot, automaton_find(m, slot, address, key));
    m->instructions++;
}

static void on_m7_instruction(uc_engine *uc, uint64_t address64, uint32_t bytes, void *user) {
    (void)uc;
    (void)bytes;
    mcub_machine *m = user;
    uint32_t address = (uint32_t)address64;
    if (__builtin_expect(m->cycles >= m->limit || (address >> 12) != m->code_page, 0) &&
        stops_before(m, address)) {
        return;
    }
    issue(m, address, caches_fetch);
}

static void on_m0_instruction(uc_engine *uc, uint64_t address64, uint32_t bytes, void *user) {
    (void)uc;
    (void)bytes;
    mcub_machine *m = user;
    uint32_t address = (uint32_t)address64;
    if (__builtin_expect(m->cycles >= m->limit || (address >> 12) != m->code_page, 0) &&
        stops_before(m, address)) {
        return;
    }
    issue(m, address, NULL);
}

static void on_m4_instruction(uc_engine *uc, uint64_t address64, uint32_t bytes, void *user) {
    (void)uc;
    (void)bytes;
    mcub_machine *m = user;
    uint32_t address = (uint32_t)address64;
    if (__builtin_expect(m->cycles >= m->limit || (address >> 12) != m->code_page, 0) &&
        stops_before(m, address)) {
        return;
    }
    issue(m, address, m4_fetch);
}

static void on_m0_xip_instruction(uc_engine *uc, uint64_t address64, uint32_t bytes, void *user) {
    (void)uc;
    (void)bytes;
    mcub_machine *m = user;
    uint32_t address = (uint32_t)address64;
    if (__builtin_expect(m->cycles >= m->limit || (address >> 12) != m->code_page, 0) &&
        stops_before(m, address)) {
        return;
    }
    issue(m, address, NULL);
    if (__builtin_expect(address < RAM_START, 0)) {
        uint32_t cycles = xip_fetch(m, address);
        if (cycles > 0) {
            timing_stall(m, cycles);
        }
    }
}

/** Two loads of one cycle that want the same bank: the younger issues a cycle later after all. */
static void part_loads(mcub_machine *m) {
    timing_model *model = m->timed;
    transition together = *model->latest;
    model->latest->count--;
    m->cycles -= together.cycles;
    model->totals.bank_conflicts++;
    take(m, model, model->current,
         automaton_find(m, model->current, model->address, together.key | KEY_ALONE));
}

/** A load from where a store has just been waits until the store is done. */
static void wait_for_store(mcub_machine *m, uint32_t address) {
    timing_model *model = m->timed;
    uint64_t latency = model->values[M7_STORE_TO_LOAD];
    for (uint32_t i = 0; i < RECENT_STORES; i++) {
        uint64_t done = model->store_times[i] + latency;
        if (model->stores[i] == address >> 2 && done > m->cycles) {
            uint32_t cycles = (uint32_t)(done - m->cycles);
            model->totals.store_to_load++;
            model->totals.store_to_load_cycles += cycles;
            timing_stall(m, cycles);
        }
    }
}

static void note_store(mcub_machine *m, uint32_t address) {
    timing_model *model = m->timed;
    model->store_time = m->cycles;
    model->stores[model->next_store] = address >> 2;
    model->store_times[model->next_store] = m->cycles;
    model->next_store = (model->next_store + 1) % RECENT_STORES;
}

/** Forgets decoded instructions that the firmware itself writes over. */
__attribute__((noinline)) static void overwrite_code(mcub_machine *m, uint32_t address) {
    timing_page *page = automaton_known_page(m->timed, address);
    if (page != NULL) {
        for (uint32_t i = 0; i < 4; i++) { /* a long instruction may begin before the store */
            uint32_t offset = address % PAGE_BYTES / 2 + i;
            if (offset >= 1 && offset - 1 < SLOTS_A_PAGE &&
                page->slots[offset - 1].operation != 0) {
                automaton_forget(m->timed, page->page, page->page);
                return;
            }
        }
    }
}

static void on_m7_data(uc_engine *uc, uc_mem_type type, uint64_t address64, int bytes,
                       int64_t value, void *user) {
    (void)uc;
    (void)value;
    mcub_machine *m = user;
    timing_model *model = m->timed;
    uint32_t address = (uint32_t)address64;
    bool is_store = type == UC_MEM_WRITE;
    if (is_store) {
        note_store(m, address);
        if (address - model->code_low < model->code_high - model->code_low) {
            overwrite_code(m, address);
        }
    } else {
        if (model->latest->checks_banks && ((address ^ model->load_address) & 4) == 0) {
            part_loads(m);
        }
        model->load_address = address;
        if (m->cycles - model->store_time < model->values[M7_STORE_TO_LOAD]) {
            wait_for_store(m, address);
        }
        if (__builtin_expect((address & ((uint32_t)bytes - 1)) != 0, 0)) {
            model->totals.unaligned++;
            model->totals.unaligned_cycles += model->values[M7_UNALIGNED];
            timing_stall(m, model->values[M7_UNALIGNED]);
        }
    }
    if (address >> 5 == model->data_line && (!is_store || model->data_line_dirty)) {
        model->totals.data_accesses++;
        return;
    }
    uint32_t cycles = caches_access(m, address, is_store);
    if (cycles > 0) {
        timing_stall(m, cycles);
    }
}

static void on_m0_data(uc_engine *uc, uc_mem_type type, uint64_t address, int bytes, int64_t value,
                       void *user) {
    (void)uc;
    (void)bytes;
    (void)value;
    mcub_machine *m = user;
    if (type == UC_MEM_READ && address < RAM_START && m->timed->has_xip) {
        uint32_t cycles = xip_load(m, (uint32_t)address);
        if (cycles > 0) {
            timing_stall(m, cycles);
        }
    } else if (type == UC_MEM_READ && address < RAM_START) {
        uint32_t cycles = m->timed->values[M0_DATA_WAIT] * (m->flash_interface.acr & 7);
        m->timed->totals.uncached_cycles += cycles;
        timing_stall(m, cycles);
    } else if (type == UC_MEM_WRITE &&
               address - m->timed->code_low < m->timed->code_high - m->timed->code_low) {
        overwrite_code(m, (uint32_t)address);
    }
}

static void on_m4_data(uc_engine *uc, uc_mem_type type, uint64_t address, int bytes, int64_t value,
                       void *user) {
    (void)uc;
    (void)bytes;
    (void)value;
    mcub_machine *m = user;
    if (type == UC_MEM_READ) {
        timing_stall(m, m4_read(m, (uint32_t)address));
    } else if (address - m->timed->code_low < m->timed->code_high - m->timed->code_low) {
        overwrite_code(m, (uint32_t)address);
    }
}

#define CALLBACK(function) ((void *)(uintptr_t)(function))

/** The hooks of a machine whose timing is modelled; the first two of its list. */
bool timing_add_hooks(mcub_machine *m) {
    const timing_model *model = m->timed;
    void *on_instruction = CALLBACK(model->is_m7     ? on_m7_instruction
                                    : model->is_m4   ? on_m4_instruction
                                    : model->has_xip ? on_m0_xip_instruction
                                                     : on_m0_instruction);
    void *on_data = CALLBACK(model->is_m7 ? on_m7_data : model->is_m4 ? on_m4_data : on_m0_data);
    return uc_hook_add(m->uc, &m->hooks[0], UC_HOOK_CODE, on_instruction, m, (uint64_t)1,
                       (uint64_t)0) == UC_ERR_OK &&
           uc_hook_add(m->uc, &m->hooks[3], UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, on_data, m,
                       (uint64_t)0, (uint64_t)DATA_END) == UC_ERR_OK;
}
