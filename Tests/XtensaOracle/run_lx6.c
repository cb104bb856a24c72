// Runs an Xtensa ELF file in the interpreter as QEMU's `sim` machine does with semihosting:
// SIMCALL 1 exits, SIMCALL 4 writes to standard output. Prints what it ran on standard error.
#include "CXtensa.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    RAM = 32 << 20,
    RESET = 4 << 10,
    ALL = MCUB_LX6_READABLE | MCUB_LX6_WRITABLE | MCUB_LX6_EXECUTABLE,
    MOST = 2000000000
};

static uint32_t word(const uint8_t *bytes) {
    uint32_t value;
    memcpy(&value, bytes, 4);
    return value;
}

static int fail(const char *what, const char *on) {
    fprintf(stderr, "run_lx6: %s: %s\n", what, on);
    return 2;
}

/** Loads the segments of an ELF file; the entry's address, or 0. */
static uint32_t load(mcub_lx6 *core, const char *path) {
    static uint8_t file[8 << 20];
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        return 0;
    }
    const size_t count = fread(file, 1, sizeof file, stream);
    fclose(stream);
    if (count < 52 || memcmp(file, "\177ELF\1\1", 6) != 0) {
        return 0;
    }
    const uint32_t headers = word(file + 28);
    const unsigned number = file[44];
    for (unsigned i = 0; i < number; i++) {
        const size_t at = headers + (size_t)i * 32;
        if (at + 32 > count) {
            return 0;
        }
        const uint32_t offset = word(file + at + 4), bytes = word(file + at + 16);
        if (word(file + at) != 1 || bytes == 0) {
            continue;
        }
        if ((uint64_t)offset + bytes > count ||
            !mcub_lx6_poke(core, word(file + at + 8), file + offset, bytes)) {
            return 0;
        }
    }
    return word(file + 24);
}

/** Answers a SIMCALL; true when it ends the program. */
static bool answer(mcub_lx6 *core) {
    const uint32_t call = mcub_lx6_register(core, 2);
    if (call == 1) {
        return true;
    }
    if (call == 4) {
        uint32_t address = mcub_lx6_register(core, 4), left = mcub_lx6_register(core, 5);
        for (uint8_t byte; left != 0 && mcub_lx6_peek(core, address, &byte, 1); address++) {
            fputc(byte, stdout);
            left--;
        }
    }
    mcub_lx6_finish_simcall(core);
    return false;
}

static bool has(int argc, char **argv, const char *option) {
    for (int i = 4; i < argc; i++) {
        if (strcmp(argv[i], option) == 0) {
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        return fail("usage",
                    "run_lx6 FILE.elf RAM-ADDRESS RESET-ADDRESS [unaligned-raises] [timed]");
    }
    mcub_lx6_options options = mcub_lx6_esp32_options();
    options.raises_when_unaligned = has(argc, argv, "unaligned-raises");
    mcub_lx6 *core = mcub_lx6_create(options);
    uint8_t *ram = calloc(1, RAM + RESET);
    const uint32_t base = (uint32_t)strtoul(argv[2], NULL, 0);
    const uint32_t reset = (uint32_t)strtoul(argv[3], NULL, 0);
    if (!core || !ram || mcub_lx6_map_memory(core, base, RAM, ram, ALL) < 0 ||
        mcub_lx6_map_memory(core, reset, RESET, ram + RAM, ALL) < 0) {
        return fail("cannot make a core", argv[1]);
    }
    const uint32_t entry = load(core, argv[1]);
    if (entry == 0) {
        return fail("cannot load", argv[1]);
    }
    mcub_lx6_set_program_counter(core, entry);
    const mcub_lx6_costs costs = mcub_lx6_estimated_costs();
    mcub_lx6_set_costs(core, has(argc, argv, "timed") ? &costs : NULL);
    struct timespec before, after;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    mcub_lx6_reason reason;
    do {
        reason = mcub_lx6_run(core, MOST);
    } while (reason == MCUB_LX6_SIMCALL && !answer(core));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    const double seconds =
        (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
    const uint64_t count = mcub_lx6_instructions(core);
    fprintf(stderr, "instructions %llu, cycles %llu, %.1f M instructions/s\n",
            (unsigned long long)count, (unsigned long long)mcub_lx6_cycles(core),
            (double)count / seconds / 1e6);
    const mcub_lx6_fault_record fault = mcub_lx6_fault(core);
    if (reason != MCUB_LX6_SIMCALL) {
        fprintf(stderr, "run_lx6: %s: ended for reason %d at 0x%08x, last fault: %s at 0x%08x\n",
                argv[1], (int)reason, mcub_lx6_program_counter(core), fault.meaning, fault.address);
    }
    mcub_lx6_destroy(core);
    free(ram);
    return reason == MCUB_LX6_SIMCALL ? 0 : 1;
}
