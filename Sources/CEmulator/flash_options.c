// SPDX-License-Identifier: GPL-2.0-or-later
// Option bytes (RM0385, 3.4): write protection, read protection, boot address.
#include "flash.h"

#include <string.h>

/* Values from the factory (RM0385, 3.7.6 and 3.7.7), without the bits that are not stored. */
static const uint32_t factory[2] = {0xC0FFAAFC, 0x00400080};
static const uint32_t stored = ~(OPTCR_LOCK | OPTCR_STRT);
static const uint32_t option_microseconds = 1000;
static const uint32_t open_level = 0xAA;

static uint32_t read_protection(uint32_t options) {
    return options >> 8 & 0xFF;
}

/** Shows the options in memory as well (RM0385, table 9). */
static void publish(mcub_machine *m) {
    if (m->option == NULL) {
        return;
    }
    const uint16_t halves[4] = {
        (uint16_t)(m->options[0] & 0xFFFC),
        (uint16_t)(m->options[0] >> 16),
        (uint16_t)(m->options[1] & 0xFFFF),
        (uint16_t)(m->options[1] >> 16),
    };
    for (size_t i = 0; i < 4; i++) {
        memcpy(m->option + 8 * i, &halves[i], sizeof halves[i]);
    }
}

static bool is_read_protected(const mcub_machine *m) {
    return read_protection(m->options[0]) != open_level;
}

void flash_factory_options(mcub_machine *m) {
    memcpy(m->options, factory, sizeof factory);
    publish(m);
}

/** Puts sectors under write protection as if they had been so when the chip was powered. */
void flash_protect(mcub_machine *m, uint32_t sectors) {
    uint32_t bits = (sectors & 0xFF) << 16;
    m->options[0] &= ~bits;
    m->flash_interface.optcr &= ~bits;
    publish(m);
}

/**
 * Whether read protection keeps the flash from a debugger that is connected: no reading, erasing or
 * programming (RM0385, 3.5.1). What the core itself reads is not held back here.
 */
bool flash_is_closed(const mcub_machine *m) {
    return is_read_protected(m) && (m->debug.by_debugger || debug_is_enabled(m));
}

static void program_options(mcub_machine *m) {
    flash_wait(m);
    uint32_t wanted = m->flash_interface.optcr & stored;
    bool opens = is_read_protected(m) && read_protection(wanted) == open_level;
    m->options[0] = wanted;
    m->options[1] = m->flash_interface.optcr1;
    publish(m);
    flash_be_busy(m, option_microseconds);
    if (opens) {
        flash_erase_all(m);
    }
}

void flash_write_option(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    static const uint32_t keys[2] = {0x08192A3B, 0x4C5D6E7F};
    flash_state *flash = &m->flash_interface;
    if (offset == 0x08) {
        if (flash_accepts_key(&flash->option_key_step, keys, value)) {
            flash->optcr &= ~OPTCR_LOCK;
        }
    } else if (flash->optcr & OPTCR_LOCK) {
        return;
    } else if (offset == 0x14) {
        merge(&flash->optcr, value, mask & ~OPTCR_STRT);
        if (value & mask & OPTCR_STRT) {
            program_options(m);
        }
    } else if (offset == 0x18) {
        merge(&flash->optcr1, value, mask);
    }
}
