#include "esp32.h"

#include <string.h>

/** The costs of `mcub_lx6_costs`, in its order, then those of `cache_costs`: each a byte. */
static const mcub_esp32_cost table[] = {
    {"load", "cycles", "cycles from a load to the first use", "core-isa.h, XCHAL_DATA_PIPE_DELAY",
     false},
    {"multiply", "cycles", "cycles from a product to its first use", "read, source unknown", true},
    {"divide", "cycles", "cycles from a quotient to its first use", "a guess", true},
    {"mac", "cycles", "cycles from MAC16 to the use of its accumulator", "a guess", true},
    {"floating", "cycles", "cycles from a float result to its first use", "a guess", true},
    {"taken_branch", "cycles", "cycles lost by a taken branch",
     "pcm1723, ESP32 instruction execution cycles, 2018", false},
    {"jump", "cycles", "cycles lost by a jump or call", "a guess", true},
    {"special", "cycles", "cycles until a special register's value may be used", "a guess", true},
    {"exception", "cycles", "cycles lost on the way to a vector or back", "a guess", true},
    {"flash_line", "flash clocks", "a line of 32 bytes into the flash cache",
     "W25Q32JV, 8.2.14, fast read dual I/O: 8 for BBh, 16 for address and mode, 128 for data",
     true},
    {"flash_divider", "APB clocks", "a clock of the flash",
     "IDF, bootloader_flash_clock_config: 40 MHz of an APB at 80 MHz", true},
};
enum { COSTS = sizeof table / sizeof *table, CORE_COSTS = sizeof(mcub_lx6_costs) };
_Static_assert(CORE_COSTS + sizeof(cache_costs) == COSTS, "the table has a row for each cost");

static const cache_costs estimated_cache_costs = {.line_clocks = 152, .divider = 2};

void esp32_estimate_costs(mcub_esp32 *chip) {
    chip->costs = mcub_lx6_estimated_costs();
    chip->cache.costs = estimated_cache_costs;
    mcub_lx6_set_costs(chip->core, &chip->costs);
}

static uint8_t *cost(mcub_esp32 *chip, size_t index) {
    return index < CORE_COSTS ? (uint8_t *)&chip->costs + index
                              : (uint8_t *)&chip->cache.costs + (index - CORE_COSTS);
}

const mcub_esp32_cost *mcub_esp32_costs(size_t *count) {
    *count = COSTS;
    return table;
}

uint32_t mcub_esp32_cost_value(const mcub_esp32 *chip, size_t index) {
    return *cost((mcub_esp32 *)chip, index);
}

bool mcub_esp32_set_cost(mcub_esp32 *chip, const char *name, uint32_t value) {
    for (size_t i = 0; i < COSTS; i++) {
        if (strcmp(table[i].name, name) == 0 && value <= UINT8_MAX) {
            *cost(chip, i) = (uint8_t)value;
            mcub_lx6_set_costs(chip->core, &chip->costs);
            return true;
        }
    }
    return false;
}
