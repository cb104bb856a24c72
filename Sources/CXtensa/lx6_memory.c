#include "lx6.h"

#include "lx6_access.h"

#include <string.h>

static bool holds(const lx6_region *region, uint32_t address) {
    return address - region->base < region->bytes;
}

int lx6_find_region(const mcub_lx6 *core, uint32_t address) {
    for (int i = 0; i < core->region_count; i++) {
        if (holds(&core->regions[i], address)) {
            return i;
        }
    }
    return -1;
}

static const lx6_region *region_at(mcub_lx6 *core, uint32_t address) {
    if (core->last_region >= core->region_count ||
        !holds(&core->regions[core->last_region], address)) {
        const int found = lx6_find_region(core, address);
        if (found < 0) {
            return NULL;
        }
        core->last_region = found;
    }
    return &core->regions[core->last_region];
}

static void forget_all(lx6_translations translations) {
    for (int i = 0; i < TRANSLATIONS; i++) {
        translations[i] = (lx6_translation){.tag = NO_PAGE};
    }
}

void lx6_forget_translations(mcub_lx6 *core) {
    forget_all(core->load_words);
    forget_all(core->load_narrow);
    forget_all(core->store_words);
    forget_all(core->store_narrow);
}

void lx6_forget_decoded(mcub_lx6 *core, uint32_t base, uint32_t bytes) {
    /* An instruction that begins two bytes before may reach in. */
    const uint64_t count = (uint64_t)bytes + 2;
    const uint32_t first = base - 2;
    for (uint64_t i = 0; i < count && i < DECODED; i++) {
        const uint32_t slot = (first + (uint32_t)i) % DECODED;
        core->decoded[slot].address = ~slot;
    }
}

static bool *code_flag(mcub_lx6 *core, uint32_t address) {
    return &core->code_pages[address / PAGE % CODE_PAGES];
}

void lx6_note_code(mcub_lx6 *core, uint32_t address) {
    bool *flag = code_flag(core, address);
    if (!*flag) {
        *flag = true;
        /* Another page of the same flag is looked after too, at no cost but time. */
        forget_all(core->store_words);
        forget_all(core->store_narrow);
    }
}

/** The host's page for a page wholly inside the region, or NULL. */
static uint8_t *whole_page(const lx6_region *region, uint32_t address) {
    const uint32_t offset = (address & ~(uint32_t)(PAGE - 1)) - region->base;
    return offset < region->bytes && region->bytes - offset >= PAGE ? region->host + offset : NULL;
}

static void remember(lx6_translations translations, const lx6_region *region, uint32_t address) {
    uint8_t *page = whole_page(region, address);
    if (page) {
        translations[lx6_slot(address)] =
            (lx6_translation){.tag = address & ~(uint32_t)(PAGE - 1), .page = page};
    }
}

/** Whether the region takes an access of this shape; if not, the exception is raised. */
static bool may_access(mcub_lx6 *core, const lx6_region *region, uint32_t address, unsigned bytes,
                       unsigned flag, uint32_t prohibited) {
    const bool unaligned = address % bytes != 0;
    const bool device = region && region->read;
    if (unaligned && (core->options.raises_when_unaligned || device)) {
        lx6_raise_access(core, CAUSE_UNALIGNED, address);
        return false;
    }
    if (!region || (!device && (!region->host || !(region->flags & flag)))) {
        lx6_raise_access(core, prohibited, address);
        return false;
    }
    if (region->flags & MCUB_LX6_WORDS_ONLY && (bytes != 4 || unaligned)) {
        lx6_raise_access(core, CAUSE_LOAD_STORE_ERROR, address);
        return false;
    }
    return true;
}

/** Whether an access that is not aligned ends in another region than it begins in. */
static bool straddles(const lx6_region *region, uint32_t address, unsigned bytes) {
    return region->bytes - (address - region->base) < bytes;
}

bool lx6_load_slowly(mcub_lx6 *core, uint32_t address, unsigned bytes, uint32_t *value) {
    const lx6_region *region = region_at(core, address);
    if (!may_access(core, region, address, bytes, MCUB_LX6_READABLE, CAUSE_LOAD_PROHIBITED)) {
        return false;
    }
    if (region->read) {
        *value = 0;
        if (straddles(region, address, bytes) ||
            !region->read(region->context, address, bytes, value)) {
            lx6_raise_access(core, CAUSE_LOAD_PROHIBITED, address);
            return false;
        }
        *value &= UINT32_MAX >> (32 - 8 * bytes);
        return true;
    }
    if (straddles(region, address, bytes)) {
        uint32_t whole = 0;
        for (unsigned i = 0; i < bytes; i++) {
            uint32_t byte;
            if (!lx6_load_slowly(core, address + i, 1, &byte)) {
                return false;
            }
            whole |= byte << 8 * i;
        }
        *value = whole;
        return true;
    }
    uint32_t loaded = 0;
    memcpy(&loaded, region->host + (address - region->base), bytes);
    *value = loaded;
    if (region->delay) {
        /* Each load has to ask, so that none goes the fast way. */
        core->cycles += core->is_timed ? region->delay(region->context, address) : 0;
        return true;
    }
    remember(core->load_words, region, address);
    if (!(region->flags & MCUB_LX6_WORDS_ONLY)) {
        remember(core->load_narrow, region, address);
    }
    return true;
}

/** Whether every byte of a store over two regions would be taken, so that it happens whole. */
static bool may_store_bytes(mcub_lx6 *core, uint32_t address, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++) {
        const lx6_region *region = region_at(core, address + i);
        if (!may_access(core, region, address + i, 1, MCUB_LX6_WRITABLE, CAUSE_STORE_PROHIBITED)) {
            return false;
        }
    }
    return true;
}

bool lx6_store_slowly(mcub_lx6 *core, uint32_t address, unsigned bytes, uint32_t value) {
    const lx6_region *region = region_at(core, address);
    if (!may_access(core, region, address, bytes, MCUB_LX6_WRITABLE, CAUSE_STORE_PROHIBITED)) {
        return false;
    }
    if (region->read) {
        uint32_t written = value & UINT32_MAX >> (32 - 8 * bytes);
        if (straddles(region, address, bytes) || !region->write ||
            !region->write(region->context, address, bytes, &written)) {
            lx6_raise_access(core, CAUSE_STORE_PROHIBITED, address);
            return false;
        }
        return true;
    }
    if (straddles(region, address, bytes)) {
        if (!may_store_bytes(core, address, bytes)) {
            return false;
        }
        for (unsigned i = 0; i < bytes; i++) {
            if (!lx6_store_slowly(core, address + i, 1, value >> 8 * i & 0xFF)) {
                return false;
            }
        }
        return true;
    }
    memcpy(region->host + (address - region->base), &value, bytes);
    if (*code_flag(core, address) || *code_flag(core, address + bytes - 1)) {
        lx6_forget_decoded(core, address, bytes);
        return true;
    }
    remember(core->store_words, region, address);
    if (!(region->flags & MCUB_LX6_WORDS_ONLY)) {
        remember(core->store_narrow, region, address);
    }
    return true;
}

bool lx6_fetch(const mcub_lx6 *core, uint32_t address, uint8_t *byte) {
    const int found = lx6_find_region(core, address);
    if (found < 0) {
        return false;
    }
    const lx6_region *region = &core->regions[found];
    if (!region->host || !(region->flags & MCUB_LX6_EXECUTABLE)) {
        return false;
    }
    *byte = region->host[address - region->base];
    return true;
}
