// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine.h"

#include <stdlib.h>
#include <string.h>

/* Addresses: RM0385, 2.2.2 (memory map) and 41 (device electronic signature). */
static const uint32_t unique_id_offset = 0xF420;
static const uint32_t flash_size_offset = 0xF442;

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
    m->system[flash_size_offset] = (uint8_t)((FLASH_BYTES >> 10) & 0xFF);
    m->system[flash_size_offset + 1] = (uint8_t)((FLASH_BYTES >> 10) >> 8);

    const memory_region regions[REGIONS] = {
        {0x08000000, FLASH_BYTES, m->flash, false},   /* flash on the AXI bus */
        {0x20000000, RAM_BYTES, m->ram, true},        /* DTCM, SRAM1, SRAM2 */
        {0x00200000, FLASH_BYTES, m->flash, false},   /* the same flash on the ITCM bus */
        {0x00000000, ITCM_BYTES, m->itcm, true},      /* ITCM RAM */
        {0x1FF00000, SYSTEM_BYTES, m->system, false}, /* system memory, OTP, unique id */
        {0x1FFF0000, OPTION_BYTES, m->option, false}, /* option bytes */
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

uint8_t *memory_host(const mcub_machine *m, uint32_t address, uint32_t bytes, bool to_write) {
    for (int i = 0; i < REGIONS; i++) {
        const memory_region *region = &m->regions[i];
        uint32_t offset = address - region->base;
        if (offset < region->bytes && bytes <= region->bytes - offset) {
            return to_write && !region->writable ? NULL : region->host + offset;
        }
    }
    return NULL;
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

/** Forgets code that was translated from bytes which the host has changed. */
void memory_changed(mcub_machine *m, uint32_t address, uint32_t bytes) {
    uint8_t *host = memory_host(m, address, bytes, false);
    if (host == NULL || bytes == 0) {
        return;
    }
    for (int i = 0; i < REGIONS; i++) {
        const memory_region *region = &m->regions[i];
        if (host >= region->host && host < region->host + region->bytes) {
            uint64_t start = region->base + (uint64_t)(host - region->host);
            uc_ctl_remove_cache(m->uc, start, start + bytes);
        }
    }
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
