// An interpreter of the Xtensa LX6 core of the ESP32.
//
// It runs call0 code: the core ISA, density, zero-overhead loops, MAC16, the 32-bit multiplier and
// divider, MIN/MAX/SEXT/CLAMPS/NSA, booleans, single-precision floating point without the division
// and root helpers, S32C1I, exceptions, interrupts and the three timers. What the silicon has and
// this core does not (register windows, TLB and cache instructions, hardware breakpoints) ends the
// run with its name; it is never skipped.
//
// Semantics: Xtensa Instruction Set Architecture Reference Manual. Configuration (levels, types
// and vectors of interrupts, identities, unaligned accesses): the ESP32's `core-isa.h`.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One core with its map of memory. Not for use by two threads at once. */
typedef struct mcub_lx6 mcub_lx6;

/** What the silicon leaves to whoever builds it in. */
typedef struct {
    uint32_t processor_id;      /* PRID: 0xCDCD for the ESP32's PRO core, 0xABAB for APP */
    uint32_t vector_base;       /* VECBASE after reset: 0x40000000 */
    bool raises_when_unaligned; /* the ESP32's hardware does unaligned accesses: false */
    bool stops_at_exceptions;   /* end the run where the core would go to an exception's vector */
} mcub_lx6_options;

/** What the ESP32's PRO core is built with. */
mcub_lx6_options mcub_lx6_esp32_options(void);

/** A core in reset over an empty map, or NULL without memory for it. Allocates nothing later. */
mcub_lx6 *mcub_lx6_create(mcub_lx6_options options);
void mcub_lx6_destroy(mcub_lx6 *core);

/** Registers as after reset, the program counter at `address`; memory and interrupt lines stay. */
void mcub_lx6_reset(mcub_lx6 *core, uint32_t address);

/* Memory */

enum {
    MCUB_LX6_MOST_REGIONS = 160,
    MCUB_LX6_READABLE = 1,
    MCUB_LX6_WRITABLE = 2,
    MCUB_LX6_EXECUTABLE = 4,
    MCUB_LX6_WORDS_ONLY = 8 /* as IRAM: narrower or unaligned data accesses raise LoadStoreError */
};

/**
 * An access of a device: `bytes` is 1, 2 or 4, the address is a multiple of it.
 *
 * A read leaves its result in `*value`; a write finds it there. False is a bus error, which the
 * core sees as LoadProhibited or StoreProhibited. It may call `mcub_lx6_set_line`,
 * `mcub_lx6_stop`, `mcub_lx6_point` and `mcub_lx6_memory_changed`.
 */
typedef bool mcub_lx6_access_fn(void *context, uint32_t address, unsigned bytes, uint32_t *value);

/**
 * Puts host memory at an address. `flags` is an or of the above; `host` may be NULL, then every
 * access faults until `mcub_lx6_point` gives it memory.
 *
 * Returns the region's number, or -1 when it is empty, overlaps another, leaves the address
 * space, or is one too many. `host` stays the caller's and must outlive the core.
 */
int mcub_lx6_map_memory(mcub_lx6 *core, uint32_t base, uint32_t bytes, uint8_t *host,
                        unsigned flags);

/** Puts a device at an address; the result is as above. */
int mcub_lx6_map_device(mcub_lx6 *core, uint32_t base, uint32_t bytes, mcub_lx6_access_fn *read,
                        mcub_lx6_access_fn *write, void *context);

/** Gives a region of memory other host memory of its length, or none: a page of a cache's MMU. */
bool mcub_lx6_point(mcub_lx6 *core, int region, uint8_t *host);

/** Cycles that a load from this address takes besides, for a core that counts those of a pipeline.
 */
typedef uint32_t mcub_lx6_delay_fn(void *context, uint32_t address);

/**
 * Asks before each load from a region of memory, as a cache makes it cost more or less. A load that
 * is not aligned asks for its first byte only. False where there is no such memory.
 */
bool mcub_lx6_delay_loads(mcub_lx6 *core, int region, mcub_lx6_delay_fn *delay, void *context);

/** To be called when the host has written to memory that the core may have executed. */
void mcub_lx6_memory_changed(mcub_lx6 *core, uint32_t base, uint32_t bytes);

/** Copies memory out of or into the map; devices are not touched. False where there is no memory.
 */
bool mcub_lx6_peek(const mcub_lx6 *core, uint32_t address, uint8_t *bytes, uint32_t count);
bool mcub_lx6_poke(mcub_lx6 *core, uint32_t address, const uint8_t *bytes, uint32_t count);

/* Registers */

