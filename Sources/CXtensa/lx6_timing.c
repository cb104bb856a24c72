#include "lx6_timing.h"

/** Where results lie: sixteen address registers, sixteen of floating point, m0 to m3, and these. */
enum { FLOATS = 16, MACS = 32, ACCUMULATOR = 36, SHIFT = 37, BOOLEANS = 38 };

mcub_lx6_costs mcub_lx6_estimated_costs(void) {
    return (mcub_lx6_costs){.load = 3,
                            .multiply = 2,
                            .divide = 13,
                            .mac = 1,
                            .floating = 4,
                            .taken_branch = 3,
                            .jump = 2,
                            .special = 2,
                            .exception = 5};
}

void mcub_lx6_set_costs(mcub_lx6 *core, const mcub_lx6_costs *costs) {
    core->is_timed = costs != NULL;
    if (costs) {
        const uint8_t latencies[KINDS] = {[KIND_SIMPLE] = 1,
                                          [KIND_MULTIPLY] = costs->multiply,
                                          [KIND_DIVIDE] = costs->divide,
                                          [KIND_MAC] = costs->mac,
                                          [KIND_FLOAT] = costs->floating,
                                          [KIND_LOAD] = costs->load,
                                          [KIND_STORE] = 1,
                                          [KIND_BRANCH] = 1,
                                          [KIND_JUMP] = 1,
                                          [KIND_SPECIAL] = costs->special};
        for (int kind = 0; kind < KINDS; kind++) {
            core->latencies[kind] = latencies[kind];
        }
        core->costs = *costs;
    }
    for (int i = 0; i < RESULTS; i++) {
        core->ready[i] = 0;
    }
    lx6_forget_decoded(core, 2, DECODED);
    lx6_look_up(core);
}

static uint64_t bit(unsigned index) {
    return UINT64_C(1) << index;
}

static uint64_t if_used(uint32_t uses, uint32_t flag, unsigned index) {
    return uses & flag ? bit(index) : 0;
}

void lx6_prepare_cost(mcub_lx6 *core, const lx6_op *op) {
    const lx6_description *found = lx6_describe(op->run);
    const uint32_t uses = found->uses;
    const unsigned mx = MACS + (op->r >> 2 & 1), my = MACS + 2 + (op->t >> 2 & 1);
    lx6_cost *cost = &core->decoded_costs[op->address % DECODED];
    cost->kind = (uint8_t)found->kind;
    cost->reads = if_used(uses, READS_R, op->r) | if_used(uses, READS_S, op->s) |
                  if_used(uses, READS_T, op->t) | if_used(uses, READS_A0, 0) |
                  if_used(uses, READS_FR, FLOATS + op->r) |
                  if_used(uses, READS_FS, FLOATS + op->s) |
                  if_used(uses, READS_FT, FLOATS + op->t) | if_used(uses, READS_MX, mx) |
                  if_used(uses, READS_MY, my) | if_used(uses, READS_ACC, ACCUMULATOR) |
                  if_used(uses, READS_SAR, SHIFT) | if_used(uses, READS_BR, BOOLEANS);
    cost->writes = if_used(uses, WRITES_R, op->r) | if_used(uses, WRITES_T, op->t) |
                   if_used(uses, WRITES_A0, 0) | if_used(uses, WRITES_FR, FLOATS + op->r) |
                   if_used(uses, WRITES_FT, FLOATS + op->t) |
                   if_used(uses, WRITES_ACC, ACCUMULATOR) | if_used(uses, WRITES_SAR, SHIFT) |
                   if_used(uses, WRITES_BR, BOOLEANS);
    cost->loads = if_used(uses, WRITES_MW, MACS + (op->r & 3));
    if (found->kind == KIND_SPECIAL) {
        cost->reads = bit(RESULTS) - 1;
    }
}

/** The cycle at which all of these results are there, but not before `from`. */
static uint64_t when_ready(const mcub_lx6 *core, uint64_t results, uint64_t from) {
    for (; results != 0; results &= results - 1) {
        const uint64_t at = core->ready[__builtin_ctzll(results)];
        from = at > from ? at : from;
    }
    return from;
}

static void set_ready(mcub_lx6 *core, uint64_t results, uint64_t at) {
    for (; results != 0; results &= results - 1) {
        core->ready[__builtin_ctzll(results)] = at;
    }
}

/** What leaving the sequence costs: a branch, a jump, or an exception of something else. */
static uint64_t jump_cost(const mcub_lx6 *core, uint8_t kind) {
    return kind == KIND_BRANCH ? core->costs.taken_branch
           : kind == KIND_JUMP ? core->costs.jump
                               : core->costs.exception;
}

void lx6_run_timed(mcub_lx6 *core) {
    while (core->cycles < core->limit) {
        const uint32_t pc = core->pc;
        const lx6_op *op = &core->decoded[pc % DECODED];
        if (op->address != pc) {
            op = lx6_decode(core, pc);
        }
        /* A copy: an instruction may change what is decoded. */
        const lx6_cost cost = core->decoded_costs[pc % DECODED];
        const uint64_t issue = when_ready(core, cost.reads, core->cycles);
        const uint32_t next = pc + op->bytes;
        core->next = next;
        core->cycles = issue + 1;
        core->instructions++;
        core->jumped = false;
        op->run(core, op);
        /* Later than its issue where a load had to wait, and all that follows with it. */
        const uint64_t done = core->cycles - 1;
        set_ready(core, cost.writes, done + core->latencies[cost.kind]);
        set_ready(core, cost.loads, done + core->costs.load);
        if (core->jumped) {
            core->cycles += core->ended ? 0 : jump_cost(core, cost.kind);
        } else if (next == core->loop_end && core->lcount != 0) {
            core->lcount--;
            core->next = core->lbeg;
            lx6_arm_loop(core);
        }
        core->pc = core->next;
    }
}
