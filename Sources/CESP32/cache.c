#include "esp32.h"

/** Offsets and bits; TRM, memory and peripheral access, DPORT registers. */
enum {
    DPORT_CACHE_CTRL = 0x40,
    DPORT_CACHE_CTRL1 = 0x44,
    CACHE_ENABLE = 1 << 3,
    CACHE_FLUSH_ENA = 1 << 4,
    CACHE_FLUSH_DONE = 1 << 5,
    CACHE_MASK_DROM0 = 1 << 4
};
static const uint32_t no_line = UINT32_MAX;

static void point_pages(mcub_esp32 *chip) {
    const bool is_open =
        (*esp32_register(chip, BLOCK_DPORT, DPORT_CACHE_CTRL) & CACHE_ENABLE) &&
        !(*esp32_register(chip, BLOCK_DPORT, DPORT_CACHE_CTRL1) & CACHE_MASK_DROM0);
    for (uint32_t page = 0; page < DROM_PAGES; page++) {
        const uint32_t entry = *esp32_register(chip, BLOCK_MMU, 4 * page);
        const bool is_mapped = is_open && entry < MCUB_ESP32_FLASH_BYTES / PAGE_BYTES;
        mcub_lx6_point(chip->core, chip->drom[page],
                       is_mapped ? chip->flash + (size_t)entry * PAGE_BYTES : NULL);
    }
}

static void empty(mcub_esp32 *chip) {
    for (unsigned set = 0; set < CACHE_SETS; set++) {
        for (unsigned way = 0; way < CACHE_WAYS; way++) {
            chip->cache.lines[set][way] = no_line;
        }
    }
}

void esp32_reset_cache(mcub_esp32 *chip) {
    *esp32_register(chip, BLOCK_DPORT, DPORT_CACHE_CTRL1) = 0x3F; /* every window is closed */
    point_pages(chip);
    empty(chip);
}

void esp32_set_cache(mcub_esp32 *chip, unsigned block, uint32_t offset) {
    if (block == BLOCK_DPORT && offset == DPORT_CACHE_CTRL) {
        uint32_t *control = esp32_register(chip, BLOCK_DPORT, DPORT_CACHE_CTRL);
        *control &= ~(uint32_t)CACHE_FLUSH_DONE;
        if (*control & CACHE_FLUSH_ENA) {
            *control |= CACHE_FLUSH_DONE;
            empty(chip);
        }
    }
    if (block == BLOCK_MMU || offset == DPORT_CACHE_CTRL || offset == DPORT_CACHE_CTRL1) {
        point_pages(chip);
    }
}

/* Which of two lines makes place is nowhere written: here the one that was used less lately. */
uint32_t esp32_load_flash_line(void *context, uint32_t address) {
    mcub_esp32 *chip = context;
    const uint32_t line = address / CACHE_LINE_BYTES;
    uint32_t *ways = chip->cache.lines[line % CACHE_SETS];
    if (ways[0] == line) {
        return 0;
    }
    const bool is_there = ways[1] == line;
    ways[1] = ways[0];
    ways[0] = line;
    const cache_costs *costs = &chip->cache.costs;
    return is_there ? 0 : (uint32_t)costs->line_clocks * costs->divider * esp32_apb_divider(chip);
}
