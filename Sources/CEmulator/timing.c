// SPDX-License-Identifier: GPL-2.0-or-later
// Modelled time: what a machine's model is made of, and what befalls it from outside the pipeline.
#include "timing.h"

#include <stdlib.h>
#include <string.h>

/** What stands between the core and its memory; false without memory of the host. */
static bool create_caches(timing_model *model) {
    return model->is_m7 ? caches_create(model) : !model->has_xip || xip_create(model);
}

bool timing_create(mcub_machine *m) {
    if (m->timing != MCUB_TIMING_MODELLED) {
        return true;
    }
    timing_model *model = calloc(1, sizeof *model);
    m->timed = model;
    if (model == NULL) {
        return false;
    }
    model->is_m7 = m->core == &core_cortex_m7;
    model->is_m4 = m->core == &core_cortex_m4;
    model->has_xip = m->model->has_xip_cache;
    size_t count = 0;
    const mcub_timing_parameter *table = mcub_machine_timing_parameters(m, &count);
    for (size_t i = 0; i < count; i++) {
        model->values[i] = table[i].value;
    }
    model->capstone = timing_decoder_open();
    if (model->capstone == 0 || !automaton_create(model) || !create_caches(model)) {
        return false;
    }
    automaton_clear(model);
    return true;
}

/** Gives a second core's model the constants of the first one's. */
bool timing_share(mcub_machine *m, const mcub_machine *first) {
    if (m->timed == NULL) {
        return true;
    }
    memcpy(m->timed->values, first->timed->values, sizeof m->timed->values);
    automaton_clear(m->timed);
    return true;
}

void timing_destroy(mcub_machine *m) {
    timing_model *model = m->timed;
    if (model == NULL) {
        return;
    }
    automaton_destroy(model);
    caches_destroy(model);
    profile_destroy(model);
    timing_decoder_close(model->capstone);
    free(model);
    m->timed = NULL;
}

/** Lets the pipeline come to rest: nothing in flight, and nothing known of what comes next. */
static void come_to_rest(timing_model *model) {
    model->state = 0;
    model->flow = FLOW_NEXT;
    model->fetch_line = NO_LINE;
}

void timing_reset(mcub_machine *m) {
    timing_model *model = m->timed;
    if (model == NULL) {
        return;
    }
    come_to_rest(model);
    profile_reset(m);
    model->returns = false;
    if (model->is_m7) {
        branches_reset(model);
        caches_invalidate(model);
        caches_follow_control(m);
    } else if (model->has_xip) {
        xip_empty(model);
    }
    if (model->is_m4) {
        m4_reset(model);
    }
}

/** Makes the decoded instructions of a page those that the hook looks in; false without memory. */
bool timing_enter_page(mcub_machine *m, uint32_t address) {
    timing_page *page = automaton_page(m->timed, address);
    if (page == NULL) {
        return false;
    }
    timing_model *model = m->timed;
    uint32_t start = page->page * PAGE_BYTES, end = start + PAGE_BYTES;
    if (memory_find(m, start, PAGE_BYTES)->writable) {
        bool is_first = model->code_high == 0;
        model->code_low = is_first || start < model->code_low ? start : model->code_low;
        model->code_high = end > model->code_high ? end : model->code_high;
    }
    model->slots = page->slots;
    return true;
}

/** Forgets what was decoded from bytes that have changed, pages from `first` to `last`. */
void timing_forget(mcub_machine *m, uint32_t first, uint32_t last) {
    if (m->timed != NULL) {
        automaton_forget(m->timed, first, last);
    }
}

/** A constant that all models have. */
uint32_t timing_value(const timing_model *model, m7_parameter m7, m4_parameter m4,
                      m0_parameter m0) {
    return model->values[model->is_m7 ? (size_t)m7 : model->is_m4 ? (size_t)m4 : (size_t)m0];
}

/** Notes an exception's entry, before the core's registers change. */
void timing_enter_exception(mcub_machine *m) {
    timing_model *model = m->timed;
    if (model == NULL) {
        return;
    }
    bool is_chained = model->returns;
    model->returns = false;
    if (model->flow != FLOW_NEXT) {
        timing_settle(m, program_counter(m));
    }
    come_to_rest(model);
    if (model->profile != NULL) {
        profile_enter_exception(m);
        model->flow = FLOW_IT; /* so that the handler's first instruction is noted */
    }
    uint32_t cycles = is_chained ? timing_value(model, M7_TAIL_CHAIN, M4_TAIL_CHAIN, M0_TAIL_CHAIN)
                                 : timing_value(model, M7_EXCEPTION_ENTRY, M4_EXCEPTION_ENTRY,
                                                M0_EXCEPTION_ENTRY);
    m->cycles += cycles;
    model->totals.exceptions++;
    model->totals.exception_cycles += cycles;
}

/** Notes an exception's return; what it costs depends on whether another follows at once. */
void timing_return_from_exception(mcub_machine *m) {
    if (m->timed != NULL) {
        come_to_rest(m->timed);
        m->timed->returns = true;
        if (m->timed->profile != NULL) {
            profile_return_from_exception(m);
        }
        m->timed->flow = FLOW_IT; /* so that the next instruction settles it */
    }
}

/** The firmware looks at a counter of cycles: what it times from here on loses the same each time.
 */
void timing_note_stamp(mcub_machine *m) {
    if (m->timed != NULL) {
        m->timed->stalled_until = m->cycles;
    }
}

/** A write to SCB_CCR or a cache maintenance register. */
void timing_maintain_cache(mcub_machine *m, uint32_t offset, uint32_t value) {
    if (m->timed == NULL || !m->timed->is_m7) {
        return;
    }
    if (offset == 0xD14) {
        caches_follow_control(m);
    } else {
        timing_stall(m, caches_maintain(m->timed, offset, value));
    }
}

const char *mcub_machine_timing_model(const mcub_machine *m) {
    return m->timed == NULL  ? "instructions"
           : m->timed->is_m7 ? "m7"
           : m->timed->is_m4 ? "m4"
                             : "m0plus";
}

const mcub_timing_parameter *mcub_machine_timing_parameters(const mcub_machine *m, size_t *count) {
    *count = 0;
    if (m->timed == NULL) {
        return NULL;
    }
    if (m->timed->is_m7) {
        *count = M7_PARAMETERS;
        return m7_parameters;
    }
    if (m->timed->is_m4) {
        *count = M4_PARAMETERS;
        return m4_parameters;
    }
    *count = m->timed->has_xip ? (size_t)M0_XIP_PARAMETERS : (size_t)M0_PARAMETERS;
    return m0_parameters;
}

uint32_t mcub_machine_timing_value(const mcub_machine *m, size_t index) {
    return m->timed->values[index];
}

bool mcub_machine_set_timing_parameter(mcub_machine *m, const char *name, uint32_t value) {
    size_t count = 0;
    const mcub_timing_parameter *table = mcub_machine_timing_parameters(m, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(table[i].name, name) == 0) {
            if (value < table[i].least || value > table[i].most) {
                return false;
            }
            m->timed->values[i] = value;
            automaton_clear(m->timed);
            return create_caches(m->timed);
        }
    }
    return false;
}

void mcub_machine_timing_statistics(const mcub_machine *m, mcub_timing_statistics *statistics) {
    memset(statistics, 0, sizeof *statistics);
    if (m->timed != NULL) {
        *statistics = m->timed->totals;
        automaton_count(m->timed, statistics);
        statistics->pipeline_states = m->timed->state_count;
        statistics->skipped = m->idle_cycles;
    }
}
