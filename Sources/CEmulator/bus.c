// SPDX-License-Identifier: GPL-2.0-or-later
#include "cores.h"

static const uint32_t private_base = 0xE0000000, private_bytes = 0x100000;

uint32_t syscfg_read(mcub_machine *m, uint32_t offset) {
    return offset < sizeof m->syscfg ? m->syscfg[offset / 4] : 0;
}

void syscfg_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset < sizeof m->syscfg) {
        merge(&m->syscfg[offset / 4], value, mask);
    }
}

static bool has_clock(const mcub_machine *m, unsigned bus, unsigned bit) {
    return bus == ALWAYS_ON || bus == OF_CORE || (m->first->rcc.enable[bus] >> bit & 1);
}

/** The peripheral at an address whose clock is on, or NULL. */
static const chip_peripheral *find(const mcub_machine *m, uint32_t address) {
    for (size_t i = 0; i < m->model->peripheral_count; i++) {
        const chip_peripheral *found = &m->model->peripherals[i];
        if (address - found->base < found->bytes) {
            return has_clock(m, found->bus, found->enable_bit) ? found : NULL;
        }
    }
    return NULL;
}

/** What only Armv7-M has in this model: trace, breakpoints, the chip's debug registers. */
static bool is_absent(const mcub_machine *m, uint32_t address) {
    return !m->core->is_armv7m && address >> 12 != 0xE000E;
}

static uint32_t private_read(mcub_machine *m, uint32_t address) {
    uint32_t value = 0;
    if (is_absent(m, address)) {
        return 0;
    }
    if (m->core->is_armv7m && component_read(m, address, &value)) {
        return value;
    }
    switch (address >> 12) {
    case 0xE0001:
        return dwt_read(m, address & 0xFFF);
    case 0xE0002:
        return breakpoint_read(m, address & 0xFFF);
    case 0xE000E:
        if ((address & 0xFFF) >= 0x10 && (address & 0xFFF) < 0x20) {
            return systick_read(m, (address & 0xFFF) - 0x10);
        }
        if ((address & 0xFFF) >= 0x100 && (address & 0xFFF) < 0xD00) {
            return nvic_read(m, address & 0xFFF);
        }
        return system_control_read(m, address & 0xFFF);
    case 0xE0042: /* DBGMCU */
        return (address & 0xFFF) == 0 ? m->model->device_id
                                      : m->debug.dbgmcu[(address & 0xFFF) / 4 & 3];
    default:
        return 0;
    }
}

static void private_write(mcub_machine *m, uint32_t address, uint32_t value, uint32_t mask) {
    if (is_absent(m, address)) {
        return;
    }
    switch (address >> 12) {
    case 0xE0001:
        dwt_write(m, address & 0xFFF, value, mask);
        return;
    case 0xE0002:
        breakpoint_write(m, address & 0xFFF, value, mask);
        return;
    case 0xE000E:
        if ((address & 0xFFF) >= 0x10 && (address & 0xFFF) < 0x20) {
            systick_write(m, (address & 0xFFF) - 0x10, value, mask);
        } else if ((address & 0xFFF) >= 0x100 && (address & 0xFFF) < 0xD00) {
            nvic_write(m, address & 0xFFF, value, mask);
        } else {
            system_control_write(m, address & 0xFFF, value, mask);
        }
        return;
    case 0xE0042:
        if ((address & 0xFFF) > 0 && (address & 0xFFF) < 16) {
            merge(&m->debug.dbgmcu[(address & 0xFFF) / 4], value, mask);
        }
        return;
    default:
        return;
    }
}

static uint32_t read_peripheral(mcub_machine *m, const chip_peripheral *from, uint32_t offset) {
    if (from->bus == OF_CORE) {
        return from->read(m, offset);
    }
    cores_meet(m, false);
    return from->read(m->first, offset);
}

static void write_peripheral(mcub_machine *m, const chip_peripheral *to, uint32_t offset,
                             uint32_t value, uint32_t mask) {
    if (to->bus == OF_CORE) {
        to->write(m, offset, value, mask);
        return;
    }
    cores_meet(m, true);
    to->write(m->first, offset, value, mask);
}

/** The bits of an address that say what becomes of what is written (RP2040 datasheet, 2.1.2). */
enum { PLAIN, FLIP, SET, CLEAR, ALIAS_MASK = 0x3000 };

static bool is_aliased(const mcub_machine *m, uint32_t address) {
    return address - m->model->atomic_base < m->model->atomic_bytes;
}

/** A peripheral without its clock, or one that is not modelled, reads as zero. */
uint32_t mcub_bus_read(mcub_machine *m, uint32_t address) {
    address &= ~3u;
    if (address - private_base < private_bytes) {
        return private_read(m, address);
    }
    address = is_aliased(m, address) ? address & ~(uint32_t)ALIAS_MASK : address;
    const chip_ports *ports = &m->model->ports;
    uint32_t port = ports->count > 0 ? (address - ports->base) / ports->bytes : 0;
    if (port < ports->count) {
        return has_clock(m, ports->bus, port) ? gpio_read(m, port, address & (ports->bytes - 1))
                                              : 0;
    }
    const chip_peripheral *found = find(m, address);
    return found ? read_peripheral(m, found, address - found->base) : 0;
}

