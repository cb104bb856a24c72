// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * A modelled microcontroller: Unicorn's core with the chip's memory map, exceptions and
 * peripherals around it. One thread uses a machine at a time.
 */
typedef struct mcub_machine mcub_machine;

/** Why mcub_machine_run returned. */
typedef enum {
    MCUB_STOP_BUDGET,      /* the cycles asked for have passed */
    MCUB_STOP_IDLE,        /* the firmware polls an empty serial line */
    MCUB_STOP_SLEEPING,    /* WFI or WFE with no interrupt pending */
    MCUB_STOP_LOCKED_UP,   /* a fault at HardFault priority; only a reset helps */
    MCUB_STOP_RESET,       /* the chip has reset itself and can run on */
    MCUB_STOP_HALTED,      /* halted for a debugger, or held in reset */
    MCUB_STOP_LINE_CLOSED, /* the fault mode that closes the serial line has struck */
    MCUB_STOP_IN_ROM,      /* the boot ROM waits for USB; mcub_machine_stop_detail says why */
    MCUB_STOP_BROKEN       /* the emulator refused to go on; mcub_machine_stop_detail says why */
} mcub_stop;

/** What a reset leaves in RCC_CSR of the STM32F746 (RM0385, 5.3.21); the others follow it. */
typedef enum {
    MCUB_RESET_POWER_ON = 0x0E000000,
    MCUB_RESET_PIN = 0x04000000,
    MCUB_RESET_SOFTWARE = 0x14000000,
    MCUB_RESET_WATCHDOG = 0x24000000
} mcub_reset_cause;

/** What goes wrong on purpose; zero means never. Counts are from 1. */
typedef struct {
    uint64_t reset_after_tx_bytes; /* one chip reset once so many bytes were sent */
    uint64_t reset_after_cycles;   /* one chip reset at this cycle */
    uint64_t close_after_tx_bytes; /* the line closes once so many bytes were sent */
    uint64_t corrupt_every_tx;     /* bit 0 of every Nth sent byte flips */
    uint64_t drop_every_tx;        /* every Nth sent byte is lost */
    uint64_t drop_every_rx;        /* every Nth received byte is lost */
    uint32_t max_baud;             /* the adapter at the far end garbles whatever is faster */
    uint64_t weak_programmings; /* so many times, a word programmed after an erase keeps one bit */
    uint32_t protected_sectors; /* flash sectors under write protection, a bit each */
    uint32_t stalls_per_10000;  /* cycles lost for every 10000, where time is modelled */
} mcub_misbehaviour;

/** Numbers for mcub_register_read: 0-15 as R0-R15, then these. */
enum {
    MCUB_REGISTER_XPSR = 16,
    MCUB_REGISTER_MSP = 17,
    MCUB_REGISTER_PSP = 18,
    MCUB_REGISTER_PRIMASK = 19,
    MCUB_REGISTER_BASEPRI = 20,
    MCUB_REGISTER_FAULTMASK = 21,
    MCUB_REGISTER_CONTROL = 22,
    MCUB_REGISTER_FPSCR = 23
};

/** The chips there are. */
typedef enum {
    MCUB_CHIP_STM32F746,         /* Cortex-M7 */
    MCUB_CHIP_STM32F446,         /* Cortex-M4 */
    MCUB_CHIP_STM32G0B1,         /* Cortex-M0+ */
    MCUB_CHIP_CORTEX_M7_TCM,     /* Cortex-M7 with its image in ITCM, data in DTCM; no chip's */
    MCUB_CHIP_CORTEX_M0PLUS_RAM, /* Cortex-M0+ with image and data in one RAM; no chip's */
    MCUB_CHIP_RP2040, /* two Cortex-M0+, the image in serial flash; the second once launched */
    MCUB_CHIPS
} mcub_chip;

/** What a loader has to know of a chip. */
typedef struct {
    const char *name;
    uint32_t image_origin; /* where an image lies: flash, or RAM that a boot loader fills */
    uint32_t image_bytes;
    bool has_flash; /* else the image lies in RAM, put there anew at each reset */
    bool has_debug; /* whether the debug port's side of the chip is modelled */
} mcub_chip_facts;
mcub_chip_facts mcub_chip_describe(mcub_chip chip);

/** What a cycle is. */
typedef enum {
    MCUB_TIMING_INSTRUCTIONS, /* each instruction takes one */
    MCUB_TIMING_MODELLED      /* what the model of the core's pipeline and memory says */
} mcub_timing;

/** A chip with erased flash, in reset; NULL when Unicorn cannot be set up. */
mcub_machine *mcub_machine_create(mcub_chip chip, mcub_timing timing, const uint8_t unique_id[12]);
void mcub_machine_destroy(mcub_machine *machine);

