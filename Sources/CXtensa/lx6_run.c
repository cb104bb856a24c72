#include "lx6.h"

#include "lx6_timing.h"

/** Latches the timers whose cycle has come; the next one's cycle, if it comes before `limit`. */
static uint64_t run_timers(mcub_lx6 *core, uint64_t limit) {
    static const uint32_t lines[TIMERS] = {1 << 6, 1 << 15, 1 << 16};
    for (int timer = 0; timer < TIMERS; timer++) {
        while (core->timer_at[timer] <= core->cycles) {
            core->latched |= lines[timer];
            core->timer_at[timer] += UINT64_C(1) << 32;
        }
        if (core->timer_at[timer] < limit) {
            limit = core->timer_at[timer];
        }
    }
    return limit;
}

void lx6_schedule_timer(mcub_lx6 *core, int timer) {
    uint64_t ahead = core->ccompare[timer] - lx6_ccount(core);
    ahead &= UINT32_MAX;
    core->timer_at[timer] = core->cycles + (ahead == 0 ? UINT64_C(1) << 32 : ahead);
    lx6_look_up(core);
}

/** An instruction whose end is LEND: back to LBEG, unless it went elsewhere. */
static void run_loop_end(mcub_lx6 *core, const lx6_op *op) {
    core->jumped = false;
    op->run(core, op);
    if (!core->jumped && core->lcount != 0) {
        core->lcount--;
        core->next = core->lbeg;
        lx6_arm_loop(core);
    }
}

static void run_to_limit(mcub_lx6 *core) {
    uint32_t pc = core->pc;
    while (core->cycles < core->limit) {
        const lx6_op *op = &core->decoded[pc % DECODED];
        if (op->address != pc) {
            op = lx6_decode(core, pc);
        }
        const uint32_t next = pc + op->bytes;
        core->pc = pc;
        core->next = next;
        core->cycles++;
        core->instructions++;
        if (next == core->loop_end) {
            run_loop_end(core, op);
        } else {
            op->run(core, op);
        }
        pc = core->next;
    }
    core->pc = pc;
}

mcub_lx6_reason mcub_lx6_run(mcub_lx6 *core, uint64_t until_cycle) {
    core->ended = false;
    while (!core->stop_requested && core->cycles < until_cycle) {
        core->limit = run_timers(core, until_cycle);
        lx6_take_interrupt(core);
        if (core->waiting) {
            core->cycles = run_timers(core, until_cycle);
            continue;
        }
        if (core->is_timed) {
            lx6_run_timed(core);
        } else {
            run_to_limit(core);
        }
        if (core->ended) {
            return core->ended_by;
        }
    }
    if (core->stop_requested) {
        core->stop_requested = false;
        return MCUB_LX6_STOPPED;
    }
    return core->waiting ? MCUB_LX6_WAITING : MCUB_LX6_REACHED;
}

void mcub_lx6_advance(mcub_lx6 *core, uint64_t cycles) {
    core->cycles += cycles;
}

void mcub_lx6_stop(mcub_lx6 *core) {
    core->stop_requested = true;
    lx6_look_up(core);
}

mcub_lx6_fault_record mcub_lx6_fault(const mcub_lx6 *core) {
    return core->fault;
}

void mcub_lx6_finish_simcall(mcub_lx6 *core) {
    core->pc += 3;
    core->cycles++;
    core->instructions++;
    if (core->pc == core->loop_end) {
        core->lcount--;
        core->pc = core->lbeg;
        lx6_arm_loop(core);
    }
}
