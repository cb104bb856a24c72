#include "esp32.h"

#include <string.h>

/** The costs of `mcub_lx6_costs`, in its order: each a byte. */
static const mcub_esp32_cost table[] = {
    {"load", "cycles from a load to the first use", "core-isa.h, XCHAL_DATA_PIPE_DELAY", false},
    {"multiply", "cycles from a product to its first use", "read, source unknown", true},
    {"divide", "cycles from a quotient to its first use", "a guess", true},
    {"mac", "cycles from MAC16 to the use of its accumulator", "a guess", true},
    {"floating", "cycles from a float result to its first use", "a guess", true},
    {"taken_branch", "cycles lost by a taken branch",
     "pcm1723, ESP32 instruction execution cycles, 2018", false},
    {"jump", "cycles lost by a jump or call", "a guess", true},
    {"special", "cycles until a special register's value may be used", "a guess", true},
    {"exception", "cycles lost on the way to a vector or back", "a guess", true},
};
enum { COSTS = sizeof table / sizeof *table };
_Static_assert(sizeof(mcub_lx6_costs) == COSTS, "the table has a row for each cost");

const mcub_esp32_cost *mcub_esp32_costs(size_t *count) {
    *count = COSTS;
    return table;
}

uint32_t mcub_esp32_cost_value(const mcub_esp32 *chip, size_t index) {
    return ((const uint8_t *)&chip->costs)[index];
}

bool mcub_esp32_set_cost(mcub_esp32 *chip, const char *name, uint32_t value) {
    for (size_t i = 0; i < COSTS; i++) {
        if (strcmp(table[i].name, name) == 0 && value <= UINT8_MAX) {
            ((uint8_t *)&chip->costs)[i] = (uint8_t)value;
            mcub_lx6_set_costs(chip->core, &chip->costs);
            return true;
        }
    }
    return false;
}
