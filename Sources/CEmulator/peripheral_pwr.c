// SPDX-License-Identifier: GPL-2.0-or-later
// Power controller of the STM32F746 (RM0385, 4.4): the voltage scale and over-drive, ready at once.
#include "machine.h"

#include <string.h>

enum { REGISTER_BYTES = 16 };

static const uint32_t over_drive = 1u << 16, over_drive_switch = 1u << 17, scale_ready = 1u << 14;

uint32_t pwr_read(mcub_machine *m, uint32_t offset) {
    if (offset >= REGISTER_BYTES) {
        return 0;
    }
    if (offset == 4) {
        return m->pwr[1] | (m->pwr[0] & (over_drive | over_drive_switch)) | scale_ready;
    }
    return m->pwr[offset / 4];
}

void pwr_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (offset == 0) {
        merge(&m->pwr[0], value, mask);
        /* The switch needs over-drive on and ready first (RM0385, 4.1.4). */
        if (!(m->pwr[0] & over_drive)) {
            m->pwr[0] &= ~over_drive_switch;
        }
    } else if (offset < REGISTER_BYTES) {
        merge(&m->pwr[offset / 4], value, offset == 4 ? mask & 0x300 : mask);
    }
}

void pwr_reset(mcub_machine *m) {
    memset(m->pwr, 0, sizeof m->pwr);
    m->pwr[0] = 0x0000C000;
}
