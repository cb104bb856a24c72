// SPDX-License-Identifier: GPL-2.0-or-later
// The Cortex-M7's pipeline as an automaton: one instruction takes one state to the next. The rules
// and where they come from: docs/timing-model.md.
#include "timing.h"

#include <string.h>

/** When a result can be used, in cycles after its issue. */
typedef struct {
    uint32_t late, early, multiplicand, accumulator;
} readiness;

static readiness row(const timing_model *model, m7_parameter first) {
    const uint32_t *values = &model->values[first];
    return (readiness){values[0], values[1], values[2], values[3]};
}

static bool is_load(unsigned class) {
    return class == OP_LOAD_WORD || class == OP_LOAD_NARROW || class == OP_FLOAT_LOAD;
}

static bool issues_alone(unsigned class) {
    return class == OP_LOAD_MANY || class == OP_STORE_MANY || class == OP_DIVIDE ||
           class == OP_SYSTEM || class == OP_FLOAT_DIVIDE || class == OP_FLOAT_ROOT;
}

static bool is_bit_field(unsigned class) {
    return class == OP_BIT_FIELD || class == OP_SATURATE;
}

/** Whether an instruction may issue in the cycle of the older one that the state ends with. */
static bool may_pair(const timing_model *model, const pipeline_state *state, const operation *op) {
    unsigned older = state->class, class = op->class;
    if (!model->values[M7_DUAL_ISSUE] || issues_alone(class)) {
        return false;
    }
    if (is_bit_field(class) && (model->values[M7_DSP_OLDER_ONLY] || is_bit_field(older))) {
        return false;
    }
    if (class == OP_MULTIPLY && (older == OP_MULTIPLY || older == OP_STORE)) {
        return false;
    }
    if (class == OP_STORE && (older == OP_STORE || older == OP_MULTIPLY)) {
        return false;
    }
    if ((class == OP_BRANCH && older == OP_BRANCH) || (class == OP_FLOAT && older == OP_FLOAT)) {
        return false;
    }
    if (op->uses_shifter && state->uses_shifter) {
        return false;
    }
    bool same_base = op->base < 16 && op->base == state->base;
    return !(is_load(class) && is_load(older) && same_base && op->bank == state->bank);
}

/** Whether two loads that pair use registers that do not tell their banks. */
static bool has_unknown_banks(const pipeline_state *state, const operation *op) {
    return is_load(op->class) && is_load(state->class) &&
           !(op->base < 16 && op->base == state->base);
}

static uint32_t latest_of(const uint8_t ready[16], uint16_t registers) {
    uint32_t latest = 0;
    for (; registers != 0; registers &= (uint16_t)(registers - 1)) {
        uint32_t time = ready[__builtin_ctz(registers)];
        latest = time > latest ? time : latest;
    }
    return latest;
}

/** The first cycle at which all operands are there. */
static uint32_t operands_ready(const pipeline_state *state, const operation *op, bool is_skipped) {
    uint32_t ready = 0;
    if (op->reads_flags) {
        ready = state->flags;
    }
    if (is_skipped) {
        return ready;
    }
    const uint32_t times[4] = {
        latest_of(state->late, op->late),
        latest_of(state->early, op->early),
        latest_of(state->multiplicand, op->multiplicand),
        latest_of(state->accumulator, op->accumulator),
    };
    for (int i = 0; i < 4; i++) {
        ready = times[i] > ready ? times[i] : ready;
    }
    return ready;
}

/** How long the pipeline takes nothing else after an instruction that issues alone. */
static uint32_t cycles_held(const timing_model *model, const operation *op) {
    uint32_t per_cycle = model->values[M7_REGISTERS_A_CYCLE];
    switch (op->class) {
    case OP_LOAD_MANY:
    case OP_STORE_MANY:
        return (op->registers + per_cycle - 1) / per_cycle;
    case OP_DIVIDE:
        return model->values[M7_DIVIDE];
    case OP_FLOAT_DIVIDE:
        return model->values[M7_FLOAT_DIVIDE];
    case OP_FLOAT_ROOT:
        return model->values[M7_FLOAT_ROOT];
    case OP_SYSTEM:
        return model->values[M7_SYSTEM];
    default:
        return 1;
    }
}

/** When an instruction's results are ready, after its issue. */
static readiness results(const timing_model *model, const operation *op, bool is_early) {
    readiness result;
    switch (op->class) {
    case OP_LOAD_WORD:
        return row(model, M7_LOAD_WORD);
    case OP_LOAD_NARROW:
        return row(model, M7_LOAD_NARROW);
    case OP_MULTIPLY:
        return row(model, M7_MULTIPLY);
    case OP_SATURATE:
        return row(model, M7_SATURATE);
    case OP_LOAD_MANY:
    case OP_DIVIDE: {
        uint32_t more = cycles_held(model, op) - 1;
        result = row(model, M7_LOAD_LAST);
        return (readiness){result.late + more, result.early + more, result.multiplicand + more,
                           result.accumulator + more};
    }
    default:
        return row(model, is_early ? M7_EARLY : M7_ALU);
    }
}

