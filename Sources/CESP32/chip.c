#include "esp32.h"

#include <stdlib.h>
#include <string.h>

static bool map_memory(mcub_esp32 *chip) {
    bool is_mapped = mcub_lx6_map_memory(chip->core, ram_base, RAM_BYTES, chip->ram,
                                         MCUB_LX6_READABLE | MCUB_LX6_WRITABLE) >= 0 &&
                     mcub_lx6_map_memory(chip->core, iram_base, IRAM_BYTES, chip->iram,
                                         MCUB_LX6_READABLE | MCUB_LX6_WRITABLE |
                                             MCUB_LX6_EXECUTABLE | MCUB_LX6_WORDS_ONLY) >= 0;
    for (uint32_t page = 0; page < DROM_PAGES; page++) {
        chip->drom[page] = mcub_lx6_map_memory(chip->core, drom_base + page * PAGE_BYTES,
                                               PAGE_BYTES, NULL, MCUB_LX6_READABLE);
        is_mapped &= chip->drom[page] >= 0;
    }
    return is_mapped && esp32_map_registers(chip);
}

mcub_esp32 *mcub_esp32_create(const uint8_t mac[MCUB_ESP32_MAC_BYTES], bool is_timed) {
    mcub_esp32 *chip = calloc(1, sizeof *chip);
    if (!chip) {
        return NULL;
    }
    chip->flash = malloc(MCUB_ESP32_FLASH_BYTES);
    chip->ram = calloc(1, RAM_BYTES);
    chip->iram = calloc(1, IRAM_BYTES);
    chip->core = mcub_lx6_create(mcub_lx6_esp32_options());
    memcpy(chip->mac, mac, sizeof chip->mac);
    chip->detail = "nothing has happened";
    chip->reset_cause = CAUSE_POWER;
    if (!chip->flash || !chip->ram || !chip->iram || !chip->core || !map_memory(chip) ||
        !esp32_create_loader(chip)) {
        mcub_esp32_destroy(chip);
        return NULL;
    }
    memset(chip->flash, 0xFF, MCUB_ESP32_FLASH_BYTES);
    if (is_timed) {
        esp32_estimate_costs(chip);
        for (uint32_t page = 0; page < DROM_PAGES; page++) {
            mcub_lx6_delay_loads(chip->core, chip->drom[page], esp32_load_flash_line, chip);
        }
    }
    return chip;
}

void mcub_esp32_destroy(mcub_esp32 *chip) {
    if (chip) {
        if (chip->loader) {
            mcub_rom_loader_destroy(chip->loader);
        }
        mcub_lx6_destroy(chip->core);
        free(chip->flash);
        free(chip->ram);
        free(chip->iram);
        free(chip);
    }
}

bool mcub_esp32_load_flash(mcub_esp32 *chip, uint32_t offset, const uint8_t *bytes, size_t count) {
    if (offset > MCUB_ESP32_FLASH_BYTES || count > MCUB_ESP32_FLASH_BYTES - offset) {
        return false;
    }
    memcpy(chip->flash + offset, bytes, count);
    return true;
}

const uint8_t *mcub_esp32_flash(const mcub_esp32 *chip) {
    return chip->flash;
}

void mcub_esp32_set_tag(mcub_esp32 *chip, const uint8_t tag[MCUB_ESP32_TAG_BYTES]) {
    memcpy(chip->tag, tag, sizeof chip->tag);
}

void mcub_esp32_misbehave(mcub_esp32 *chip, const mcub_esp32_misbehaviour *how) {
    chip->how = *how;
}

void esp32_reset(mcub_esp32 *chip, uint32_t cause) {
    chip->reset_cause = cause;
    chip->wants_reset = chip->must_reboot = false;
    chip->synced = 0;
    mcub_lx6_reset(chip->core, 0x40000400);
    esp32_reset_registers(chip);
    esp32_boot(chip);
}

void mcub_esp32_power_on(mcub_esp32 *chip) {
    memset(chip->ram, 0, RAM_BYTES);
    memset(chip->iram, 0, IRAM_BYTES);
    mcub_lx6_memory_changed(chip->core, iram_base, IRAM_BYTES);
    chip->line.sent_count = 0;
    esp32_reset(chip, CAUSE_POWER);
}

