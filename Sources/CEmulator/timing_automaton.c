// SPDX-License-Identifier: GPL-2.0-or-later
// The automaton that remembers what the pipeline's rules say: each executed address keeps, for each
// state it was met in, the cycles it took and the state it left.
#include "timing.h"

#include <stdlib.h>
#include <string.h>

static const timing_slot empty_slot = {.first = {.key = NO_STATE}};

static uint32_t hash_of(const pipeline_state *state) {
    const uint8_t *bytes = (const uint8_t *)state;
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < sizeof *state; i++) {
        hash = (hash ^ bytes[i]) * 16777619u;
    }
    return hash;
}

/** The number of a state, which is new or was met before; NO_STATE when there are too many. */
static uint16_t intern(timing_model *model, const pipeline_state *state) {
    const uint32_t buckets = sizeof model->state_buckets / sizeof model->state_buckets[0];
    uint32_t bucket = hash_of(state) % buckets;
    for (; model->state_buckets[bucket] != 0; bucket = (bucket + 1) % buckets) {
        uint32_t number = model->state_buckets[bucket] - 1;
        if (memcmp(&model->states[number], state, sizeof *state) == 0) {
            return (uint16_t)number;
        }
    }
    if (model->state_count == STATES) {
        return NO_STATE;
    }
    model->states[model->state_count] = *state;
    model->state_buckets[bucket] = ++model->state_count;
    return (uint16_t)(model->state_count - 1);
}

/** Adds what a transition counted to the totals. */
static void count_transition(const transition *taken, mcub_timing_statistics *totals) {
    if (taken->key == NO_STATE) {
        return;
    }
    totals->transitions++;
    totals->instructions += taken->count;
    totals->dual_issued += taken->is_younger ? taken->count : 0;
    totals->unpaired += taken->is_unpaired ? taken->count : 0;
    totals->waiting += taken->waiting * taken->count;
    totals->held += taken->held * taken->count;
}

static void count_slot(const timing_slot *slot, mcub_timing_statistics *totals) {
    count_transition(&slot->first, totals);
    for (uint32_t i = 0; i < slot->used; i++) {
        count_transition(&slot->others[i], totals);
    }
}

/** Adds to the totals what all transitions have counted. */
void automaton_count(const timing_model *model, mcub_timing_statistics *totals) {
    for (int i = 0; i < PAGE_BUCKETS; i++) {
        for (int j = 0; model->pages[i] != NULL && j < SLOTS_A_PAGE; j++) {
            count_slot(&model->pages[i]->slots[j], totals);
        }
    }
}

/** Adds to an address what one of its transitions has counted. */
static void keep(timing_slot *slot, const transition *taken) {
    if (taken->key != NO_STATE) {
        slot->executions += taken->count;
        slot->stalls += taken->count * taken->cycles;
    }
}

/** Forgets what an address has done, but not that it was counted. */
static void clear_slot(timing_model *model, timing_slot *slot) {
    uint64_t transitions = model->totals.transitions;
    count_slot(slot, &model->totals);
    model->totals.transitions = transitions;
    timing_slot kept = empty_slot;
    kept.executions = slot->executions;
    kept.stalls = slot->stalls;
    keep(&kept, &slot->first);
    for (uint32_t i = 0; i < slot->used; i++) {
        keep(&kept, &slot->others[i]);
    }
    free(slot->others);
    *slot = kept;
}

/** A transition that nothing counts, for when the latest instruction is forgotten. */
static transition nowhere = {.key = NO_STATE};

static void clear_page(timing_model *model, timing_page *page) {
    for (int i = 0; i < SLOTS_A_PAGE; i++) {
        if (page->slots[i].operation != 0) {
            clear_slot(model, &page->slots[i]);
        }
    }
    model->latest = &nowhere;
}

/** Forgets every state, and with them all transitions. */
void automaton_clear(timing_model *model) {
    for (int i = 0; i < PAGE_BUCKETS; i++) {
        if (model->pages[i] != NULL) {
            clear_page(model, model->pages[i]);
        }
    }
    model->operation_count = model->state_count = 0;
    memset(model->state_buckets, 0, sizeof model->state_buckets);
    pipeline_state rest = m7_rest(model);
    model->state = intern(model, &rest);
    model->latest = &nowhere;
}

bool automaton_create(timing_model *model) {
    model->states = malloc((STATES + 1) * sizeof *model->states);
    model->operation_capacity = 1024;
    model->operations = malloc(model->operation_capacity * sizeof *model->operations);
    return model->states != NULL && model->operations != NULL;
}

void automaton_destroy(timing_model *model) {
    for (int i = 0; i < PAGE_BUCKETS; i++) {
        if (model->pages[i] != NULL) {
            clear_page(model, model->pages[i]);
            free(model->pages[i]);
        }
    }
    free(model->states);
    free(model->operations);
}

/** The bucket of a page: its own, or the free one where it belongs. */
static timing_page **bucket_of(timing_model *model, uint32_t page) {
    uint32_t bucket = page * 2654435769u >> 21; /* Fibonacci hashing, to PAGE_BUCKETS */
    while (model->pages[bucket] != NULL && model->pages[bucket]->page != page) {
        bucket = (bucket + 1) % PAGE_BUCKETS;
    }
    return &model->pages[bucket];
}

/** The decoded page of an address, or NULL where nothing was decoded. */
timing_page *automaton_known_page(timing_model *model, uint32_t address) {
    return *bucket_of(model, address / PAGE_BYTES);
}

