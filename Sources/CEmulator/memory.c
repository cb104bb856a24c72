// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine.h"

#include <stdlib.h>
#include <string.h>

/* Addresses: RM0385, 2.2.2 (memory map) and 41 (device electronic signature). */
static const uint32_t unique_id_offset = 0xF420;
static const uint32_t flash_size_offset = 0xF442;
/* RM0385, 3.3.1 (flash memory organization): 1024 one-time programmable bytes. */
static const uint32_t otp_offset = 0xF000;
static const uint32_t otp_bytes = 1024;

bool memory_map(mcub_machine *m, const uint8_t unique_id[12]) {
    m->flash = aligned_alloc(4096, FLASH_BYTES);
    m->ram = aligned_alloc(4096, RAM_BYTES);
    m->itcm = aligned_alloc(4096, ITCM_BYTES);
    m->system = aligned_alloc(4096, SYSTEM_BYTES);
    m->option = aligned_alloc(4096, OPTION_BYTES);
    if (!m->flash || !m->ram || !m->itcm || !m->system || !m->option) {
        return false;
    }
    memset(m->flash, 0xFF, FLASH_BYTES);
    memset(m->ram, 0, RAM_BYTES);
    memset(m->itcm, 0, ITCM_BYTES);
    memset(m->system, 0xFF, SYSTEM_BYTES);
    memset(m->option, 0xFF, OPTION_BYTES);
    memcpy(m->system + unique_id_offset, unique_id, 12);
    memcpy(&m->noise, unique_id + 4, sizeof m->noise);
    m->system[flash_size_offset] = (uint8_t)((FLASH_BYTES >> 10) & 0xFF);
    m->system[flash_size_offset + 1] = (uint8_t)((FLASH_BYTES >> 10) >> 8);

    bool *flash_code = m->has_code, *ram_code = flash_code + FLASH_BYTES / PAGE_BYTES,
         *itcm_code = ram_code + RAM_BYTES / PAGE_BYTES,
         *system_code = itcm_code + ITCM_BYTES / PAGE_BYTES,
         *option_code = system_code + SYSTEM_BYTES / PAGE_BYTES;
    const memory_region regions[REGIONS] = {
        {0x08000000, FLASH_BYTES, m->flash, false, flash_code},    /* flash on the AXI bus */
        {0x20000000, RAM_BYTES, m->ram, true, ram_code},           /* DTCM, SRAM1, SRAM2 */
        {0x00200000, FLASH_BYTES, m->flash, false, flash_code},    /* flash on the ITCM bus */
        {0x00000000, ITCM_BYTES, m->itcm, true, itcm_code},        /* ITCM RAM */
        {0x1FF00000, SYSTEM_BYTES, m->system, false, system_code}, /* system memory, OTP, id */
        {0x1FFF0000, OPTION_BYTES, m->option, false, option_code}, /* option bytes */
    };
    memcpy(m->regions, regions, sizeof regions);
    for (int i = 0; i < REGIONS; i++) {
        const memory_region *region = &m->regions[i];
        uint32_t rights = UC_PROT_READ | UC_PROT_EXEC;
        if (region->writable) {
            rights |= UC_PROT_WRITE;
        }
        if (uc_mem_map_ptr(m->uc, region->base, region->bytes, rights, region->host) != UC_ERR_OK) {
            return false;
        }
    }
    return true;
}

void memory_free(mcub_machine *m) {
    free(m->flash);
    free(m->ram);
    free(m->itcm);
    free(m->system);
    free(m->option);
}

const memory_region *memory_find(const mcub_machine *m, uint32_t address, uint32_t bytes) {
    for (int i = 0; i < REGIONS; i++) {
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
    m->code_page = m->checked_page = UINT32_MAX; /* executing there marks the page again */
    for (int i = 0; i < REGIONS; i++) {
        const memory_region *region = &m->regions[i];
        if (region->host == changed->host) {
            uint64_t start = region->base + (uint64_t)first * PAGE_BYTES;
            uint64_t end = region->base + (last + 1ull) * PAGE_BYTES;
            uc_ctl_remove_cache(m->uc, start, end);
        }
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
    fill_with_noise(m, m->ram, RAM_BYTES);
    fill_with_noise(m, m->itcm, ITCM_BYTES);
    memory_changed(m, 0x20000000, RAM_BYTES);
    memory_changed(m, 0x00000000, ITCM_BYTES);
}

bool mcub_machine_load_otp(mcub_machine *m, const uint8_t *bytes, size_t count) {
    if (count > otp_bytes) {
        return false;
    }
    memcpy(m->system + otp_offset, bytes, count);
    return true;
}

bool mcub_machine_load_flash(mcub_machine *m, uint32_t offset, const uint8_t *bytes, size_t count) {
    if (offset > FLASH_BYTES || count > FLASH_BYTES - offset) {
        return false;
    }
    memcpy(m->flash + offset, bytes, count);
    memory_changed(m, 0x08000000 + offset, (uint32_t)count);
    return true;
}

bool mcub_memory_read(mcub_machine *m, uint32_t address, uint8_t *bytes, size_t count) {
    if (count > FLASH_BYTES) {
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
    if (count > FLASH_BYTES) {
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
