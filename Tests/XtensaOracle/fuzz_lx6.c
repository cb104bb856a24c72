// Runs random bytes as code. Memory outside of the map is never touched: each region's host memory
// is an allocation of its own, so that the address sanitizer sees a byte too far.
// fuzz_lx6 FIRST-SEED SEEDS; prints how the runs ended.
#include "CXtensa.h"

#include <stdio.h>
#include <stdlib.h>

enum { CODE = 8192, DATA = 4096, TAIL = 100, RUNS = 40, CYCLES = 3000, REASONS = 6 };

static const uint32_t code_base = 0x40080000, data_base = 0x3FFB0000, tail_base = 0x3FFB1000,
                      words_base = 0x40082000, device_base = 0x3FF40000;

static uint64_t state;

static uint32_t next(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

static void fill(uint8_t *bytes, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        bytes[i] = (uint8_t)next();
    }
}

static bool device_read(void *core, uint32_t address, unsigned bytes, uint32_t *value) {
    if (address % bytes != 0) {
        abort();
    }
    *value = next();
    mcub_lx6_set_line(core, next() % 40, next() & 1);
    return next() % 8 != 0;
}

static bool device_write(void *core, uint32_t address, unsigned bytes, uint32_t *value) {
    if (address % bytes != 0 || (bytes < 4 && *value >> 8 * bytes != 0)) {
        abort();
    }
    if (next() % 16 == 0) {
        mcub_lx6_stop(core);
    }
    return next() % 8 != 0;
}

/** An address in or about the map. */
static uint32_t interesting(void) {
    static const uint32_t around[] = {0x40080000, 0x40082000, 0x3FFB0000, 0x3FFB1000, 0x3FFB1064,
                                      0x3FF40000, 0x3FF41000, 0x40082400, 0,          0x40081000};
    return around[next() % 10] + next() % 64 - 32;
}

static void run_seed(uint64_t seed, uint64_t *ended) {
    state = seed * 0x9E3779B97F4A7C15 + 1;
    mcub_lx6_options options = mcub_lx6_esp32_options();
    options.raises_when_unaligned = next() & 1;
    options.stops_at_exceptions = next() & 1;
    mcub_lx6 *core = mcub_lx6_create(options);
    uint8_t *code = malloc(CODE), *data = malloc(DATA), *tail = malloc(TAIL), *words = malloc(1024);
    if (!core || !code || !data || !tail || !words) {
        abort();
    }
    const mcub_lx6_costs costs = mcub_lx6_estimated_costs();
    mcub_lx6_set_costs(core, next() & 1 ? &costs : NULL);
    fill(code, CODE);
    fill(data, DATA);
    fill(tail, TAIL);
    fill(words, 1024);
    const unsigned all = MCUB_LX6_READABLE | MCUB_LX6_WRITABLE | MCUB_LX6_EXECUTABLE;
    const int moving = mcub_lx6_map_memory(core, data_base, DATA, data, all);
    mcub_lx6_map_memory(core, code_base, CODE, code, all);
    mcub_lx6_map_memory(core, tail_base, TAIL, tail, all);
    mcub_lx6_map_memory(core, words_base, 1024, words, all | MCUB_LX6_WORDS_ONLY);
    mcub_lx6_map_device(core, device_base, 4096, device_read, device_write, core);
    for (int run = 0; run < RUNS; run++) {
        mcub_lx6_set_program_counter(core, code_base + next() % CODE);
        mcub_lx6_set_special(core, 231, code_base); /* VECBASE */
        mcub_lx6_set_special(core, 224, next());    /* CPENABLE */
        mcub_lx6_set_special(core, 230, next());    /* PS */
        for (unsigned i = 0; i < 16; i++) {
            mcub_lx6_set_register(core, i, next() % 4 ? interesting() : next());
        }
        const mcub_lx6_reason reason = mcub_lx6_run(core, mcub_lx6_cycles(core) + CYCLES);
        if (reason >= REASONS || !mcub_lx6_fault(core).meaning) {
            abort();
        }
        ended[reason]++;
        if (reason == MCUB_LX6_SIMCALL) {
            mcub_lx6_finish_simcall(core);
        }
        if (run % 8 == 7) {
            mcub_lx6_point(core, moving, next() & 1 ? data : NULL);
        }
    }
    mcub_lx6_destroy(core);
    free(code);
    free(data);
    free(tail);
    free(words);
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: fuzz_lx6 FIRST-SEED SEEDS\n");
        return 2;
    }
    const uint64_t first = strtoull(argv[1], NULL, 0), seeds = strtoull(argv[2], NULL, 0);
    uint64_t ended[REASONS] = {0};
    for (uint64_t i = 0; i < seeds; i++) {
        run_seed(first + i, ended);
    }
    printf(
        "%llu seeds: reached %llu, stopped %llu, waiting %llu, exception %llu, unsupported %llu, "
        "simcall %llu\n",
        (unsigned long long)seeds, (unsigned long long)ended[0], (unsigned long long)ended[1],
        (unsigned long long)ended[2], (unsigned long long)ended[3], (unsigned long long)ended[4],
        (unsigned long long)ended[5]);
    return 0;
}
