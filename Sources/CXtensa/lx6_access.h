// The fast ways to memory: a page that was found before, and an aligned access.
#pragma once

#include "lx6.h"

#include <string.h>

static inline unsigned lx6_slot(uint32_t address) {
    return address / PAGE % TRANSLATIONS;
}

static inline bool lx6_load32(mcub_lx6 *core, uint32_t address, uint32_t *value) {
    const lx6_translation *found = &core->load_words[lx6_slot(address)];
    if (found->tag == (address & (~(uint32_t)(PAGE - 1) | 3))) {
        memcpy(value, found->page + address % PAGE, 4);
        return true;
    }
    return lx6_load_slowly(core, address, 4, value);
}

static inline bool lx6_load16(mcub_lx6 *core, uint32_t address, uint32_t *value) {
    const lx6_translation *found = &core->load_narrow[lx6_slot(address)];
    if (found->tag == (address & (~(uint32_t)(PAGE - 1) | 1))) {
        uint16_t half;
        memcpy(&half, found->page + address % PAGE, 2);
        *value = half;
        return true;
    }
    return lx6_load_slowly(core, address, 2, value);
}

static inline bool lx6_load8(mcub_lx6 *core, uint32_t address, uint32_t *value) {
    const lx6_translation *found = &core->load_narrow[lx6_slot(address)];
    if (found->tag == (address & ~(uint32_t)(PAGE - 1))) {
        *value = found->page[address % PAGE];
        return true;
    }
    return lx6_load_slowly(core, address, 1, value);
}

static inline bool lx6_store32(mcub_lx6 *core, uint32_t address, uint32_t value) {
    const lx6_translation *found = &core->store_words[lx6_slot(address)];
    if (found->tag == (address & (~(uint32_t)(PAGE - 1) | 3))) {
        memcpy(found->page + address % PAGE, &value, 4);
        return true;
    }
    return lx6_store_slowly(core, address, 4, value);
}

static inline bool lx6_store16(mcub_lx6 *core, uint32_t address, uint32_t value) {
    const lx6_translation *found = &core->store_narrow[lx6_slot(address)];
    if (found->tag == (address & (~(uint32_t)(PAGE - 1) | 1))) {
        const uint16_t half = (uint16_t)value;
        memcpy(found->page + address % PAGE, &half, 2);
        return true;
    }
    return lx6_store_slowly(core, address, 2, value);
}

static inline bool lx6_store8(mcub_lx6 *core, uint32_t address, uint32_t value) {
    const lx6_translation *found = &core->store_narrow[lx6_slot(address)];
    if (found->tag == (address & ~(uint32_t)(PAGE - 1))) {
        found->page[address % PAGE] = (uint8_t)value;
        return true;
    }
    return lx6_store_slowly(core, address, 1, value);
}
