// SPDX-License-Identifier: GPL-2.0-or-later
// General-purpose ports (RM0385, 6.4; RM0444, 7.4). Nothing drives the pins from outside.
#include "machine.h"

#include <string.h>

enum { MODER, OTYPER, OSPEEDR, PUPDR, IDR, ODR, BSRR, LCKR, AFRL, AFRH, BRR };

/** An input reads its own output latch in output mode, its pull-up otherwise. */
static uint32_t input_levels(const uint32_t *port) {
    uint32_t levels = 0;
    for (unsigned pin = 0; pin < 16; pin++) {
        bool is_output = (port[MODER] >> (2 * pin) & 3) == 1;
        bool is_pulled_up = (port[PUPDR] >> (2 * pin) & 3) == 1;
        bool is_high = is_output ? port[ODR] >> pin & 1 : is_pulled_up;
        levels |= (uint32_t)is_high << pin;
    }
    return levels;
}

uint32_t gpio_read(mcub_machine *m, unsigned port, uint32_t offset) {
    uint32_t index = offset / 4;
    if (index > AFRH || index == BSRR) {
        return 0;
    }
    return index == IDR ? input_levels(m->gpio[port]) : m->gpio[port][index];
}

void gpio_write(mcub_machine *m, unsigned port, uint32_t offset, uint32_t value, uint32_t mask) {
    uint32_t index = offset / 4;
    if (index == BSRR) {
        uint32_t written = value & mask;
        m->gpio[port][ODR] &= ~(written >> 16);
        m->gpio[port][ODR] |= written & 0xFFFF;
    } else if (index == BRR && m->model->ports.has_bit_reset) {
        m->gpio[port][ODR] &= ~(value & mask);
    } else if (index <= AFRH && index != IDR) {
        merge(&m->gpio[port][index], value, mask);
    }
}

bool gpio_has_function(const mcub_machine *m, unsigned port, unsigned pin, unsigned function) {
    const uint32_t *registers = m->gpio[port];
    uint32_t selected = registers[pin < 8 ? AFRL : AFRH] >> (4 * (pin & 7)) & 0xF;
    return (registers[MODER] >> (2 * pin) & 3) == 2 && selected == function;
}

void gpio_reset(mcub_machine *m) {
    const chip_ports *ports = &m->model->ports;
    memset(m->gpio, 0, sizeof m->gpio);
    for (uint32_t port = 0; port < ports->count; port++) {
        memcpy(m->gpio[port], ports->resets[port], sizeof ports->resets[port]);
    }
}