static void set_ready(pipeline_state *state, uint16_t registers, readiness when, uint32_t issue) {
    for (; registers != 0; registers &= (uint16_t)(registers - 1)) {
        int i = __builtin_ctz(registers);
        state->late[i] = (uint8_t)(issue + when.late);
        state->early[i] = (uint8_t)(issue + when.early);
        state->multiplicand[i] = (uint8_t)(issue + when.multiplicand);
        state->accumulator[i] = (uint8_t)(issue + when.accumulator);
    }
}

/** Makes times relative to an issue `passed` cycles on; what no later issue can tell is 0. */
static void age(uint8_t *times, int count, uint32_t passed, uint32_t soonest) {
    for (int i = 0; i < count; i++) {
        uint32_t left = times[i] > passed ? times[i] - passed : 0;
        times[i] = (uint8_t)(left > soonest ? left : 0);
    }
}

static void normalise(const timing_model *model, pipeline_state *state, uint32_t passed) {
    uint32_t soonest = state->is_open ? 0 : state->busy + 1u;
    age(state->late, 16, passed, soonest);
    age(state->early, 16, passed, soonest);
    age(state->multiplicand, 16, passed, soonest);
    age(state->accumulator, 16, passed, soonest);
    age(&state->flags, 1, passed, soonest);
    if (!state->is_open) {
        state->class = OP_OTHER;
        state->uses_shifter = state->bank = 0;
        state->base = 16;
    }
    if (!is_load(state->class)) {
        state->bank = 0;
        state->base = 16;
    }
    uint32_t most = model->values[M7_EARLY_FLAGS_AGE];
    state->flags_age = (uint8_t)(state->flags_age < most ? state->flags_age : most);
}

/** An instruction whose operands come in time for the first ALU gives its result a stage sooner. */
static bool is_done_early(const timing_model *model, const pipeline_state *state,
                          const operation *op, uint32_t issue, bool is_younger) {
    if (!model->values[M7_EARLY_ALU] || op->reads_flags ||
        latest_of(state->early, op->late) > issue) {
        return false;
    }
    if (op->class == OP_SHIFT) {
        return !(is_younger && state->uses_shifter);
    }
    return op->may_be_early && !is_younger;
}

/** What an instruction does to a state, which it changes. */
transition m7_step(const timing_model *model, pipeline_state *state, const operation *op,
                   uint16_t key) {
    bool is_skipped = (key & KEY_SKIPPED) != 0, had_room = state->is_open;
    bool may_join = had_room && !(key & KEY_ALONE) && may_pair(model, state, op);
    uint32_t ready = operands_ready(state, op, is_skipped);
    uint32_t next_cycle = state->busy + 1u;
    bool is_younger = may_join && ready == 0;
    uint32_t issue = is_younger ? 0 : ready > next_cycle ? ready : next_cycle;
    transition result = {
        .key = key,
        .cycles = (uint8_t)issue,
        .held = (uint8_t)(is_younger ? 0 : next_cycle - 1),
        .waiting = (uint8_t)(is_younger ? 0 : issue - next_cycle),
        .is_younger = is_younger,
        .is_unpaired = had_room && !may_join,
        .checks_banks = is_younger && model->values[M7_RUN_TIME_BANKS] &&
                        has_unknown_banks(state, op) && !is_skipped,
    };
    bool is_early = is_done_early(model, state, op, issue, is_younger);
    uint32_t held = is_skipped ? 1 : cycles_held(model, op);
    state->flags_age = (uint8_t)(state->flags_age + issue);
    if (!is_skipped) {
        set_ready(state, op->written, results(model, op, is_early), issue);
        set_ready(state, op->updated_base, row(model, M7_BASE_UPDATE), issue);
        if (op->sets_flags) {
            state->flags = (uint8_t)(issue + model->values[M7_FLAGS]);
            state->flags_age = 0;
        }
    }
    state->busy = (uint8_t)(held - 1);
    state->is_open = !is_younger && (is_skipped || !issues_alone(op->class));
    state->class = is_skipped ? OP_OTHER : op->class;
    state->uses_shifter = !is_skipped && op->uses_shifter;
    state->base = op->updated_base ? 16 : op->base;
    state->bank = op->bank;
    normalise(model, state, issue);
    return result;
}

/** A pipeline that has come to rest. */
pipeline_state m7_rest(const timing_model *model) {
    pipeline_state state;
    memset(&state, 0, sizeof state);
    state.class = OP_OTHER;
    state.base = 16;
    state.flags_age = (uint8_t)model->values[M7_EARLY_FLAGS_AGE];
    return state;
}
