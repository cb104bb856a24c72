// SPDX-License-Identifier: GPL-2.0-or-later
// What a debugger reaches through the AHB access port: memory, registers, time.
#include "machine.h"

#include <string.h>

/* One SWD transfer: 46 bits with turnaround and acknowledge (ADIv5.2, B4.1) at 4 MHz. */
static const uint32_t transfer_microseconds = 12;

/** Lets the time of some transfers pass; a core that runs has its own. */
static void pass_time(mcub_machine *m, size_t transfers) {
    if (m->debug.halted || m->debug.held_in_reset || m->locked_up) {
        uint64_t microseconds = transfer_microseconds * (uint64_t)transfers;
        mcub_machine_advance(m, m->rcc.hclk * microseconds / 1000000);
    }
}

static bool is_usable(unsigned unit, uint32_t address, size_t count) {
    return (unit == 1 || unit == 2 || unit == 4) && address % unit == 0 && count % unit == 0;
}

/** Finishes what an access has asked of the whole chip. */
static void end_access(mcub_machine *m) {
    m->debug.by_debugger = false;
    if (m->reset_requested) {
        mcub_machine_reset(m, m->reset_cause);
    }
}

/** Reads one unit that no host bytes stand behind. */
static bool read_unit(mcub_machine *m, uint32_t address, unsigned unit, uint8_t *bytes) {
    const uint8_t *mapped = quadspi_mapped(m, address, unit);
    if (mapped != NULL) {
        memcpy(bytes, mapped, unit);
        return true;
    }
    if (!bus_has(m, address)) {
        return false;
    }
    uint32_t word = bus_read_unit(m, address, unit);
    memcpy(bytes, &word, unit);
    return true;
}

/** Whether flash is kept from a debugger; where it is read in place it may just not be set up. */
static bool is_kept(const mcub_machine *m) {
    return m->model->reads_flash != NULL ? !m->model->reads_flash(m) : flash_is_closed(m);
}

bool mcub_debug_read(mcub_machine *m, uint32_t address, unsigned unit, uint8_t *bytes,
                     size_t count) {
    if (!is_usable(unit, address, count)) {
        return false;
    }
    pass_time(m, count / unit);
    m->debug.by_debugger = true;
    bool is_complete = true;
    for (size_t done = 0; done < count && is_complete; done += unit) {
        const uint8_t *host = memory_host(m, address + (uint32_t)done, unit, false);
        if (host == NULL) {
            is_complete = read_unit(m, address + (uint32_t)done, unit, bytes + done);
        } else if (memory_is_flash(m, host) && is_kept(m)) {
            is_complete = false;
        } else {
            memcpy(bytes + done, host, unit);
        }
    }
    end_access(m);
    return is_complete;
}

/** Writes one unit that is not RAM. */
static bool write_unit(mcub_machine *m, uint32_t address, unsigned unit, uint32_t value) {
    if (memory_host(m, address, unit, false) != NULL) {
        flash_store(m, address, unit, value);
        return true;
    }
    if (!bus_has(m, address)) {
        return false;
    }
    /* While nRST is low, only the core's debug components listen. */
    if (!m->debug.held_in_reset || address >= 0xE0000000) {
        bus_write_unit(m, address, unit, value);
    }
    return true;
}

bool mcub_debug_write(mcub_machine *m, uint32_t address, unsigned unit, const uint8_t *bytes,
                      size_t count) {
    if (!is_usable(unit, address, count)) {
        return false;
    }
    pass_time(m, count / unit);
    m->debug.by_debugger = true;
    bool is_complete = true;
    size_t in_ram = 0;
    for (size_t done = 0; done < count && is_complete; done += unit) {
        uint8_t *host = memory_host(m, address + (uint32_t)done, unit, true);
        uint32_t value = 0;
        memcpy(&value, bytes + done, unit);
        if (host != NULL) {
            memcpy(host, &value, unit);
            in_ram += unit;
        } else {
            is_complete = write_unit(m, address + (uint32_t)done, unit, value);
        }
    }
    memory_changed(m, address, (uint32_t)in_ram);
    end_access(m);
    return is_complete;
}

enum { SPECIAL_REGISTERS = 20, FLOAT_STATUS = 33, FIRST_FLOAT = 64 };

static uint32_t get(mcub_machine *m, int id) {
    uint32_t value = 0;
    uc_reg_read(m->uc, id, &value);
    return value;
}

static void set(mcub_machine *m, int id, uint32_t value) {
    uc_reg_write(m->uc, id, &value);
}

uint32_t mcub_debug_register_read(mcub_machine *m, unsigned number) {
    if (number <= MCUB_REGISTER_PSP) {
        return mcub_register_read(m, number);
    }
    if (number == SPECIAL_REGISTERS) {
        return (get(m, UC_ARM_REG_CONTROL) & 7) << 24 | (get(m, UC_ARM_REG_FAULTMASK) & 1) << 16 |
               (get(m, UC_ARM_REG_BASEPRI) & 0xFF) << 8 | (get(m, UC_ARM_REG_PRIMASK) & 1);
    }
    if (number == FLOAT_STATUS) {
        return get(m, UC_ARM_REG_FPSCR);
    }
    if (number - FIRST_FLOAT < 32) {
        return get(m, UC_ARM_REG_S0 + (int)(number - FIRST_FLOAT));
    }
    return 0;
}

void mcub_debug_register_write(mcub_machine *m, unsigned number, uint32_t value) {
    if (number <= MCUB_REGISTER_PSP) {
        bool is_stack = number == 13 || number == MCUB_REGISTER_MSP || number == MCUB_REGISTER_PSP;
        mcub_register_write(m, number, is_stack ? value & ~3u : value);
    } else if (number == SPECIAL_REGISTERS) {
        set(m, UC_ARM_REG_CONTROL, value >> 24 & 7);
        set(m, UC_ARM_REG_FAULTMASK, value >> 16 & 1);
        set(m, UC_ARM_REG_BASEPRI, value >> 8 & 0xF0);
        set(m, UC_ARM_REG_PRIMASK, value & 1);
    } else if (number == FLOAT_STATUS) {
        set(m, UC_ARM_REG_FPSCR, value);
    } else if (number - FIRST_FLOAT < 32) {
        set(m, UC_ARM_REG_S0 + (int)(number - FIRST_FLOAT), value);
    }
}
