// SPDX-License-Identifier: GPL-2.0-or-later
// Quad-SPI interface (RM0385, 14).
#include "machine.h"

#include <string.h>

enum { CR, DCR, SR, FCR, DLR, CCR, AR, ABR, DR, PSMKR, PSMAR, PIR, LPTR };

uint32_t quadspi_read(mcub_machine *m, uint32_t offset) {
    uint32_t index = offset / 4;
    return index == FCR || index > LPTR ? 0 : m->quadspi[index];
}

void quadspi_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    uint32_t index = offset / 4;
    if (index == FCR) {
        m->quadspi[SR] &= ~(value & mask & 0x1B);
    } else if (index <= LPTR && index != SR) {
        merge(&m->quadspi[index], value, mask);
    }
}

void quadspi_reset(mcub_machine *m) {
    memset(m->quadspi, 0, sizeof m->quadspi);
}
