// SPDX-License-Identifier: GPL-2.0-or-later
// Independent watchdog (RM0385, 26), on the 32 kHz internal oscillator.
#include "machine.h"

#include <string.h>

static const uint32_t lsi_hertz = 32000;

static void reload(mcub_machine *m) {
    uint32_t exponent = m->watchdog.prescaler > 6 ? 6 : m->watchdog.prescaler;
    uint64_t ticks = (uint64_t)(m->watchdog.reload + 1) << (2 + exponent);
    m->watchdog.deadline = m->cycles + ticks * m->rcc.hclk / lsi_hertz;
    request_stop(m);
}

uint32_t watchdog_read(mcub_machine *m, uint32_t offset) {
    return offset == 4 ? m->watchdog.prescaler : offset == 8 ? m->watchdog.reload : 0;
}

void watchdog_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    value &= mask;
    if (offset == 0) {
        m->watchdog.unlocked = value == 0x5555;
        m->watchdog.running |= value == 0xCCCC;
        if (value == 0xAAAA || value == 0xCCCC) {
            reload(m);
        }
    } else if (offset == 4 && m->watchdog.unlocked) {
        m->watchdog.prescaler = value & 7;
    } else if (offset == 8 && m->watchdog.unlocked) {
        m->watchdog.reload = value & 0xFFF;
    }
}

void watchdog_reset(mcub_machine *m) {
    memset(&m->watchdog, 0, sizeof m->watchdog);
    m->watchdog.reload = 0xFFF;
}
