// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine.h"

#include <stdlib.h>
#include <string.h>

/** What a memory holds that nobody has written to. */
static uint8_t empty_value(memory_kind kind) {
    return kind == MEMORY_RAM || kind == MEMORY_LOADED ? 0 : 0xFF;
}

/** Puts a memory, or its alias, in front of the core. */
static bool map_region(mcub_machine *m, const memory_region *region) {
    uint32_t rights = UC_PROT_READ | UC_PROT_EXEC | (region->writable ? UC_PROT_WRITE : 0);
    m->regions[m->region_count++] = *region;
    return uc_mem_map_ptr(m->uc, region->base, region->bytes, rights, region->host) == UC_ERR_OK;
}

static bool map_memory(mcub_machine *m, const chip_memory *memory) {
    memory_region region = {
        .base = memory->base,
        .bytes = memory->bytes,
        .kind = memory->kind,
        .writable = memory->kind == MEMORY_RAM || memory->kind == MEMORY_LOADED,
        .host = aligned_alloc(PAGE_BYTES, memory->bytes),
        .has_code = calloc(memory->bytes / PAGE_BYTES, sizeof(bool)),
    };
    if (region.host == NULL || region.has_code == NULL) {
        free(region.host);
        free(region.has_code);
        return false;
    }
    memset(region.host, empty_value(region.kind), region.bytes);
    if (!map_region(m, &region)) {
        return false;
    }
    if (memory->kind == MEMORY_FLASH || memory->kind == MEMORY_LOADED) {
        m->image = &m->regions[m->region_count - 1];
    }
    if (memory->kind == MEMORY_LOADED) {
        m->loaded = calloc(1, memory->bytes);
    }
    m->option = memory->kind == MEMORY_OPTION ? region.host : m->option;
    if (memory->alias == memory->base) {
        return true;
    }
    region.base = memory->alias;
    region.is_alias = true;
    return map_region(m, &region);
}

/** Writes the chip's identity into its system memory. */
static void set_identity(mcub_machine *m, const uint8_t unique_id[12]) {
    const chip_model *model = m->model;
    memcpy(&m->noise, unique_id + 4, sizeof m->noise);
    uint8_t *id = memory_host(m, model->unique_id, 12, false);
    uint8_t *size = memory_host(m, model->flash_size, 2, false);
    if (model->unique_id == 0 || id == NULL || size == NULL) {
        return;
    }
    memcpy(id, unique_id, 12);
    size[0] = (uint8_t)(m->image->bytes >> 10 & 0xFF);
    size[1] = (uint8_t)(m->image->bytes >> 18);
}

bool memory_map(mcub_machine *m, const uint8_t unique_id[12]) {
    for (uint32_t i = 0; i < m->model->memory_count; i++) {
        if (!map_memory(m, &m->model->memories[i])) {
            return false;
        }
    }
    if (m->image == NULL || (m->image->kind == MEMORY_LOADED && m->loaded == NULL)) {
        return false;
    }
    set_identity(m, unique_id);
    return true;
}

/** Puts the first core's memory in front of the second one, too. */
bool memory_share(mcub_machine *m, const mcub_machine *first) {
    for (uint32_t i = 0; i < first->region_count; i++) {
        if (!map_region(m, &first->regions[i])) {
            return false;
        }
    }
    m->image = &m->regions[first->image - first->regions];
    return true;
}

void memory_free(mcub_machine *m) {
    for (uint32_t i = 0; i < m->region_count; i++) {
        if (!m->regions[i].is_alias) {
            free(m->regions[i].host);
            free(m->regions[i].has_code);
        }
    }
    free(m->loaded);
}

/** Whether host bytes are those of the main flash. */
bool memory_is_flash(const mcub_machine *m, const uint8_t *host) {
    return m->image->kind == MEMORY_FLASH && host >= m->image->host &&
           host < m->image->host + m->image->bytes;
}

const memory_region *memory_find(const mcub_machine *m, uint32_t address, uint32_t bytes) {
    for (uint32_t i = 0; i < m->region_count; i++) {
        const memory_region *region = &m->regions[i];
        uint32_t offset = address - region->base;
        if (offset < region->bytes && bytes <= region->bytes - offset) {
            return region;
        }
    }
    return NULL;
}

uint8_t *memory_host(const mcub_machine *m, uint32_t address, uint32_t bytes, bool to_write) {
    const memory_region *region = memory_find(m, address, bytes);
    if (region == NULL || (to_write && !region->writable)) {
        return NULL;
    }
    return region->host + (address - region->base);
}

bool memory_load_word(const mcub_machine *m, uint32_t address, uint32_t *value) {
    const uint8_t *host = memory_host(m, address, 4, false);
    if (host == NULL) {
        return false;
    }
    memcpy(value, host, 4);
    return true;
}

bool memory_store_word(const mcub_machine *m, uint32_t address, uint32_t value) {
    uint8_t *host = memory_host(m, address, 4, true);
    if (host == NULL) {
        return false;
    }
    memcpy(host, &value, 4);
    return true;
}

