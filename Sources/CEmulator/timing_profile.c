// SPDX-License-Identifier: GPL-2.0-or-later
// Who spent the cycles: a count an executed address, and a tree of who called whom.
#include "timing.h"

#include <stdlib.h>

enum { MOST_NODES = 1 << 16, MOST_FRAMES = 256, NO_NODE = 0 };

/** Where a call or an exception returns to, and whose cycles run on then. */
typedef struct {
    uint32_t address, node;
    bool is_exception;
} call_frame;

struct timing_profile {
    mcub_call_node *nodes; /* the first is what runs from reset on */
    uint32_t *siblings, *children;
    uint32_t count, current;
    uint64_t since; /* cycles, without those that passed asleep, when `current` began to run */
    call_frame frames[MOST_FRAMES];
    uint32_t depth;
    bool enters; /* an exception has been taken whose handler is the next instruction */
};

static uint64_t busy_cycles(const mcub_machine *m) {
    return m->cycles - m->idle_cycles;
}

/** Lets another node run from now on. */
static void run_on(mcub_machine *m, uint32_t node) {
    timing_profile *profile = m->timed->profile;
    uint64_t now = busy_cycles(m);
    profile->nodes[profile->current].cycles += now - profile->since;
    profile->since = now;
    profile->current = node;
}

/** The node of a function when the current one calls it; the current one where memory ends. */
static uint32_t child_of(timing_profile *profile, uint32_t function) {
    uint32_t last = NO_NODE, child = profile->children[profile->current];
    for (; child != NO_NODE; child = profile->siblings[child]) {
        if (profile->nodes[child].function == function) {
            return child;
        }
        last = child;
    }
    if (profile->count == MOST_NODES) {
        return profile->current;
    }
    child = profile->count++;
    profile->nodes[child] = (mcub_call_node){.function = function, .parent = profile->current};
    *(last == NO_NODE ? &profile->children[profile->current] : &profile->siblings[last]) = child;
    return child;
}

static void push(timing_profile *profile, uint32_t address, bool is_exception) {
    if (profile->depth == MOST_FRAMES) { /* the outermost call is forgotten */
        for (uint32_t i = 1; i < MOST_FRAMES; i++) {
            profile->frames[i - 1] = profile->frames[i];
        }
        profile->depth--;
    }
    profile->frames[profile->depth++] =
        (call_frame){.address = address, .node = profile->current, .is_exception = is_exception};
}

void profile_call(mcub_machine *m, uint32_t function, uint32_t back_to) {
    timing_profile *profile = m->timed->profile;
    push(profile, back_to, false);
    uint32_t node = child_of(profile, function);
    profile->nodes[node].calls++;
    run_on(m, node);
}

/** A jump to where some call is to come back to is its return, and of all calls since. */
void profile_return(mcub_machine *m, uint32_t address) {
    timing_profile *profile = m->timed->profile;
    for (uint32_t i = profile->depth; i > 0 && !profile->frames[i - 1].is_exception; i--) {
        if (profile->frames[i - 1].address == address) {
            profile->depth = i - 1;
            run_on(m, profile->frames[i - 1].node);
            return;
        }
    }
}

void profile_enter_exception(mcub_machine *m) {
    timing_profile *profile = m->timed->profile;
    push(profile, 0, true);
    profile->enters = true;
}

void profile_return_from_exception(mcub_machine *m) {
    timing_profile *profile = m->timed->profile;
    while (profile->depth > 0) {
        call_frame frame = profile->frames[--profile->depth];
        if (frame.is_exception) {
            run_on(m, frame.node);
            return;
        }
    }
}

/** Notes the first instruction of an exception's handler. */
void profile_settle(mcub_machine *m, uint32_t address) {
    timing_profile *profile = m->timed->profile;
    if (profile->enters) {
        profile->enters = false;
        uint32_t node = child_of(profile, address);
        profile->nodes[node].calls++;
        run_on(m, node);
    }
}

void profile_reset(mcub_machine *m) {
    timing_profile *profile = m->timed->profile;
    if (profile != NULL) {
        run_on(m, 0);
        profile->depth = 0;
        profile->enters = false;
    }
}

void profile_destroy(timing_model *model) {
    if (model->profile != NULL) {
        free(model->profile->nodes);
        free(model->profile->siblings);
        free(model->profile->children);
        free(model->profile);
        model->profile = NULL;
    }
}

bool mcub_machine_profile_calls(mcub_machine *m) {
    if (m->timed == NULL || m->timed->profile != NULL) {
        return m->timed != NULL;
    }
    timing_profile *profile = calloc(1, sizeof *profile);
    m->timed->profile = profile;
    if (profile == NULL) {
        return false;
    }
    profile->nodes = calloc(MOST_NODES, sizeof *profile->nodes);
    profile->siblings = calloc(MOST_NODES, sizeof *profile->siblings);
    profile->children = calloc(MOST_NODES, sizeof *profile->children);
    if (!profile->nodes || !profile->siblings || !profile->children) {
        profile_destroy(m->timed);
        return false;
    }
    profile->count = 1;
    profile->since = busy_cycles(m);
    return true;
}

const mcub_call_node *mcub_machine_call_nodes(mcub_machine *m, size_t *count) {
    *count = 0;
    if (m->timed == NULL || m->timed->profile == NULL) {
        return NULL;
    }
    run_on(m, m->timed->profile->current);
    *count = m->timed->profile->count;
    return m->timed->profile->nodes;
}

/** What an address has taken so far. */
static mcub_profile_line line_of(const timing_page *page, int slot) {
    const timing_slot *from = &page->slots[slot];
    mcub_profile_line line = {.address = page->page * PAGE_BYTES + 2 * (uint32_t)slot,
                              .executions = from->executions + from->first.count,
                              .cycles = from->stalls + from->first.count * from->first.cycles};
    for (uint32_t i = 0; i < from->used; i++) {
        line.executions += from->others[i].count;
        line.cycles += from->others[i].count * from->others[i].cycles;
    }
    return line;
}

size_t mcub_machine_profile(const mcub_machine *m, mcub_profile_line *lines, size_t capacity) {
    size_t count = 0;
    for (int i = 0; m->timed != NULL && i < PAGE_BUCKETS; i++) {
        const timing_page *page = m->timed->pages[i];
        for (int slot = 0; page != NULL && slot < SLOTS_A_PAGE; slot++) {
            mcub_profile_line line = line_of(page, slot);
            if (line.executions == 0) {
                continue;
            }
            if (count < capacity) {
                lines[count] = line;
            }
            count++;
        }
    }
    return count;
}
