#include "lx6.h"

#include "lx6_access.h"

#include <stdlib.h>
#include <string.h>

mcub_lx6_options mcub_lx6_esp32_options(void) {
    return (mcub_lx6_options){.processor_id = 0xCDCD, .vector_base = 0x40000000};
}

mcub_lx6 *mcub_lx6_create(mcub_lx6_options options) {
    mcub_lx6 *core = calloc(1, sizeof *core);
    if (!core) {
        return NULL;
    }
    core->decoded = calloc(DECODED, sizeof *core->decoded);
    core->decoded_costs = calloc(DECODED, sizeof *core->decoded_costs);
    if (!core->decoded || !core->decoded_costs) {
        mcub_lx6_destroy(core);
        return NULL;
    }
    core->options = options;
    core->fault.meaning = "no fault";
    for (uint32_t slot = 0; slot < DECODED; slot++) {
        core->decoded[slot].address = ~slot;
    }
    lx6_forget_translations(core);
    mcub_lx6_reset(core, 0x40000400);
    return core;
}

void mcub_lx6_destroy(mcub_lx6 *core) {
    if (core) {
        free(core->decoded_costs);
        free(core->decoded);
        free(core);
    }
}

void mcub_lx6_reset(mcub_lx6 *core, uint32_t address) {
    memset(core->a, 0, sizeof core->a);
    memset(core->f, 0, sizeof core->f);
    memset(core->m, 0, sizeof core->m);
    memset(core->epc, 0, sizeof core->epc);
    memset(core->eps, 0, sizeof core->eps);
    memset(core->excsave, 0, sizeof core->excsave);
    memset(core->misc, 0, sizeof core->misc);
    memset(core->ibreaka, 0, sizeof core->ibreaka);
    memset(core->dbreaka, 0, sizeof core->dbreaka);
    memset(core->dbreakc, 0, sizeof core->dbreakc);
    core->pc = address;
    core->lbeg = core->lend = core->lcount = core->sar = 0;
    core->acc = 0;
    core->booleans = core->scompare1 = core->cpenable = core->threadptr = 0;
    core->ps = PS_INTLEVEL | PS_EXCM;
    core->depc = core->exccause = core->excvaddr = core->debugcause = 0;
    core->vecbase = core->options.vector_base;
    core->memctl = core->ddr = core->icount = 0;
    core->atomctl = 0x28;
    core->intenable = core->latched = 0;
    core->ccount_base = 0 - core->cycles;
    for (int timer = 0; timer < TIMERS; timer++) {
        core->ccompare[timer] = 0;
        lx6_schedule_timer(core, timer);
    }
    core->waiting = core->stop_requested = core->ended = false;
    lx6_arm_loop(core);
    lx6_look_up(core);
}

static int map(mcub_lx6 *core, lx6_region region) {
    const uint64_t end = (uint64_t)region.base + region.bytes;
    if (region.bytes == 0 || end > (uint64_t)UINT32_MAX + 1 ||
        core->region_count == MCUB_LX6_MOST_REGIONS) {
        return -1;
    }
    for (int i = 0; i < core->region_count; i++) {
        const lx6_region *other = &core->regions[i];
        if (other->base < end && region.base < (uint64_t)other->base + other->bytes) {
            return -1;
        }
    }
    core->regions[core->region_count] = region;
    return core->region_count++;
}

int mcub_lx6_map_memory(mcub_lx6 *core, uint32_t base, uint32_t bytes, uint8_t *host,
                        unsigned flags) {
    return map(core, (lx6_region){.base = base, .bytes = bytes, .flags = flags, .host = host});
}

int mcub_lx6_map_device(mcub_lx6 *core, uint32_t base, uint32_t bytes, mcub_lx6_access_fn *read,
                        mcub_lx6_access_fn *write, void *context) {
    return read ? map(core, (lx6_region){.base = base,
                                         .bytes = bytes,
                                         .read = read,
                                         .write = write,
                                         .context = context})
                : -1;
}

bool mcub_lx6_point(mcub_lx6 *core, int region, uint8_t *host) {
    if (region < 0 || region >= core->region_count || core->regions[region].read) {
        return false;
    }
    lx6_region *changed = &core->regions[region];
    if (changed->host != host) {
        changed->host = host;
        lx6_forget_translations(core);
        lx6_forget_decoded(core, changed->base, changed->bytes);
    }
    return true;
}

bool mcub_lx6_delay_loads(mcub_lx6 *core, int region, mcub_lx6_delay_fn *delay, void *context) {
    if (region < 0 || region >= core->region_count || core->regions[region].read) {
        return false;
    }
    core->regions[region].delay = delay;
    core->regions[region].context = context;
    lx6_forget_translations(core);
    return true;
}

void mcub_lx6_memory_changed(mcub_lx6 *core, uint32_t base, uint32_t bytes) {
    lx6_forget_decoded(core, base, bytes);
}

/** The host's bytes of a stretch of memory, as far as its region goes. */
static uint8_t *stretch(const mcub_lx6 *core, uint32_t address, uint32_t *bytes) {
    const int found = lx6_find_region(core, address);
    if (found < 0 || !core->regions[found].host) {
        return NULL;
    }
    const lx6_region *region = &core->regions[found];
    const uint32_t offset = address - region->base;
    if (*bytes > region->bytes - offset) {
        *bytes = region->bytes - offset;
    }
    return region->host + offset;
}

bool mcub_lx6_peek(const mcub_lx6 *core, uint32_t address, uint8_t *bytes, uint32_t count) {
    while (count != 0) {
        uint32_t part = count;
        const uint8_t *host = stretch(core, address, &part);
        if (!host) {
            return false;
        }
        memcpy(bytes, host, part);
        address += part;
        bytes += part;
        count -= part;
    }
    return true;
}

bool mcub_lx6_poke(mcub_lx6 *core, uint32_t address, const uint8_t *bytes, uint32_t count) {
    while (count != 0) {
        uint32_t part = count;
        uint8_t *host = stretch(core, address, &part);
        if (!host) {
            return false;
        }
        memcpy(host, bytes, part);
        lx6_forget_decoded(core, address, part);
        address += part;
        bytes += part;
        count -= part;
    }
    return true;
}

uint32_t mcub_lx6_register(const mcub_lx6 *core, unsigned index) {
    return core->a[index % 16];
}

void mcub_lx6_set_register(mcub_lx6 *core, unsigned index, uint32_t value) {
    core->a[index % 16] = value;
}

uint32_t mcub_lx6_program_counter(const mcub_lx6 *core) {
    return core->pc;
}

void mcub_lx6_set_program_counter(mcub_lx6 *core, uint32_t address) {
    core->pc = address;
    core->waiting = false;
}

uint32_t mcub_lx6_float_register(const mcub_lx6 *core, unsigned index) {
    return core->f[index % 16];
}

void mcub_lx6_set_float_register(mcub_lx6 *core, unsigned index, uint32_t bits) {
    core->f[index % 16] = bits;
}

bool mcub_lx6_special(const mcub_lx6 *core, unsigned number, uint32_t *value) {
    return lx6_read_special(core, number, value) == SPECIAL_DONE;
}

bool mcub_lx6_set_special(mcub_lx6 *core, unsigned number, uint32_t value) {
    return lx6_write_special(core, number, value) == SPECIAL_DONE;
}

uint64_t mcub_lx6_cycles(const mcub_lx6 *core) {
    return core->cycles;
}

uint64_t mcub_lx6_instructions(const mcub_lx6 *core) {
    return core->instructions;
}
