// SPDX-License-Identifier: GPL-2.0-or-later
// The Cortex-M7's branch prediction: a table of branches with two-bit counters and targets, and a
// stack of return addresses.
#include "timing.h"

#include <string.h>

enum { WEAKLY_TAKEN = 2, STRONGLY_TAKEN = 3, WEAKLY_NOT_TAKEN = 1 };

void branches_reset(timing_model *model) {
    memset(model->branches, 0, sizeof model->branches);
    model->return_depth = 0;
}

/** The entry of the branch at `address`, or the one of its set that was used longest ago. */
static branch_entry *find(timing_model *model, uint32_t address) {
    uint32_t entries = model->values[M7_BRANCH_ENTRIES], ways = model->values[M7_BRANCH_WAYS];
    ways = ways < entries ? ways : entries; /* one set, then */
    uint32_t sets = entries / ways;
    branch_entry *set = &model->branches[(address >> 1) % sets * ways], *oldest = set;
    for (uint32_t i = 0; i < ways; i++) {
        if (set[i].used != 0 && set[i].address == address) {
            return &set[i];
        }
        oldest = set[i].used < oldest->used ? &set[i] : oldest;
    }
    return oldest;
}

static void push_return(timing_model *model, uint32_t address) {
    uint32_t depth = model->values[M7_RETURN_STACK];
    model->return_stack[model->return_depth++ % depth] = address;
}

/** Whether the stack foretold a return, which it drops then. */
static bool pops_return(timing_model *model, uint32_t address) {
    uint32_t depth = model->values[M7_RETURN_STACK];
    if (model->return_depth == 0 ||
        model->return_stack[(model->return_depth - 1) % depth] != address) {
        return false;
    }
    model->return_depth--;
    return true;
}

static bool predicts(const branch_entry *entry, bool is_known, const operation *op, uint32_t from,
                     uint32_t to, bool is_taken) {
    switch (op->flow) {
    case FLOW_DIRECT:
        return true;
    case FLOW_CONDITIONAL:
        return (is_known ? entry->counter >= WEAKLY_TAKEN : op->target < from) == is_taken;
    default:
        return is_known && entry->target == to;
    }
}

static void learn(timing_model *model, branch_entry *entry, bool is_known, const operation *op,
                  uint32_t from, uint32_t to, bool is_taken) {
    if (op->flow != FLOW_CONDITIONAL) {
        entry->counter = STRONGLY_TAKEN;
    } else if (!is_known) {
        entry->counter = is_taken ? WEAKLY_TAKEN : WEAKLY_NOT_TAKEN;
    } else if (is_taken && entry->counter < STRONGLY_TAKEN) {
        entry->counter++;
    } else if (!is_taken && entry->counter > 0) {
        entry->counter--;
    }
    entry->address = from;
    entry->target = is_taken || !is_known ? to : entry->target;
    entry->used = ++model->branch_clock;
}

/**
 * Says where the latest instruction, a branch, has led; gives the cycles lost when that was not
 * foretold.
 */
uint32_t branch_resolve(mcub_machine *m, uint32_t to) {
    timing_model *model = m->timed;
    const operation *op = &model->operations[model->current->operation - 1];
    uint32_t from = model->address, next = from + op->bytes;
    bool is_taken = to != next, is_foretold = false;
    model->totals.branches++;
    if (op->flow == FLOW_RETURN || op->flow == FLOW_INDIRECT) {
        is_foretold = pops_return(model, to);
    }
    if (!is_foretold) {
        branch_entry *entry = find(model, from);
        bool is_known = entry->used != 0 && entry->address == from;
        is_foretold = predicts(entry, is_known, op, from, to, is_taken);
        learn(model, entry, is_known, op, from, to, is_taken);
    }
    if (op->is_call) {
        push_return(model, next);
    }
    if (is_foretold) {
        model->totals.predicted++;
        return 0;
    }
    bool is_early = model->states[model->state].flags_age >= model->values[M7_EARLY_FLAGS_AGE];
    uint32_t cycles = model->values[is_early ? M7_MISPREDICT_EARLY : M7_MISPREDICT];
    model->totals.mispredict_cycles += cycles;
    return cycles;
}