/** The decoded page of an address, made if need be; NULL where no memory is left. */
timing_page *automaton_page(timing_model *model, uint32_t address) {
    timing_page **bucket = bucket_of(model, address / PAGE_BYTES);
    if (*bucket != NULL || model->page_count == PAGE_BUCKETS / 2) {
        return *bucket;
    }
    timing_page *page = malloc(sizeof *page);
    if (page == NULL) {
        return NULL;
    }
    page->page = address / PAGE_BYTES;
    for (int i = 0; i < SLOTS_A_PAGE; i++) {
        page->slots[i] = empty_slot;
    }
    model->page_count++;
    *bucket = page;
    return page;
}

/** Forgets the instructions of pages whose bytes have changed. */
void automaton_forget(timing_model *model, uint32_t first_page, uint32_t last_page) {
    for (uint32_t page = first_page; page <= last_page; page++) {
        timing_page *found = *bucket_of(model, page);
        if (found == NULL) {
            continue;
        }
        clear_page(model, found);
        /* Where a branch among what is gone leads can no longer be told from it. */
        bool was_latest =
            model->current >= found->slots && model->current < found->slots + SLOTS_A_PAGE;
        if (was_latest && model->flow > FLOW_IT) {
            model->flow = FLOW_IT;
        }
    }
}

static bool is_in_it_block(const mcub_machine *m, uint32_t address) {
    for (uint32_t i = 0; i < m->it_count; i++) {
        if (m->it_address[i] == address) {
            return true;
        }
    }
    return false;
}

/** Decodes the instruction of a slot. */
static bool decode(mcub_machine *m, timing_slot *slot, uint32_t address) {
    timing_model *model = m->timed;
    if (model->operation_count == model->operation_capacity) {
        uint32_t capacity = 2 * model->operation_capacity;
        operation *larger = realloc(model->operations, capacity * sizeof *larger);
        if (larger == NULL) {
            return false;
        }
        model->operations = larger;
        model->operation_capacity = capacity;
    }
    uint8_t code[4] = {0, 0, 0, 0};
    for (uint32_t i = 0; i < 4; i += 2) {
        uint32_t half = first_half(m, address + i);
        code[i] = (uint8_t)half;
        code[i + 1] = (uint8_t)(half >> 8);
    }
    operation *op = &model->operations[model->operation_count];
    *op = timing_decode(model->capstone, code, sizeof code, address, is_in_it_block(m, address));
    slot->operation = ++model->operation_count;
    bool is_event = (code[0] | code[1] << 8) == OPCODE_SEV;
    slot->flow = is_event ? FLOW_IT : op->flow; /* so that the hook looks at it */
    return true;
}

/** Makes room for one more transition beside the first. */
static bool grow(timing_slot *slot) {
    if (slot->used < slot->capacity) {
        return true;
    }
    uint32_t capacity = slot->capacity ? 2u * slot->capacity : 4;
    transition *larger = realloc(slot->others, capacity * sizeof *larger);
    if (larger == NULL) {
        return false;
    }
    slot->others = larger;
    slot->capacity = (uint16_t)capacity;
    return true;
}

static void swap(transition *left, transition *right) {
    transition kept = *left;
    *left = *right;
    *right = kept;
}

/** A transition that was met before, which then moves towards the front if it is the more usual. */
static transition *look_up(timing_slot *slot, uint16_t key) {
    if (slot->first.key == key) {
        return &slot->first;
    }
    for (uint32_t i = 0; i < slot->used; i++) {
        transition *found = &slot->others[i];
        if (found->key == key) {
            transition *ahead = i > 0 ? found - 1 : &slot->first;
            if (found->count <= ahead->count) {
                return found;
            }
            swap(found, ahead);
            return ahead;
        }
    }
    return NULL;
}

/** Works out what an instruction does to a state that it was not met in. */
static transition work_out(timing_model *model, const operation *op, uint16_t key) {
    if (!model->is_m7) {
        return model->is_m4 ? m4_step(model, op, key) : m0_step(model, op, key);
    }
    pipeline_state state = model->states[key & STATES];
    transition result = m7_step(model, &state, op, key);
    result.next = intern(model, &state);
    return result;
}

/**
 * What the instruction of a slot does in a state; `key` is the state's number, with the bits that
 * say how the instruction issues. Never NULL: without memory the transition is not remembered.
 */
transition *automaton_find(mcub_machine *m, timing_slot *slot, uint32_t address, uint16_t key) {
    static transition unremembered;
    timing_model *model = m->timed;
    transition *found = look_up(slot, key);
    if (found != NULL) {
        return found;
    }
    if (slot->operation == 0 && !decode(m, slot, address)) {
        unremembered = (transition){.key = NO_STATE, .next = model->state, .cycles = 1};
        return &unremembered;
    }
    transition result = work_out(model, &model->operations[slot->operation - 1], key);
    if (result.next == NO_STATE) { /* no room for another state: begin anew, from rest */
        automaton_clear(model);
        return automaton_find(m, slot, address,
                              (uint16_t)(model->state | (key & (KEY_ALONE | KEY_SKIPPED))));
    }
    if (slot->first.key == NO_STATE) {
        slot->first = result;
        return &slot->first;
    }
    if (!grow(slot)) {
        unremembered = result;
        return &unremembered;
    }
    slot->others[slot->used] = result;
    return &slot->others[slot->used++];
}