void mcub_esp32_host_left(mcub_esp32 *chip) {
    chip->must_reboot = chip->mode == IN_LOADER;
}

/** The next cycle at which something other than the program happens. */
static uint64_t next_stop(mcub_esp32 *chip, uint64_t until) {
    uint32_t cause;
    const uint64_t events[] = {esp32_watchdog(chip, &cause), chip->how.flip_cycle,
                               chip->how.reset_after_cycles};
    const uint64_t now = mcub_lx6_cycles(chip->core);
    for (unsigned i = 0; i < sizeof events / sizeof *events; i++) {
        if (events[i] > now && events[i] < until) {
            until = events[i];
        }
    }
    return until;
}

/** Does what is due; whether the chip is to reset. */
static bool take_events(mcub_esp32 *chip) {
    const uint64_t now = mcub_lx6_cycles(chip->core);
    uint32_t cause = CAUSE_SOFTWARE;
    if (chip->how.flip_cycle != 0 && chip->how.flip_cycle <= now) {
        uint8_t byte;
        chip->how.flip_cycle = 0;
        if (mcub_lx6_peek(chip->core, chip->how.flip_address, &byte, 1)) {
            byte ^= 1;
            mcub_lx6_poke(chip->core, chip->how.flip_address, &byte, 1);
        }
    }
    if (chip->how.reset_after_cycles != 0 && chip->how.reset_after_cycles <= now) {
        chip->how.reset_after_cycles = 0;
        chip->reset_cause = CAUSE_SOFTWARE;
        return true;
    }
    if (esp32_watchdog(chip, &cause) <= now) {
        chip->reset_cause = cause;
        chip->detail = "a watchdog has reset the chip";
        return true;
    }
    return chip->wants_reset;
}

mcub_esp32_stop mcub_esp32_run(mcub_esp32 *chip, uint64_t cycles) {
    const uint64_t until = mcub_lx6_cycles(chip->core) + cycles;
    if (chip->must_reboot) {
        esp32_reset(chip, CAUSE_POWER);
        return MCUB_ESP32_RESET;
    }
    if (chip->mode != IN_PROGRAM) {
        return MCUB_ESP32_IDLE;
    }
    while (mcub_lx6_cycles(chip->core) < until) {
        const mcub_lx6_reason reason = mcub_lx6_run(chip->core, next_stop(chip, until));
        if (chip->line_closed) {
            chip->line_closed = false;
            return MCUB_ESP32_LINE_CLOSED;
        }
        if (take_events(chip)) {
            esp32_reset(chip, chip->reset_cause);
            return MCUB_ESP32_RESET;
        }
        switch (reason) {
        case MCUB_LX6_STOPPED:
            if (chip->line.idle_polls >= IDLE_POLLS) {
                chip->line.idle_polls = 0;
                return MCUB_ESP32_IDLE;
            }
            break;
        case MCUB_LX6_EXCEPTION:
        case MCUB_LX6_UNSUPPORTED:
        case MCUB_LX6_SIMCALL:
            chip->detail = mcub_lx6_fault(chip->core).meaning;
            return MCUB_ESP32_BROKEN;
        case MCUB_LX6_WAITING:
        case MCUB_LX6_REACHED:
            break;
        }
    }
    return MCUB_ESP32_BUDGET;
}

const char *mcub_esp32_detail(const mcub_esp32 *chip) {
    return chip->detail;
}

void mcub_esp32_advance(mcub_esp32 *chip, uint64_t cycles) {
    mcub_lx6_advance(chip->core, cycles);
}

uint64_t mcub_esp32_cycles(const mcub_esp32 *chip) {
    return mcub_lx6_cycles(chip->core);
}

uint64_t mcub_esp32_instructions(const mcub_esp32 *chip) {
    return mcub_lx6_instructions(chip->core);
}

uint32_t mcub_esp32_program_counter(const mcub_esp32 *chip) {
    return mcub_lx6_program_counter(chip->core);
}

uint64_t mcub_esp32_next_event(const mcub_esp32 *chip) {
    uint32_t cause;
    return esp32_watchdog((mcub_esp32 *)chip, &cause);
}

bool mcub_esp32_is_downloading(const mcub_esp32 *chip) {
    return chip->mode == IN_LOADER;
}