/** Writes through an atomic alias: bits of the register flip, are set, or are cleared. */
static void write_alias(mcub_machine *m, uint32_t address, uint32_t bits) {
    const chip_peripheral *found = find(m, address & ~(uint32_t)ALIAS_MASK);
    if (found == NULL) {
        return;
    }
    uint32_t offset = (address & ~(uint32_t)ALIAS_MASK) - found->base;
    uint32_t before = read_peripheral(m, found, offset);
    switch ((address & ALIAS_MASK) >> 12) {
    case FLIP:
        write_peripheral(m, found, offset, before ^ bits, 0xFFFFFFFF);
        break;
    case SET:
        write_peripheral(m, found, offset, before | bits, 0xFFFFFFFF);
        break;
    default:
        write_peripheral(m, found, offset, before & ~bits, 0xFFFFFFFF);
        break;
    }
}

static void write_masked(mcub_machine *m, uint32_t address, uint32_t value, uint32_t mask) {
    if (is_aliased(m, address) && (address & ALIAS_MASK) != 0) {
        write_alias(m, address, value & mask);
        return;
    }
    if (address - private_base < private_bytes) {
        private_write(m, address, value, mask);
        return;
    }
    const chip_ports *ports = &m->model->ports;
    uint32_t port = ports->count > 0 ? (address - ports->base) / ports->bytes : 0;
    if (port < ports->count) {
        if (has_clock(m, ports->bus, port)) {
            gpio_write(m, port, address & (ports->bytes - 1), value, mask);
        }
        return;
    }
    const chip_peripheral *found = find(m, address);
    if (found) {
        write_peripheral(m, found, address - found->base, value, mask);
    }
}

void mcub_bus_write(mcub_machine *m, uint32_t address, uint32_t value) {
    write_masked(m, address & ~3u, value, 0xFFFFFFFF);
}

/** Bits of the word that an access of `bytes` at `address` touches, for one aligned access. */
static uint32_t lanes(uint32_t address, unsigned bytes) {
    uint32_t ones = bytes >= 4 ? 0xFFFFFFFF : (1u << (8 * bytes)) - 1;
    return ones << (8 * (address & 3));
}

/** Reads 1, 2 or 4 aligned bytes as the core would; what lies above them is undefined. */
uint32_t bus_read_unit(mcub_machine *m, uint32_t address, unsigned bytes) {
    m->access_bytes = bytes;
    uint32_t word = mcub_bus_read(m, address);
    m->access_bytes = 4;
    return word >> (8 * (address & 3));
}

static uint64_t read_callback(uint32_t address, unsigned bytes, mcub_machine *m) {
    uint32_t word = bus_read_unit(m, address, bytes);
    return bytes >= 4 ? word : word & ((1u << (8 * bytes)) - 1);
}

/** Writes 1, 2 or 4 aligned bytes as the core would. */
void bus_write_unit(mcub_machine *m, uint32_t address, unsigned bytes, uint32_t value) {
    write_masked(m, address & ~3u, value << (8 * (address & 3)), lanes(address, bytes));
}

static void write_callback(uint32_t address, unsigned bytes, uint64_t value, mcub_machine *m) {
    bus_write_unit(m, address, bytes, (uint32_t)value);
}

static uint64_t on_read(uc_engine *uc, uint64_t offset, unsigned bytes, void *user) {
    (void)uc;
    const bus_window *window = user;
    return read_callback(window->base + (uint32_t)offset, bytes, window->machine);
}

static void on_write(uc_engine *uc, uint64_t offset, unsigned bytes, uint64_t value, void *user) {
    (void)uc;
    const bus_window *window = user;
    write_callback(window->base + (uint32_t)offset, bytes, value, window->machine);
}

static bool map_window(mcub_machine *m, bus_window *window, uint32_t base, uint32_t bytes) {
    *window = (bus_window){m, base};
    return uc_mmio_map(m->uc, base, bytes, on_read, window, on_write, window) == UC_ERR_OK;
}

bool bus_map(mcub_machine *m) {
    for (uint32_t i = 0; i < m->model->window_count; i++) {
        const chip_window *window = &m->model->windows[i];
        if (!map_window(m, &m->windows[i], window->base, window->bytes)) {
            return false;
        }
    }
    return map_window(m, &m->private_window, private_base, private_bytes);
}

/** Whether registers are at an address, be they modelled or not. */
bool bus_has(const mcub_machine *m, uint32_t address) {
    for (uint32_t i = 0; i < m->model->window_count; i++) {
        if (address - m->model->windows[i].base < m->model->windows[i].bytes) {
            return true;
        }
    }
    return address - private_base < private_bytes;
}
