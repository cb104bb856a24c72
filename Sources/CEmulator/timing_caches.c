// SPDX-License-Identifier: GPL-2.0-or-later
// The Cortex-M7's caches on an STM32F746, and what lies behind them.
#include "timing.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_BITS = 5, FETCH_BITS = 3 }; /* lines of 32 bytes; a fetch without cache gets 8 */

static const uint32_t ccr_data = 1u << 16, ccr_code = 1u << 17;
static const uint32_t acr_latency = 0xF, acr_prefetch = 1u << 8, acr_art = 1u << 9;

/**
 * What the memory at an address costs (RM0385, 2.2.2): what is not on the F746's AXI bus, its ITCM
 * bus's flash apart, costs nothing beyond the access itself.
 */
static cost_kind kind_of(const mcub_machine *m, uint32_t address) {
    if (m->chip != MCUB_CHIP_STM32F746) {
        return COST_NONE;
    }
    if (address - 0x08000000 < 0x100000 || address - 0x1FF00000 < 0x100000) {
        return COST_FLASH;
    }
    if (address - 0x20010000 < 0x40000) {
        return COST_SRAM;
    }
    return address - 0x00200000 < 0x100000 ? COST_TIGHT_FLASH : COST_NONE;
}

static bool create(timing_cache *cache, uint32_t sets, uint32_t ways) {
    cache->sets = sets;
    cache->ways = ways;
    cache->lines = calloc((size_t)sets * ways, sizeof *cache->lines);
    cache->dirty = calloc((size_t)sets * ways, sizeof *cache->dirty);
    cache->victim = calloc(sets, sizeof *cache->victim);
    return cache->lines != NULL && cache->dirty != NULL && cache->victim != NULL;
}

static void destroy(timing_cache *cache) {
    free(cache->lines);
    free(cache->dirty);
    free(cache->victim);
    memset(cache, 0, sizeof *cache);
}

bool caches_create(timing_model *model) {
    destroy(&model->code);
    destroy(&model->data);
    model->fetch_line = model->data_line = NO_LINE;
    model->fetch_shift = LINE_BITS;
    return create(&model->code, model->values[M7_CODE_CACHE_SETS],
                  model->values[M7_CODE_CACHE_WAYS]) &&
           create(&model->data, model->values[M7_DATA_CACHE_SETS],
                  model->values[M7_DATA_CACHE_WAYS]);
}

void caches_destroy(timing_model *model) {
    destroy(&model->code);
    destroy(&model->data);
}

static void clear(timing_cache *cache) {
    memset(cache->lines, 0, (size_t)cache->sets * cache->ways * sizeof *cache->lines);
    memset(cache->dirty, 0, (size_t)cache->sets * cache->ways * sizeof *cache->dirty);
    memset(cache->victim, 0, cache->sets * sizeof *cache->victim);
}

/** What power-on leaves, as far as time tells: nothing that software could find. */
void caches_invalidate(timing_model *model) {
    clear(&model->code);
    clear(&model->data);
    memset(model->art_lines, 0, sizeof model->art_lines);
    model->fetch_line = model->data_line = NO_LINE;
}

/** Takes over SCB_CCR's switches. */
void caches_follow_control(mcub_machine *m) {
    timing_model *model = m->timed;
    model->code_cached = (m->ccr & ccr_code) != 0;
    model->data_cached = (m->ccr & ccr_data) != 0;
    model->fetch_shift = model->code_cached ? LINE_BITS : FETCH_BITS;
    model->fetch_line = model->data_line = NO_LINE;
}

/** The place of a line in a cache, or -1. */
static int32_t find(const timing_cache *cache, uint32_t line) {
    uint32_t first = line % cache->sets * cache->ways;
    for (uint32_t i = 0; i < cache->ways; i++) {
        if (cache->lines[first + i] == line + 1) {
            return (int32_t)(first + i);
        }
    }
    return -1;
}

/** Brings a line in; says whether what had to go was dirty. */
static bool fill(timing_cache *cache, uint32_t line, bool is_store) {
    uint32_t set = line % cache->sets;
    uint32_t place = set * cache->ways + cache->victim[set];
    bool was_dirty = cache->dirty[place];
    cache->victim[set] = (uint8_t)((cache->victim[set] + 1) % cache->ways);
    cache->lines[place] = line + 1;
    cache->dirty[place] = is_store;
    return was_dirty;
}

static uint32_t wait_states(const mcub_machine *m) {
    return m->flash_interface.acr & acr_latency;
}

/** Flash on the ITCM bus, behind ST's small cache if that is on (RM0385, 3.3.2). */
static uint32_t read_tight_flash(mcub_machine *m, uint32_t address) {
    timing_model *model = m->timed;
    uint32_t line = address >> LINE_BITS, count = model->values[M7_ART_LINES];
    uint32_t *place = &model->art_lines[line % count];
    bool is_next = line == model->art_latest + 1, has_art = (m->flash_interface.acr & acr_art) != 0;
    model->art_latest = line;
    if (has_art && *place == line + 1) {
        return 0;
    }
    *place = line + 1;
    return is_next && (m->flash_interface.acr & acr_prefetch) ? 0 : wait_states(m);
}

static uint32_t fetch_cached(mcub_machine *m, uint32_t address, cost_kind kind) {
    timing_model *model = m->timed;
    uint32_t line = address >> LINE_BITS;
    model->totals.code_accesses++;
    if (find(&model->code, line) >= 0) {
        return 0;
    }
    fill(&model->code, line, false);
    model->totals.code_misses++;
    uint32_t cycles = kind == COST_FLASH ? model->values[M7_CODE_LINE] + wait_states(m)
                                         : model->values[M7_SRAM_CODE_LINE];
    model->totals.code_cycles += cycles;
    return cycles;
}