/** The sixteen address registers, `index` 0 to 15. */
uint32_t mcub_lx6_register(const mcub_lx6 *core, unsigned index);
void mcub_lx6_set_register(mcub_lx6 *core, unsigned index, uint32_t value);
uint32_t mcub_lx6_program_counter(const mcub_lx6 *core);
void mcub_lx6_set_program_counter(mcub_lx6 *core, uint32_t address);
/** Bits of a floating-point register, `index` 0 to 15. */
uint32_t mcub_lx6_float_register(const mcub_lx6 *core, unsigned index);
void mcub_lx6_set_float_register(mcub_lx6 *core, unsigned index, uint32_t bits);
/** A special register by its number, as RSR and WSR do. False when there is none, or not so. */
bool mcub_lx6_special(const mcub_lx6 *core, unsigned number, uint32_t *value);
bool mcub_lx6_set_special(mcub_lx6 *core, unsigned number, uint32_t value);

/** Cycles since creation, and instructions: equal unless cycles were skipped or a cost is set. */
uint64_t mcub_lx6_cycles(const mcub_lx6 *core);
uint64_t mcub_lx6_instructions(const mcub_lx6 *core);

/* Cycles */

/**
 * What a pipeline that issues one instruction a cycle, in order, adds to it. Nothing here was
 * checked against silicon: figures that come of it are estimates.
 */
typedef struct {
    uint8_t load;         /* cycles from a load to the first use of what it loaded */
    uint8_t multiply;     /* the same of a product */
    uint8_t divide;       /* the same of a quotient */
    uint8_t mac;          /* the same of MAC16's accumulator */
    uint8_t floating;     /* the same of a floating-point result */
    uint8_t taken_branch; /* cycles lost when a branch is taken, or a jump goes by a register */
    uint8_t jump;         /* the same of a jump or call to an address in the instruction */
    uint8_t special;      /* cycles until a special register's value may be used */
    uint8_t exception;    /* cycles lost on the way to a vector or back */
} mcub_lx6_costs;

/**
 * The best known of the ESP32, all estimates.
 *
 * Load 3: the data pipe is two stages long (`core-isa.h`, XCHAL_DATA_PIPE_DELAY). Taken branch 3:
 * counting down and branching back was measured to cost 5 cycles a round (pcm1723, "ESP32
 * instruction execution cycles", 2018). Multiply 2: read, source unknown. The others are guesses;
 * the same author saw MAC16 stall, which `mac` 1 does not show.
 */
mcub_lx6_costs mcub_lx6_estimated_costs(void);

/** Counts cycles by these costs from now on; NULL: one cycle an instruction. */
void mcub_lx6_set_costs(mcub_lx6 *core, const mcub_lx6_costs *costs);

/* Running */

typedef enum {
    MCUB_LX6_REACHED = 0,     /* the cycle asked for */
    MCUB_LX6_STOPPED = 1,     /* `mcub_lx6_stop` was called */
    MCUB_LX6_WAITING = 2,     /* in WAITI, and no timer wakes it before the cycle asked for */
    MCUB_LX6_EXCEPTION = 3,   /* before the vector of an exception: `mcub_lx6_fault` says which */
    MCUB_LX6_UNSUPPORTED = 4, /* before an instruction this core does not do: the same */
    MCUB_LX6_SIMCALL = 5      /* before a SIMCALL, for a host that answers those */
} mcub_lx6_reason;

/** Why a run ended with MCUB_LX6_EXCEPTION or MCUB_LX6_UNSUPPORTED. */
typedef struct {
    uint32_t cause;      /* EXCCAUSE */
    uint32_t address;    /* of the instruction */
    uint32_t data;       /* EXCVADDR: the address it wanted, if it was an access */
    const char *meaning; /* in words, of static life; never NULL */
} mcub_lx6_fault_record;

/** Runs until a cycle or an event. Running again continues; after UNSUPPORTED it fails again. */
mcub_lx6_reason mcub_lx6_run(mcub_lx6 *core, uint64_t until_cycle);

/** Lets cycles pass without an instruction, as in a board that waits for its surroundings. */
void mcub_lx6_advance(mcub_lx6 *core, uint64_t cycles);

/** Ends the run under way before the next instruction; without one, the next run at once. */
void mcub_lx6_stop(mcub_lx6 *core);

/** The last exception or unsupported instruction. */
mcub_lx6_fault_record mcub_lx6_fault(const mcub_lx6 *core);

/** Steps over the SIMCALL that ended a run. */
void mcub_lx6_finish_simcall(mcub_lx6 *core);

/** Sets the level of one of the core's 32 interrupt lines; edge-triggered ones latch a rise. */
void mcub_lx6_set_line(mcub_lx6 *core, unsigned line, bool high);

#ifdef __cplusplus
}
#endif