/**
 * Puts bytes into the one-time programmable area, from its start; false when they do not fit, or
 * the chip has none.
 */
bool mcub_machine_load_otp(mcub_machine *machine, const uint8_t *bytes, size_t count);

/**
 * Puts bytes where the chip's image lies, into flash as a factory programmer would; the offset
 * counts from image_origin. False when they do not fit.
 */
bool mcub_machine_load_flash(mcub_machine *machine, uint32_t offset, const uint8_t *bytes,
                             size_t count);
/** Resets the whole chip; RAM keeps its contents, as on silicon. */
void mcub_machine_reset(mcub_machine *machine, mcub_reset_cause cause);
/**
 * Presses or releases the button that makes the boot ROM of a chip that has one wait for USB at the
 * next reset.
 */
void mcub_machine_hold_bootsel(mcub_machine *machine, bool is_held);
/** Runs until `cycles` more have passed or something else stops the core. */
mcub_stop mcub_machine_run(mcub_machine *machine, uint64_t cycles);
/** Lets modelled time pass without executing, as when the core sleeps. */
void mcub_machine_advance(mcub_machine *machine, uint64_t cycles);
const char *mcub_machine_stop_detail(const mcub_machine *machine);

/** A constant of a timing model. */
typedef struct {
    const char *name;
    uint32_t value; /* unless it is set otherwise */
    const char *unit;
    const char *meaning;
    const char *source; /* where the value is published, or what it was fitted on */
    bool is_fitted;
    uint32_t least, most;
} mcub_timing_parameter;

/** The name of what counts the machine's cycles: "instructions", "m7", "m4" or "m0plus". */
const char *mcub_machine_timing_model(const mcub_machine *machine);
/** The constants of the machine's timing model; `*count` is 0 where an instruction is a cycle. */
const mcub_timing_parameter *mcub_machine_timing_parameters(const mcub_machine *machine,
                                                            size_t *count);
/** The value in force of the constant with this index. */
uint32_t mcub_machine_timing_value(const mcub_machine *machine, size_t index);
/** Changes a constant before anything runs; false when there is none of this name or no room. */
bool mcub_machine_set_timing_parameter(mcub_machine *machine, const char *name, uint32_t value);

/** What the timing model has counted since the machine was created. */
typedef struct {
    uint64_t instructions;        /* those that an IT block skipped included */
    uint64_t dual_issued;         /* instructions that issued beside an older one */
    uint64_t unpaired;            /* that the pairing rules kept from it */
    uint64_t skipped;             /* cycles of sleep and of polls that were not executed */
    uint64_t waiting;             /* cycles without an issue, for operands */
    uint64_t held;                /* cycles behind multiple transfers, divisions and barriers */
    uint64_t divide;              /* of these, behind divisions */
    uint64_t branches, predicted; /* branches, and how many of them as predicted */
    uint64_t mispredict_cycles;
    uint64_t code_accesses, code_misses, code_cycles;
    uint64_t data_accesses, flash_misses, flash_cycles, sram_misses, sram_cycles;
    uint64_t evictions, eviction_cycles;
    uint64_t uncached_cycles;
    uint64_t unaligned, unaligned_cycles;
    uint64_t store_to_load, store_to_load_cycles;
    uint64_t bank_conflicts; /* pairs of loads that their addresses kept apart */
    uint64_t exceptions, exception_cycles;
    uint64_t pipeline_states, transitions; /* how large the automaton has become */
} mcub_timing_statistics;

void mcub_machine_timing_statistics(const mcub_machine *machine,
                                    mcub_timing_statistics *statistics);

/** What an address has executed and taken, its waits for memory and mispredictions included. */
typedef struct {
    uint32_t address;
    uint64_t executions; /* those that an IT block skipped included */
    uint64_t cycles;
} mcub_profile_line;

/**
 * Writes as many of the executed addresses as fit into `lines`, in no order, and gives how many
 * there are; none where an instruction is a cycle. Entries into exceptions and sleep are no
 * address's.
 */
size_t mcub_machine_profile(const mcub_machine *machine, mcub_profile_line *lines, size_t capacity);

/** A function as it was called from another. */
typedef struct {
    uint32_t function; /* its first address; 0 for what runs from reset on */
    uint32_t parent;   /* the caller's index; its own for the first node */
    uint64_t calls;
    uint64_t cycles; /* in itself, without its callees and without sleep */
} mcub_call_node;

/** Follows calls and returns from now on; false without a timing model or memory. */
bool mcub_machine_profile_calls(mcub_machine *machine);
/** The tree of calls so far; a caller stands before its callees. */
const mcub_call_node *mcub_machine_call_nodes(mcub_machine *machine, size_t *count);

