// SPDX-License-Identifier: GPL-2.0-or-later
// The RP2040's cache of serial flash, shared by code, data and both cores (datasheet, 2.6.3). What
// a miss costs follows from how the firmware set the interface up; nothing of it was held against
// silicon.
#include "chip_rp2040.h"
#include "timing.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_BITS = 3, WORD_BITS = 2 };

/* 2.6.3.1: what an address's highest byte says; the cached window and the one that is not. */
static const uint32_t cached = 0x10, uncached = 0x13;
static const uint32_t control_enable = 1;

bool xip_create(timing_model *model) {
    caches_destroy(model);
    timing_cache *cache = &model->code;
    cache->sets = model->values[M0_XIP_SETS];
    cache->ways = model->values[M0_XIP_WAYS];
    cache->lines = calloc((size_t)cache->sets * cache->ways, sizeof *cache->lines);
    cache->victim = calloc(cache->sets, sizeof *cache->victim);
    model->fetch_line = NO_LINE;
    return cache->lines != NULL && cache->victim != NULL;
}

void xip_empty(timing_model *model) {
    timing_cache *cache = &model->code;
    memset(cache->lines, 0, (size_t)cache->sets * cache->ways * sizeof *cache->lines);
    memset(cache->victim, 0, cache->sets);
    model->fetch_line = NO_LINE;
}

void timing_flush_xip(mcub_machine *m) {
    if (m->timed != NULL) {
        xip_empty(m->timed);
        if (m->second != NULL) {
            m->second->timed->fetch_line = NO_LINE;
        }
    }
}

/** Whether a line is in the cache; puts it there when not, the ways of a set in turn. */
static bool look_up(timing_cache *cache, uint32_t line) {
    uint32_t set = line % cache->sets;
    uint32_t *lines = cache->lines + (size_t)set * cache->ways;
    for (uint32_t way = 0; way < cache->ways; way++) {
        if (lines[way] == line + 1) {
            return true;
        }
    }
    lines[cache->victim[set]] = line + 1;
    cache->victim[set] = (uint8_t)((cache->victim[set] + 1) % cache->ways);
    return false;
}

/** Cycles of a read of 32 bits over the serial lines. */
static uint32_t word_cycles(const mcub_machine *m) {
    const uint32_t *values = m->timed->values;
    return rp2040_word_clocks(m) * rp2040(m)->ssi.baudr + values[M0_XIP_OVERHEAD];
}

/** Cycles that a read of flash waits; `*is_miss` says whether the serial lines were needed. */
static uint32_t wait_for(mcub_machine *m, uint32_t address, bool *is_miss) {
    rp2040_state *rp = rp2040(m);
    timing_model *model = m->timed;
    bool is_cached = address >> 24 == cached && (rp->xip_control & control_enable);
    rp->xip_accesses += is_cached;
    *is_miss = !is_cached || !look_up(&m->first->timed->code, (address & 0xFFFFFF) >> LINE_BITS);
    rp->xip_hits += !*is_miss;
    if (!*is_miss) {
        return 0;
    }
    /* A miss of the other core is served first, where it came before. */
    uint64_t start = rp->xip_busy_until > m->cycles ? rp->xip_busy_until : m->cycles;
    uint32_t cycles = word_cycles(m) * (is_cached ? model->values[M0_XIP_LINE_WORDS] : 1);
    rp->xip_busy_until = start + cycles;
    return (uint32_t)(rp->xip_busy_until - m->cycles);
}

static bool is_flash(uint32_t address) {
    return address >> 24 == cached || address >> 24 == uncached;
}

/** The cycles that fetching the instruction at `address` waits for flash. */
uint32_t xip_fetch(mcub_machine *m, uint32_t address) {
    timing_model *model = m->timed;
    bool is_miss = false;
    if (!is_flash(address)) {
        return 0;
    }
    uint32_t place = address >> 24 == cached ? address >> LINE_BITS : address >> WORD_BITS;
    if (place == model->fetch_line) {
        return 0;
    }
    uint32_t cycles = wait_for(m, address, &is_miss);
    model->fetch_line = place;
    model->totals.code_accesses++;
    model->totals.code_misses += is_miss;
    model->totals.code_cycles += cycles;
    return cycles;
}

/** The cycles that a load from `address` waits for flash. */
uint32_t xip_load(mcub_machine *m, uint32_t address) {
    bool is_miss = false;
    if (!is_flash(address)) {
        return 0;
    }
    uint32_t cycles = wait_for(m, address, &is_miss);
    m->timed->totals.data_accesses++;
    m->timed->totals.flash_misses += is_miss;
    m->timed->totals.flash_cycles += cycles;
    return cycles;
}