/** The cycles that a fetch from a line or, without the cache, double word costs on its arrival. */
uint32_t caches_fetch(mcub_machine *m, uint32_t address) {
    timing_model *model = m->timed;
    cost_kind kind = kind_of(m, address);
    uint32_t cycles = 0;
    model->fetch_line = address >> model->fetch_shift;
    if (kind == COST_TIGHT_FLASH) {
        cycles = (address & 31) < (1u << model->fetch_shift) || !model->code_cached
                     ? read_tight_flash(m, address)
                     : 0;
    } else if ((kind == COST_FLASH || kind == COST_SRAM) && model->code_cached) {
        return fetch_cached(m, address, kind);
    } else if (kind == COST_FLASH) {
        cycles = model->values[M7_UNCACHED_FETCH] + wait_states(m);
    }
    model->totals.uncached_cycles += cycles;
    return cycles;
}

static uint32_t read_line(mcub_machine *m, cost_kind kind) {
    const uint32_t *values = m->timed->values;
    return kind == COST_FLASH ? values[M7_DATA_LINE] + wait_states(m) : values[M7_SRAM_LINE];
}

static uint32_t access_uncached(mcub_machine *m, uint32_t address, cost_kind kind, bool is_store) {
    uint32_t cycles = 0;
    if (!is_store) {
        cycles = kind == COST_TIGHT_FLASH ? read_tight_flash(m, address) : read_line(m, kind);
    }
    m->timed->totals.uncached_cycles += cycles;
    return cycles;
}

/** The cycles that an access to memory waits, beyond its own. */
uint32_t caches_access(mcub_machine *m, uint32_t address, bool is_store) {
    timing_model *model = m->timed;
    cost_kind kind = kind_of(m, address);
    uint32_t line = address >> LINE_BITS;
    if (kind == COST_NONE) {
        return 0;
    }
    if (kind == COST_TIGHT_FLASH || !model->data_cached) {
        return access_uncached(m, address, kind, is_store);
    }
    model->totals.data_accesses++;
    model->data_line = line;
    int32_t place = find(&model->data, line);
    if (place >= 0) {
        model->data.dirty[place] |= is_store;
        model->data_line_dirty = model->data.dirty[place];
        return 0;
    }
    model->data_line_dirty = is_store;
    uint32_t cycles = 0, evicting = 0;
    if (fill(&model->data, line, is_store)) {
        evicting = model->values[M7_EVICTION];
        model->totals.evictions++;
        model->totals.eviction_cycles += evicting;
    }
    if (!is_store) {
        cycles = read_line(m, kind);
        model->totals.flash_misses += kind == COST_FLASH;
        model->totals.sram_misses += kind == COST_SRAM;
        *(kind == COST_FLASH ? &model->totals.flash_cycles : &model->totals.sram_cycles) += cycles;
    }
    return cycles + evicting;
}

/** Cleans and forgets a line as a maintenance register asks; gives the cycles of a write-back. */
static uint32_t maintain(timing_model *model, int32_t place, bool cleans, bool invalidates) {
    uint32_t cycles = 0;
    if (place < 0) {
        return 0;
    }
    if (cleans && model->data.dirty[place]) {
        cycles = model->values[M7_EVICTION];
        model->totals.evictions++;
        model->totals.eviction_cycles += cycles;
    }
    model->data.dirty[place] = false;
    if (invalidates) {
        model->data.lines[place] = 0;
    }
    return cycles;
}

/** The place that a write to a set/way register names (Armv7-M ARM, B2.2.7). */
static int32_t place_of(const timing_cache *cache, uint32_t value) {
    uint32_t set = value >> LINE_BITS & (cache->sets - 1);
    uint32_t way_bits = (uint32_t)__builtin_ctz(cache->ways);
    uint32_t way = way_bits == 0 ? 0 : value >> (32 - way_bits);
    return (int32_t)(set * cache->ways + way);
}

/** A write to a cache maintenance register (Armv7-M ARM, B3.2.2, table B3-10); gives its cycles. */
uint32_t caches_maintain(timing_model *model, uint32_t offset, uint32_t value) {
    int32_t code_place = find(&model->code, value >> LINE_BITS);
    int32_t data_place = find(&model->data, value >> LINE_BITS);
    model->fetch_line = model->data_line = NO_LINE;
    switch (offset) {
    case 0xF50: /* ICIALLU */
        clear(&model->code);
        return 0;
    case 0xF58: /* ICIMVAU */
        if (code_place >= 0) {
            model->code.lines[code_place] = 0;
        }
        return 0;
    case 0xF5C: /* DCIMVAC */
        return maintain(model, data_place, false, true);
    case 0xF60: /* DCISW */
        return maintain(model, place_of(&model->data, value), false, true);
    case 0xF64: /* DCCMVAU */
    case 0xF68: /* DCCMVAC */
        return maintain(model, data_place, true, false);
    case 0xF6C: /* DCCSW */
        return maintain(model, place_of(&model->data, value), true, false);
    case 0xF70: /* DCCIMVAC */
        return maintain(model, data_place, true, true);
    case 0xF74: /* DCCISW */
        return maintain(model, place_of(&model->data, value), true, true);
    case 0xF78: /* BPIALL */
        branches_reset(model);
        return 0;
    default:
        return 0;
    }
}