/** Cycles since the machine was created. */
uint64_t mcub_machine_cycles(const mcub_machine *machine);
uint64_t mcub_machine_instructions(const mcub_machine *machine);
/** The core clock that RCC is set to now. */
uint32_t mcub_machine_core_hertz(const mcub_machine *machine);
/** The first cycle at which a timer may interrupt; UINT64_MAX for none. */
uint64_t mcub_machine_next_event(mcub_machine *machine);

/** Hands bytes to the far end of the serial line; gives how many were taken. */
size_t mcub_serial_push(mcub_machine *machine, const uint8_t *bytes, size_t count);
/** Takes bytes that the chip has sent. */
size_t mcub_serial_take(mcub_machine *machine, uint8_t *bytes, size_t capacity);
/** Whether bytes are still on their way to the chip. */
bool mcub_serial_is_arriving(const mcub_machine *machine);
/** Bytes that mcub_serial_push would take now. */
size_t mcub_serial_space(const mcub_machine *machine);
/**
 * Sets the speed of the far end in bits a second; 0, as at first, follows the chip. Where the two
 * differ by more than 3 %, characters arrive garbled, at the chip with a framing error.
 */
void mcub_serial_set_host_baud(mcub_machine *machine, uint32_t baud);
/** Sent bytes that were lost because nobody took them. */
uint64_t mcub_serial_discarded(const mcub_machine *machine);

uint32_t mcub_register_read(mcub_machine *machine, unsigned number);
void mcub_register_write(mcub_machine *machine, unsigned number, uint32_t value);
/** Memory as a debugger sees it, peripherals not included; false when any byte is unmapped. */
bool mcub_memory_read(mcub_machine *machine, uint32_t address, uint8_t *bytes, size_t count);
bool mcub_memory_write(mcub_machine *machine, uint32_t address, const uint8_t *bytes, size_t count);
/** A peripheral register as the core would read or write it, side effects included. */
uint32_t mcub_bus_read(mcub_machine *machine, uint32_t address);
void mcub_bus_write(mcub_machine *machine, uint32_t address, uint32_t value);

/*
 * The chip's debug port. What an access does is complete when it returns: a step has been taken, a
 * reset asked for by AIRCR has happened. A released core runs in mcub_machine_run only.
 * Each access lets the time of a transfer at the debug clock pass on the chip, so that BSY ends
 * while the core is halted.
 */

/**
 * Reads memory or registers as the AHB access port does, in units of 1, 2 or 4 bytes, address and
 * count multiples of the unit; peripherals and the core's debug registers included, with their side
 * effects. False for a fault of the access port: some unit is backed by nothing, and `bytes` holds
 * what came before it.
 */
bool mcub_debug_read(mcub_machine *machine, uint32_t address, unsigned unit, uint8_t *bytes,
                     size_t count);
/** Writes likewise; stores into flash follow the rules of its interface. */
bool mcub_debug_write(mcub_machine *machine, uint32_t address, unsigned unit, const uint8_t *bytes,
                      size_t count);
/**
 * A core register by its DCRSR number (Armv7-M ARM, C1.6.3): 0-15, 16 xPSR, 17 MSP, 18 PSP,
 * 20 CONTROL, FAULTMASK, BASEPRI and PRIMASK, 33 FPSCR, 64-95 S0-S31.
 */
uint32_t mcub_debug_register_read(mcub_machine *machine, unsigned number);
void mcub_debug_register_write(mcub_machine *machine, unsigned number, uint32_t value);
/** Pulls nRST low, or lets it go; the core starts, or halts by its vector catch, when it is let go.
 */
void mcub_machine_hold_reset(mcub_machine *machine, bool is_low);
/** Takes the supply away and gives it back: RAM is noise afterwards, debug registers are reset. */
void mcub_machine_power_cycle(mcub_machine *machine);
/** Whether the core is halted for the debugger. */
bool mcub_machine_is_halted(const mcub_machine *machine);

/** What the flash interface has done since power-on. */
typedef struct {
    uint64_t erased_sectors;
    uint64_t programmed_units; /* stores that cleared bits or could have */
} mcub_flash_work;
mcub_flash_work mcub_machine_flash_work(const mcub_machine *machine);

void mcub_machine_misbehave(mcub_machine *machine, const mcub_misbehaviour *how);
/** Flips the lowest bit of a RAM byte at a cycle; false when the list of flips is full. */
bool mcub_machine_flip_bit(mcub_machine *machine, uint32_t address, uint64_t at_cycle);

/** Blocks SIGTERM, SIGINT, SIGHUP and SIGUSR1; a descriptor that reads them, or -1. */
int mcub_watched_signals(void);
/** The next signal that has come to the descriptor, or 0; looks without waiting. */
int mcub_take_signal(int descriptor);
/** A descriptor that can be read once the parent process has ended, or -1. */
int mcub_parent_descriptor(void);
