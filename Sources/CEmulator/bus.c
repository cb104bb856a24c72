// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine.h"

/* Buses as RCC enables their peripherals, in the order of rcc_state.enable. */
enum { AHB1, AHB2, AHB3, APB1, APB2, ALWAYS };

/** A peripheral on the chip's buses (RM0385, table 1; enable bits: 5.3.10 to 5.3.14). */
typedef struct {
    uint32_t base;
    uint32_t bytes;
    unsigned bus;
    unsigned enable_bit;
    uint32_t (*read)(mcub_machine *m, uint32_t offset);
    void (*write)(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
} peripheral;

static uint32_t tim2_read(mcub_machine *m, uint32_t offset) {
    return timer_read(m, &m->tim2, offset);
}

static void tim2_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    timer_write(m, &m->tim2, offset, value, mask);
}

static uint32_t tim5_read(mcub_machine *m, uint32_t offset) {
    return timer_read(m, &m->tim5, offset);
}

static void tim5_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    timer_write(m, &m->tim5, offset, value, mask);
}

static uint32_t syscfg_read(mcub_machine *m, uint32_t offset) {
    return offset < sizeof m->syscfg ? m->syscfg[offset / 4] : 0;
}

static void syscfg_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset < sizeof m->syscfg) {
        merge(&m->syscfg[offset / 4], value, mask);
    }
}

static const peripheral peripherals[] = {
    {0x40011000, 0x400, APB2, 4, usart_read, usart_write},
    {0x40000000, 0x400, APB1, 0, tim2_read, tim2_write},
    {0x40000C00, 0x400, APB1, 3, tim5_read, tim5_write},
    {0x40023800, 0x400, ALWAYS, 0, rcc_read, rcc_write},
    {0x40023C00, 0x400, ALWAYS, 0, flash_read, flash_write},
    {0x40007000, 0x400, APB1, 28, pwr_read, pwr_write},
    {0x40003000, 0x400, ALWAYS, 0, watchdog_read, watchdog_write},
    {0x40013800, 0x400, APB2, 14, syscfg_read, syscfg_write},
    {0xA0001000, 0x400, AHB3, 1, quadspi_read, quadspi_write},
};

static const uint32_t gpio_base = 0x40020000, gpio_bytes = 0x400;
static const uint32_t private_base = 0xE0000000;
static const uint32_t external_base = 0xA0000000; /* FMC, whose registers read as 0, and Quad-SPI */

static bool has_clock(const mcub_machine *m, unsigned bus, unsigned bit) {
    return bus == ALWAYS || (m->rcc.enable[bus] >> bit & 1);
}

/** The peripheral at an address whose clock is on, or NULL. */
static const peripheral *find(const mcub_machine *m, uint32_t address) {
    for (size_t i = 0; i < sizeof peripherals / sizeof peripherals[0]; i++) {
        if (address - peripherals[i].base < peripherals[i].bytes) {
            const peripheral *found = &peripherals[i];
            return has_clock(m, found->bus, found->enable_bit) ? found : NULL;
        }
    }
    return NULL;
}

static uint32_t private_read(mcub_machine *m, uint32_t address) {
    uint32_t value = 0;
    if (component_read(address, &value)) {
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
    case 0xE0042: /* RM0385, 40.6.1: device id 0x449, revision Z */
        return (address & 0xFFF) == 0 ? 0x10016449 : m->debug.dbgmcu[(address & 0xFFF) / 4 & 3];
    default:
        return 0;
    }
}

static void private_write(mcub_machine *m, uint32_t address, uint32_t value, uint32_t mask) {
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

/** A peripheral without its clock, or one that is not modelled, reads as zero. */
uint32_t mcub_bus_read(mcub_machine *m, uint32_t address) {
    address &= ~3u;
    if (address >= private_base) {
        return private_read(m, address);
    }
    uint32_t port = (address - gpio_base) / gpio_bytes;
    if (port < GPIO_PORTS) {
        return has_clock(m, AHB1, port) ? gpio_read(m, port, address & (gpio_bytes - 1)) : 0;
    }
    const peripheral *found = find(m, address);
    return found ? found->read(m, address - found->base) : 0;
}

static void write_masked(mcub_machine *m, uint32_t address, uint32_t value, uint32_t mask) {
    if (address >= private_base) {
        private_write(m, address, value, mask);
        return;
    }
    uint32_t port = (address - gpio_base) / gpio_bytes;
    if (port < GPIO_PORTS) {
        if (has_clock(m, AHB1, port)) {
            gpio_write(m, port, address & (gpio_bytes - 1), value, mask);
        }
        return;
    }
    const peripheral *found = find(m, address);
    if (found) {
        found->write(m, address - found->base, value, mask);
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

static uint64_t on_chip_read(uc_engine *uc, uint64_t offset, unsigned bytes, void *user) {
    (void)uc;
    return read_callback(0x40000000 + (uint32_t)offset, bytes, user);
}

static void on_chip_write(uc_engine *uc, uint64_t offset, unsigned bytes, uint64_t value,
                          void *user) {
    (void)uc;
    write_callback(0x40000000 + (uint32_t)offset, bytes, value, user);
}

static uint64_t on_external_read(uc_engine *uc, uint64_t offset, unsigned bytes, void *user) {
    (void)uc;
    return read_callback(external_base + (uint32_t)offset, bytes, user);
}

static void on_external_write(uc_engine *uc, uint64_t offset, unsigned bytes, uint64_t value,
                              void *user) {
    (void)uc;
    write_callback(external_base + (uint32_t)offset, bytes, value, user);
}

static uint64_t on_private_read(uc_engine *uc, uint64_t offset, unsigned bytes, void *user) {
    (void)uc;
    return read_callback(private_base + (uint32_t)offset, bytes, user);
}

static void on_private_write(uc_engine *uc, uint64_t offset, unsigned bytes, uint64_t value,
                             void *user) {
    (void)uc;
    write_callback(private_base + (uint32_t)offset, bytes, value, user);
}

bool bus_map(mcub_machine *m) {
    return uc_mmio_map(m->uc, 0x40000000, 0x80000, on_chip_read, m, on_chip_write, m) ==
               UC_ERR_OK &&
           uc_mmio_map(m->uc, external_base, 0x2000, on_external_read, m, on_external_write, m) ==
               UC_ERR_OK &&
           uc_mmio_map(m->uc, private_base, 0x100000, on_private_read, m, on_private_write, m) ==
               UC_ERR_OK;
}
