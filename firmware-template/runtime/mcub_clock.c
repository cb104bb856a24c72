/* Cycles in 64 bits, from a 32-bit cycle counter and a slower second timer. */
#include "mcub_board.h"
#include "mcub_core.h"
#include "mcub_runtime.h"

/* Where a count and the ticks of the same window may part: a share of the window, and some ticks,
 * since a window begins and ends between two of them. A counter that stopped or ran backwards is
 * off by far more. */
#define SLACK_SHARE 8u
#define SLACK_TICKS 8u

static mcub_moment total;
static uint32_t last_cycles;
static uint32_t last_ticks;

static uint32_t cycles_a_tick(void) {
    return mcub_board_core_hertz() / mcub_board_timer_hertz();
}

/* Wraps of the cycle counter in ticks of the timer, where the counter moved on by cycles mod 2^32.
 * The two need to agree to half a wrap only: 10 s of 20 s at 216 MHz.
 * No branch goes by where between two ticks a window lies: what the branch predictor learned from
 * it would show in the next window. */
static uint32_t wraps_within(uint32_t ticks, uint32_t cycles) {
    const int64_t ahead = (int64_t)((uint64_t)ticks * cycles_a_tick()) - (int64_t)cycles;
    const int64_t wraps = (ahead + (1ll << 31)) >> 32;
    return wraps > 0 ? (uint32_t)wraps : 0;
}

/* Whether that many ticks and that many cycles cannot be of the same window. */
static bool contradict(uint32_t ticks, uint64_t cycles) {
    const uint64_t expected = (uint64_t)ticks * cycles_a_tick();
    const uint64_t slack = expected / SLACK_SHARE + (uint64_t)SLACK_TICKS * cycles_a_tick();
    return cycles > expected + slack || cycles + slack < expected;
}

mcub_moment mcub_clock_moment(void) {
    const uint32_t ticks = mcub_board_timer_ticks();
    const uint32_t cycles = mcub_core_cycles();
    const uint32_t passed = cycles - last_cycles;
    total.cycles += passed + ((uint64_t)wraps_within(ticks - last_ticks, passed) << 32);
    total.ticks += ticks - last_ticks;
    last_cycles = cycles;
    last_ticks = ticks;
    return total;
}

uint64_t mcub_clock_now(void) {
    return mcub_clock_moment().cycles;
}

__attribute__((noinline)) mcub_window mcub_clock_measure(void (*work)(void)) {
#ifdef MCUB_CORES
    mcub_core_begin_turn();
#endif
    const uint32_t first_tick = mcub_board_timer_ticks();
    const uint32_t mask = mcub_core_mask();
    const uint32_t first = mcub_core_cycles();
    if (work != 0) {
        work();
    }
    const uint32_t passed = mcub_core_cycles() - first;
    const bool interrupt_waits = mcub_core_interrupt_waits();
    mcub_core_unmask(mask);
    const uint32_t ticks = mcub_board_timer_ticks() - first_tick;
    const uint32_t wraps = wraps_within(ticks, passed);
    const uint64_t cycles = passed + ((uint64_t)wraps << 32);
    return (mcub_window){
        .cycles = cycles,
        .wraps = wraps,
        .interrupt_waits = interrupt_waits,
        .is_contradicted = contradict(ticks, cycles),
    };
}
