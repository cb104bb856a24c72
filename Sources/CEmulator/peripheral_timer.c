// SPDX-License-Identifier: GPL-2.0-or-later
// TIM2 and TIM5 (RM0385, 23; RM0444, 22): 32-bit up counters with prescaler and update interrupt.
#include "machine.h"

#include <string.h>

static const uint32_t cr1_enable = 1u << 0, cr1_no_update = 1u << 1, cr1_request_only = 1u << 2,
                      cr1_one_pulse = 1u << 3, update = 1u << 0;

/** Timer clocks between two counts, in units of core hertz. */
static uint64_t count_cost(const mcub_machine *m, const timer_state *timer) {
    return (uint64_t)m->rcc.hclk * (timer->active_psc + 1ull);
}

static void overflow(timer_state *timer) {
    if (!(timer->cr1 & cr1_no_update)) {
        timer->sr |= update;
        timer->active_psc = timer->psc;
    }
    if (timer->cr1 & cr1_one_pulse) {
        timer->cr1 &= ~cr1_enable;
    }
}

void timer_sync(mcub_machine *m, timer_state *timer) {
    uint64_t elapsed = m->cycles - timer->base;
    timer->base = m->cycles;
    if (!(timer->cr1 & cr1_enable) || timer->arr == 0) {
        return;
    }
    unsigned __int128 clocks = (unsigned __int128)elapsed * m->rcc.timer1_hertz + timer->fraction;
    while (timer->cr1 & cr1_enable) {
        uint64_t cost = count_cost(m, timer);
        uint64_t counts = (uint64_t)(clocks / cost);
        uint64_t room = timer->count <= timer->arr ? (uint64_t)timer->arr - timer->count
                                                   : 0xFFFFFFFFull - timer->count;
        if (counts <= room) {
            timer->count += (uint32_t)counts;
            timer->fraction = (uint64_t)(clocks % cost);
            return;
        }
        clocks -= (unsigned __int128)(room + 1) * cost;
        timer->count = 0;
        uint64_t period = timer->arr + 1ull;
        overflow(timer);
        if (timer->active_psc == timer->psc && (timer->cr1 & cr1_enable)) {
            clocks %= (unsigned __int128)period * count_cost(m, timer);
        }
    }
    timer->fraction = 0;
}

uint32_t timer_read(mcub_machine *m, timer_state *timer, uint32_t offset) {
    timer_sync(m, timer);
    switch (offset) {
    case 0x00:
        return timer->cr1;
    case 0x0C:
        return timer->dier;
    case 0x10:
        return timer->sr;
    case 0x24:
        return timer->count;
    case 0x28:
        return timer->psc;
    case 0x2C:
        return timer->arr;
    default:
        return offset < sizeof timer->other ? timer->other[offset / 4] : 0;
    }
}

static void generate_update(timer_state *timer) {
    timer->count = 0;
    timer->fraction = 0;
    timer->active_psc = timer->psc;
    if (!(timer->cr1 & (cr1_no_update | cr1_request_only))) {
        timer->sr |= update;
    }
}

void timer_write(mcub_machine *m, timer_state *timer, uint32_t offset, uint32_t value,
                 uint32_t mask) {
    timer_sync(m, timer);
    switch (offset) {
    case 0x00:
        merge(&timer->cr1, value, mask);
        break;
    case 0x0C:
        merge(&timer->dier, value, mask);
        break;
    case 0x10: /* flags are cleared by writing zero */
        timer->sr &= value | ~mask;
        break;
    case 0x14:
        if (value & mask & update) {
            generate_update(timer);
        }
        break;
    case 0x24:
        merge(&timer->count, value, mask);
        break;
    case 0x28:
        merge(&timer->psc, value, mask & 0xFFFF);
        break;
    case 0x2C:
        merge(&timer->arr, value, mask);
        break;
    default:
        if (offset < sizeof timer->other) {
            merge(&timer->other[offset / 4], value, mask);
        }
    }
    if (timer->dier & update) {
        request_stop(m);
    }
}

bool timer_line(const timer_state *timer) {
    return (timer->dier & update) && (timer->sr & update);
}

uint64_t timer_next_event(mcub_machine *m, const timer_state *timer) {
    if (!(timer->cr1 & cr1_enable) || !(timer->dier & update) || timer->arr == 0 ||
        timer->count > timer->arr) {
        return UINT64_MAX;
    }
    unsigned __int128 clocks =
        (unsigned __int128)(timer->arr - timer->count + 1ull) * count_cost(m, timer) -
        timer->fraction;
    return timer->base + (uint64_t)((clocks + m->rcc.timer1_hertz - 1) / m->rcc.timer1_hertz);
}

uint32_t timer2_read(mcub_machine *m, uint32_t offset) {
    return timer_read(m, &m->tim2, offset);
}

void timer2_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    timer_write(m, &m->tim2, offset, value, mask);
}

uint32_t timer5_read(mcub_machine *m, uint32_t offset) {
    return timer_read(m, &m->tim5, offset);
}

void timer5_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    timer_write(m, &m->tim5, offset, value, mask);
}

void timer_reset(mcub_machine *m, timer_state *timer) {
    memset(timer, 0, sizeof *timer);
    timer->arr = 0xFFFFFFFF;
    timer->base = m->cycles;
}