/** Clears the marks of some pages; says whether code was translated from any of them. */
static bool take_code_marks(bool *has_code, uint32_t first, uint32_t last) {
    bool had_code = false;
    for (uint32_t page = first; page <= last; page++) {
        had_code |= has_code[page];
        has_code[page] = false;
    }
    return had_code;
}

/** Forgets what a core has translated of some pages of a region, and of what shares its bytes. */
static void forget_pages(mcub_machine *m, const uint8_t *host, uint32_t first, uint32_t last) {
    m->code_page = m->checked_page = UINT32_MAX; /* executing there marks the page again */
    for (uint32_t i = 0; i < m->region_count; i++) {
        const memory_region *region = &m->regions[i];
        if (region->host == host) {
            uint64_t start = region->base + (uint64_t)first * PAGE_BYTES;
            uint64_t end = region->base + (last + 1ull) * PAGE_BYTES;
            uc_ctl_remove_cache(m->uc, start, end);
            timing_forget(m, region->base / PAGE_BYTES + first, region->base / PAGE_BYTES + last);
        }
    }
}

/** Forgets all that a core has translated from memory that the other one can write to. */
void memory_forget_code(mcub_machine *m) {
    for (uint32_t i = 0; i < m->region_count; i++) {
        const memory_region *region = &m->regions[i];
        if (region->writable && !region->is_alias) {
            forget_pages(m, region->host, 0, region->bytes / PAGE_BYTES - 1);
        }
    }
}

/**
 * Forgets code that was translated from bytes which the host has changed. Costs next to nothing
 * where nothing was executed: loaders store into flash word by word.
 */
void memory_changed(mcub_machine *m, uint32_t address, uint32_t bytes) {
    const memory_region *changed = memory_find(m, address, bytes);
    if (changed == NULL || bytes == 0) {
        return;
    }
    uint32_t offset = address - changed->base;
    /* An instruction that ends in the first half-word begins on the page before. */
    uint32_t first = (offset >= 2 ? offset - 2 : 0) / PAGE_BYTES;
    uint32_t last = (offset + bytes - 1) / PAGE_BYTES;
    if (!take_code_marks(changed->has_code, first, last)) {
        return;
    }
    forget_pages(m->first, changed->host, first, last);
    if (m->first->second != NULL) {
        forget_pages(m->first->second, changed->host, first, last);
    }
}

/** The next of a series of well-mixed words (Steele, Lea, Flood: SplitMix64, 2014). */
static uint64_t next_noise(mcub_machine *m) {
    m->noise += 0x9E3779B97F4A7C15;
    uint64_t mixed = (m->noise ^ m->noise >> 30) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
    return mixed ^ mixed >> 31;
}

static void fill_with_noise(mcub_machine *m, uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; i += 8) {
        uint64_t word = next_noise(m);
        memcpy(bytes + i, &word, 8);
    }
}

/** What RAM holds after its supply was away: noise, the same one for the same chip. */
void memory_forget(mcub_machine *m) {
    for (uint32_t i = 0; i < m->region_count; i++) {
        const memory_region *region = &m->regions[i];
        if (region->writable && !region->is_alias) {
            fill_with_noise(m, region->host, region->bytes);
            memory_changed(m, region->base, region->bytes);
        }
    }
}

/** What a boot loader does at reset, where the chip has one: it puts the image into RAM. */
void memory_start(mcub_machine *m) {
    if (m->loaded != NULL) {
        memcpy(m->image->host, m->loaded, m->image->bytes);
        memory_changed(m, m->image->base, m->image->bytes);
    }
}

bool mcub_machine_load_otp(mcub_machine *m, const uint8_t *bytes, size_t count) {
    if (m->model->load_otp != NULL) {
        return m->model->load_otp(m, bytes, count);
    }
    uint8_t *otp = memory_host(m, m->model->otp, m->model->otp_bytes, false);
    if (m->model->otp == 0 || otp == NULL || count > m->model->otp_bytes) {
        return false;
    }
    memcpy(otp, bytes, count);
    return true;
}

bool mcub_machine_load_flash(mcub_machine *m, uint32_t offset, const uint8_t *bytes, size_t count) {
    const memory_region *image = m->image;
    if (offset > image->bytes || count > image->bytes - offset) {
        return false;
    }
    memcpy((m->loaded ? m->loaded : image->host) + offset, bytes, count);
    memory_changed(m, image->base + offset, (uint32_t)count);
    return true;
}

bool mcub_memory_read(mcub_machine *m, uint32_t address, uint8_t *bytes, size_t count) {
    if (count > UINT32_MAX) {
        return false;
    }
    const uint8_t *host = memory_host(m, address, (uint32_t)count, false);
    if (host == NULL) {
        return false;
    }
    memcpy(bytes, host, count);
    return true;
}

bool mcub_memory_write(mcub_machine *m, uint32_t address, const uint8_t *bytes, size_t count) {
    if (count > UINT32_MAX) {
        return false;
    }
    uint8_t *host = memory_host(m, address, (uint32_t)count, true);
    if (host == NULL) {
        return false;
    }
    memcpy(host, bytes, count);
    memory_changed(m, address, (uint32_t)count);
    return true;
}
