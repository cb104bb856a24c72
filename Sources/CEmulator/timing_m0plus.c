// SPDX-License-Identifier: GPL-2.0-or-later
// The Cortex-M0+: a static number of cycles an instruction.
#include "timing.h"

/** Cycles of an instruction; a branch that may fall through counts as one that does. */
static uint32_t cycles_of(const uint32_t *values, const operation *op) {
    switch (op->class) {
    case OP_LOAD_WORD:
    case OP_LOAD_NARROW:
    case OP_STORE:
        return values[M0_LOAD_STORE];
    case OP_LOAD_MANY:
    case OP_STORE_MANY:
        return values[M0_MULTIPLE_BASE] + op->registers + (op->pops_pc ? values[M0_POP_PC] : 0);
    case OP_MULTIPLY:
        return values[M0_MULTIPLY];
    case OP_SYSTEM:
        return values[M0_SYSTEM];
    case OP_BRANCH:
        if (op->flow == FLOW_CONDITIONAL) {
            return values[M0_SIMPLE];
        }
        return op->is_call && op->flow == FLOW_DIRECT ? values[M0_CALL] : values[M0_TAKEN_BRANCH];
    default:
        return values[M0_SIMPLE];
    }
}

transition m0_step(const timing_model *model, const operation *op, uint16_t key) {
    return (transition){.key = key, .cycles = (uint8_t)cycles_of(model->values, op)};
}

/** What a branch that was taken costs beyond its own cycles. */
uint32_t m0_taken(const timing_model *model, const operation *op, uint32_t wait_states) {
    const uint32_t *values = model->values;
    uint32_t more = op->flow == FLOW_CONDITIONAL ? values[M0_TAKEN_BRANCH] - values[M0_SIMPLE] : 0;
    return more + values[M0_BRANCH_WAIT] * wait_states;
}
