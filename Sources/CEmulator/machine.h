// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of this target share; nothing outside includes it.
#pragma once

#include "chip.h"

#include <unicorn/unicorn.h>

enum {
    EXCEPTIONS = 128, /* 16 of the core and 98 interrupts (RM0385, table 43), rounded up */
    MOST_REGIONS = 2 * MOST_MEMORIES,
    PAGE_BYTES = 4 << 10,
    PENDING_STORES = 32,
    WATCHPOINTS = 4,
    BIT_FLIPS = 16,
    SERIAL_FLASH_BYTES = 16 << 20,
    QUEUE_BYTES = 1 << 20,
    PL011_FIFO = 32 /* RP2040 datasheet, 4.2.2 */
};

/** Exception numbers of the core (PM0253, 2.4.2). */
enum {
    EXC_NMI = 2,
    EXC_HARD_FAULT = 3,
    EXC_MEM_MANAGE = 4,
    EXC_BUS_FAULT = 5,
    EXC_USAGE_FAULT = 6,
    EXC_SVC = 11,
    EXC_PEND_SV = 14,
    EXC_SYSTICK = 15,
    EXC_IRQ0 = 16
};

/** CFSR bits (PM0253, 4.3.10). */
enum {
    CFSR_IACCVIOL = 1 << 0,
    CFSR_MSTKERR = 1 << 4,
    CFSR_IBUSERR = 1 << 8,
    CFSR_PRECISERR = 1 << 9,
    CFSR_UNSTKERR = 1 << 11,
    CFSR_STKERR = 1 << 12,
    CFSR_BFARVALID = 1 << 15,
    CFSR_UNDEFINSTR = 1 << 16,
    CFSR_INVSTATE = 1 << 17,
    CFSR_INVPC = 1 << 18,
    CFSR_NOCP = 1 << 19
};

/** SEV (Armv6-M ARM, A6.7.57): an IT instruction's opcode with nothing in its mask. */
enum { OPCODE_SEV = 0xBF40 };

/** Reasons for the instruction hook to leave its fast path. */
enum {
    ATTENTION_STOP = 1,   /* the run loop wants control before the next instruction */
    ATTENTION_MASKED = 2, /* an interrupt waits for PRIMASK or BASEPRI to change */
    ATTENTION_NO_FPU = 4, /* CPACR keeps floating point away */
    ATTENTION_STORES = 8, /* stores into flash have to be judged */
    ATTENTION_STEP = 16   /* one instruction and no more */
};

/** DFSR bits: why the core halted (Armv7-M ARM, C1.6.1). */
enum {
    DFSR_HALTED = 1 << 0,
    DFSR_BKPT = 1 << 1,
    DFSR_DWTTRAP = 1 << 2,
    DFSR_VCATCH = 1 << 3,
    DFSR_EXTERNAL = 1 << 4
};

/** A stretch of memory with host bytes behind it; aliases share `host` and `has_code`. */
typedef struct {
    uint32_t base;
    uint32_t bytes;
    memory_kind kind;
    bool is_alias;
    bool writable;
    uint8_t *host;
    bool *has_code; /* by page: Unicorn may hold translations of it */
} memory_region;

/** Where Unicorn calls for accesses to one of the chip's windows. */
typedef struct {
    mcub_machine *machine;
    uint32_t base;
} bus_window;

/** The core's debug registers; only power-on resets all of them. */
typedef struct {
    uint32_t control;  /* DHCSR, bits 0 to 5 */
    uint32_t transfer; /* DCRDR */
    uint32_t demcr, dfsr;
    bool halted;
    bool held_in_reset; /* nRST is low */
    bool has_reset;     /* S_RESET_ST */
    bool by_debugger;   /* the access under way comes from the access port */
    bool broken;        /* the emulator failed during a step */
    uint64_t retired;   /* instructions executed when S_RETIRE_ST was last read */
    uint32_t breakpoint_control, comparators[8];
    uint32_t stopped_at; /* the comparator's address that halted the core; odd for none */
    uint32_t pass_over;  /* the breakpoint that the core is leaving; odd for none */
    uint32_t watchpoints[WATCHPOINTS][3];
    uint32_t dbgmcu[4];
} debug_state;

/** Bytes waiting at one end of the serial line. */
typedef struct {
    uint8_t *bytes;
    size_t head;
    size_t count;
} byte_queue;

typedef struct {
    uint32_t cr, pllcfgr, cfgr, cir, bdcr, csr, dckcfgr1, dckcfgr2, pllsaicfgr, plli2scfgr, sscgr;
    uint32_t reset[5];  /* AHB1, AHB2, AHB3, APB1, APB2 */
    uint32_t enable[5]; /* the same order */
    uint32_t enable_sleep[5];
    uint64_t hse_ready_at, pll_ready_at;
    uint32_t sysclk, hclk, pclk1, pclk2, timer1_hertz; /* timer1: timers on APB1 */
    uint32_t other[25]; /* by offset: what only some chips have and nothing follows from */
} rcc_state;

typedef struct {
    uint32_t cr1, cr2, cr3, brr, gtpr, rtor, presc;
    uint32_t flags;        /* ORE, and the flags that ICR clears */
    uint8_t receive, send; /* RDR, TDR */
    uint8_t shifting;      /* what the transmitter is sending */
    bool receive_full, send_full, is_shifting;
    bool transmit_complete;
    uint64_t shift_end;  /* cycle at which the character on the line is complete */
    uint64_t receive_at; /* cycle at which the next waiting character is complete */
    bool receiving;
    uint64_t sent, received;
    uint32_t empty_polls;
    uint32_t waiting_polls; /* of a character on its way, each soon after the last */
    uint64_t last_poll;
} usart_state;

/** The registers and FIFOs of a PL011; the line's own state is usart_state's. */
typedef struct {
    uint32_t integer, fraction; /* IBRD and FBRD in force, and as written */
    uint32_t next_integer, next_fraction;
    uint32_t line, control, levels, mask; /* LCR_H, CR, IFLS, IMSC */
    uint32_t raised, status;              /* RIS, RSR */
    uint16_t receive[PL011_FIFO];         /* with the flags of errors above the byte */
    uint8_t send[PL011_FIFO];
    uint32_t receive_head, receive_count, send_head, send_count;
    bool has_lost;
} pl011_state;

typedef struct {
    uint32_t cr1, dier, sr, arr, psc, active_psc, count;
    uint32_t other[20];
    uint64_t base;
    uint64_t fraction;
} timer_state;

typedef struct {
    uint32_t acr, sr, cr, optcr, optcr1, key_step, option_key_step;
    uint64_t busy_until;
    bool ends_operation; /* SR.EOP is due when BSY ends */
    uint32_t store_address[PENDING_STORES];
    uint64_t store_old[PENDING_STORES];
    uint8_t store_bytes[PENDING_STORES];
    uint32_t stores;
} flash_state;

/** The serial flash beside the chip; its contents outlast everything. */
typedef struct {
    uint8_t *bytes; /* NULL until somebody asks */
    unsigned opcode;
    uint32_t address, position;
    uint8_t volatile_configuration;
    bool is_enabled, is_reset_enabled;
    uint64_t busy_until;
} serial_flash_state;

/** The state of a pipeline model (timing.h); only where the timing is modelled. */
typedef struct timing_model timing_model;

struct mcub_machine {
    /* What the instruction hook touches, together. */
    uint64_t cycles;
    uint64_t instructions;
    uint64_t limit;   /* the fast path ends at this cycle; 0 while something wants attention */
    uint64_t horizon; /* the run loop wants control at this cycle */
    uint32_t attention;
    uint32_t pc;
    uint32_t code_page;
    uint32_t checked_page; /* a page with breakpoints on it, which the fast path avoids */
    const uint8_t *code_bytes;
    uint32_t it_left;       /* instructions of the current IT block still to come */
    uint32_t it_address[5]; /* where they are, last one at [it_count - 1] */
    uint32_t it_count;
    timing_model *timed; /* NULL where an instruction is a cycle */
    uint64_t step_end;   /* while stepping: stop once so many instructions were counted */

    mcub_machine *first;  /* the machine of the chip's first core, most often itself */
    mcub_machine *second; /* of a first core: the other's, once it was needed */
    bool second_runs;     /* of a first core: the other has been launched */
    bool yields;          /* the core's turn ends behind the instruction under way */
    uint64_t turn_end;    /* of a first core: where its turn ends; 0 between turns */

    mcub_chip chip;
    mcub_timing timing;
    const chip_model *model;
    const core_model *core;
    uc_engine *uc;
    uc_hook hooks[4];
    uint32_t
        spin_pc; /* where the core branches to itself, since a cycle, after so many exceptions */
    uint64_t spin_start, spin_exceptions;
    uint64_t idle_cycles; /* cycles that passed without an instruction */
    memory_region regions[MOST_REGIONS];
    uint32_t region_count;
    bus_window windows[MOST_WINDOWS], private_window;
    uint64_t noise;       /* the next power-on's RAM contents follow from it */
    memory_region *image; /* the flash, or the RAM that holds the image in its place */
    uint8_t *loaded;      /* what a boot loader puts there; NULL for flash */
    uint8_t *option;      /* option bytes; NULL for none */

    /* What the last emulation ended with. */
    bool stopped_by_hook;
    uint32_t interrupt; /* Unicorn's number + 1; 0 for none */
    bool access_failed;
    uint32_t access_address;
    bool fetch_failed;
    bool coprocessor_refused;
    bool breakpoint_hit; /* a comparator matched the next instruction */
    bool watch_hit;      /* an instruction touched watched data */
    bool watches_changed, watches_enabled;
    uc_hook watches[WATCHPOINTS];
    bool block_is_watched; /* the next instruction is an IT with a breakpoint in its block */
    uint32_t frame_it;     /* xPSR.IT of an instruction that is stepped inside its block */
    uint64_t exceptions;   /* entries and returns so far */
    bool reset_requested;
    mcub_reset_cause reset_cause;
    bool idle_requested;
    bool line_closed;
    bool locked_up;
    bool sleeping;
    bool waits_for_event; /* sleeping in WFE rather than WFI */
    bool event_registered;
    char detail[160];

    /* The core's system registers. */
    uint8_t priority[EXCEPTIONS];
    bool pending[EXCEPTIONS], active[EXCEPTIONS], enabled[EXCEPTIONS];
    bool line_is_high[EXCEPTIONS]; /* interrupts: what the peripheral says */
    uint32_t vtor, aircr_group, scr, ccr, shcsr, cfsr, hfsr, mmfar, bfar, cpacr, csselr;
    uint32_t fpccr, fpcar, fpdscr, actlr;
    uint32_t mpu[12];
    uint32_t systick_ctrl, systick_load, systick_value;
    bool systick_flag;
    uint64_t systick_base;
    uint32_t dwt_ctrl, cyccnt;
    uint64_t cyccnt_base;
    bool dwt_unlocked;
    debug_state debug;

    /* The chip's peripherals. */
    rcc_state rcc;
    uint32_t pwr[24];
    flash_state flash_interface;
    uint32_t options[2]; /* OPTCR and OPTCR1 as the option bytes keep them */
    mcub_flash_work flash_work;
    bool weakness_armed; /* something was erased since a bit last resisted */
    uint32_t gpio[GPIO_PORTS][GPIO_REGISTERS];
    usart_state usart;
    pl011_state pl011;
    void *chip_state;      /* what only this chip has; NULL for nothing */
    uint8_t unique_id[12]; /* what the chip's identity follows */
    timer_state tim2, tim5;
    uint32_t syscfg[9];
    struct {
        uint32_t registers[13];
        bool is_busy;
        uint32_t mapped_bytes; /* of the window, as the core sees it; 0 for none */
        uint64_t left;         /* bytes of the command's data still to come */
    } quadspi;
    serial_flash_state serial_flash;
    unsigned access_bytes; /* the width of a read of a peripheral, as it is under way */
    struct {
        uint32_t prescaler, reload;
        bool running, unlocked;
        uint64_t deadline;
    } watchdog;

    /* The far end of the line, and what goes wrong. */
    byte_queue to_chip, from_chip;
    uint64_t discarded;
    uint32_t host_baud; /* 0 follows the chip */
    uint64_t garble_state;
    mcub_misbehaviour misbehaviour;
    uint32_t flip_address[BIT_FLIPS];
    uint64_t flip_cycle[BIT_FLIPS];
    uint32_t flips;
};

/** Puts the bytes of `value` under `mask` into a register. */
static inline void merge(uint32_t *target, uint32_t value, uint32_t mask) {
    *target = (*target & ~mask) | (value & mask);
}

/* machine.c */
void core_forget(mcub_machine *m, bool is_power_on);

/* memory.c */
bool memory_map(mcub_machine *m, const uint8_t unique_id[12]);
bool memory_share(mcub_machine *m, const mcub_machine *first);
void memory_forget_code(mcub_machine *m);
void memory_free(mcub_machine *m);
void memory_start(mcub_machine *m);
bool memory_is_flash(const mcub_machine *m, const uint8_t *host);
const memory_region *memory_find(const mcub_machine *m, uint32_t address, uint32_t bytes);
uint8_t *memory_host(const mcub_machine *m, uint32_t address, uint32_t bytes, bool to_write);
bool memory_load_word(const mcub_machine *m, uint32_t address, uint32_t *value);
bool memory_store_word(const mcub_machine *m, uint32_t address, uint32_t value);
void memory_forget(mcub_machine *m);
void memory_changed(mcub_machine *m, uint32_t address, uint32_t bytes);

/* hooks.c */
bool hooks_add(mcub_machine *m);
bool stops_before(mcub_machine *m, uint32_t address);
bool has_stepped(const mcub_machine *m);
void begin_it_block(mcub_machine *m, uint32_t address, uint32_t opcode);
void request_stop(mcub_machine *m);
void set_attention(mcub_machine *m, uint32_t reasons);
void update_limit(mcub_machine *m);
uint32_t first_half(const mcub_machine *m, uint32_t address);
bool is_wide(uint32_t opcode);

/* timing.c */
bool timing_create(mcub_machine *m);
bool timing_share(mcub_machine *m, const mcub_machine *first);
void timing_destroy(mcub_machine *m);
bool timing_add_hooks(mcub_machine *m);
void timing_reset(mcub_machine *m);
bool timing_enter_page(mcub_machine *m, uint32_t address);
void timing_forget(mcub_machine *m, uint32_t first, uint32_t last);
void timing_pass_over(mcub_machine *m, uint32_t address, bool is_skipped);
void timing_enter_exception(mcub_machine *m);
void timing_return_from_exception(mcub_machine *m);
void timing_note_stamp(mcub_machine *m);
void timing_reset_flash_lines(mcub_machine *m, uint32_t resets);
void timing_maintain_cache(mcub_machine *m, uint32_t offset, uint32_t value);
void timing_flush_xip(mcub_machine *m);

/* execution.c */
uint32_t program_counter(mcub_machine *m);
void set_program_counter(mcub_machine *m, uint32_t pc);
bool execute(mcub_machine *m);
bool execution_advance(mcub_machine *m, uint64_t end);
mcub_stop execution_run(mcub_machine *m, uint64_t end);

/* spinning.c */
bool spinning_is_due(mcub_machine *m);
bool spinning_pass(mcub_machine *m);

/* stepping.c */
bool inside_it_block(mcub_machine *m);
bool execute_one(mcub_machine *m);

/* debug.c */
bool debug_event(mcub_machine *m, uint32_t reason);
void debug_catch_fault(mcub_machine *m, uint32_t exception, uint32_t cfsr);
bool debug_is_enabled(const mcub_machine *m);
bool debug_stops_core(mcub_machine *m);
bool debug_masks(const mcub_machine *m, unsigned exception);
void debug_reset(mcub_machine *m, bool is_power_on);
bool debug_catches_reset(const mcub_machine *m);
void debug_halt(mcub_machine *m, uint32_t reason);
uint32_t debug_read(mcub_machine *m, uint32_t offset);
void debug_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);

/* debug_breakpoints.c */
uint32_t breakpoint_read(mcub_machine *m, uint32_t offset);
void breakpoint_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
bool breakpoint_on_page(const mcub_machine *m, uint32_t page);
bool breakpoint_at(const mcub_machine *m, uint32_t address);

/* debug_watchpoints.c */
uint32_t watchpoint_read(mcub_machine *m, uint32_t offset);
void watchpoint_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void watchpoints_settle(mcub_machine *m, bool are_enabled);

/* debug_components.c */
bool component_read(const mcub_machine *m, uint32_t address, uint32_t *value);

/* events.c */
void events_collect(mcub_machine *m);
uint64_t events_next(mcub_machine *m);
void events_sync_clocks(mcub_machine *m);

/* exceptions.c */
bool exceptions_deliver(mcub_machine *m);
bool exceptions_wake(mcub_machine *m);
void exceptions_return(mcub_machine *m);
void exceptions_fault(mcub_machine *m, uint32_t exception, uint32_t cfsr);
void exceptions_debug_fault(mcub_machine *m);
void exceptions_supervisor_call(mcub_machine *m);
int exceptions_execution_priority(mcub_machine *m);
void exceptions_pend(mcub_machine *m, unsigned exception);
void exceptions_set_line(mcub_machine *m, uint8_t interrupt, bool is_high);

/* bus.c */
bool bus_map(mcub_machine *m);
bool bus_has(const mcub_machine *m, uint32_t address);
uint32_t bus_read_unit(mcub_machine *m, uint32_t address, unsigned bytes);
void bus_write_unit(mcub_machine *m, uint32_t address, unsigned bytes, uint32_t value);

/* One file a peripheral. Offsets are word-aligned; `mask` covers the bytes written. */
uint32_t rcc_read(mcub_machine *m, uint32_t offset);
void rcc_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void rcc_reset(mcub_machine *m, uint32_t cause);
uint32_t pwr_read(mcub_machine *m, uint32_t offset);
void pwr_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void pwr_reset(mcub_machine *m);
uint32_t flash_read(mcub_machine *m, uint32_t offset);
void flash_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void flash_reset(mcub_machine *m);
void flash_factory_options(mcub_machine *m);
uint32_t flash_refuses_store(const mcub_machine *m, uint32_t offset, uint32_t bytes);
bool flash_note_store(mcub_machine *m, uint32_t address, uint32_t bytes);
void flash_judge_stores(mcub_machine *m);
uint64_t flash_programmed(mcub_machine *m, uint64_t old, uint64_t value);
void flash_store(mcub_machine *m, uint32_t address, uint32_t bytes, uint32_t value);
bool flash_is_closed(const mcub_machine *m);
void flash_sync(mcub_machine *m);
bool flash_line(const mcub_machine *m);
uint64_t flash_next_event(const mcub_machine *m);
void flash_protect(mcub_machine *m, uint32_t sectors);
uint32_t gpio_read(mcub_machine *m, unsigned port, uint32_t offset);
void gpio_write(mcub_machine *m, unsigned port, uint32_t offset, uint32_t value, uint32_t mask);
void gpio_reset(mcub_machine *m);
bool gpio_has_function(const mcub_machine *m, unsigned port, unsigned pin, unsigned function);
uint32_t usart_read(mcub_machine *m, uint32_t offset);
void usart_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void usart_reset(mcub_machine *m);
uint32_t pl011_read(mcub_machine *m, uint32_t offset);
void pl011_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t timer_read(mcub_machine *m, timer_state *timer, uint32_t offset);
void timer_write(mcub_machine *m, timer_state *timer, uint32_t offset, uint32_t value,
                 uint32_t mask);
uint32_t timer2_read(mcub_machine *m, uint32_t offset);
void timer2_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t timer5_read(mcub_machine *m, uint32_t offset);
void timer5_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void timer_reset(mcub_machine *m, timer_state *timer);
void timer_sync(mcub_machine *m, timer_state *timer);
bool timer_line(const timer_state *timer);
uint64_t timer_next_event(mcub_machine *m, const timer_state *timer);
uint32_t watchdog_read(mcub_machine *m, uint32_t offset);
void watchdog_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void watchdog_reset(mcub_machine *m);

uint32_t syscfg_read(mcub_machine *m, uint32_t offset);
void syscfg_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);

/* The core's own peripherals on the private bus. */
uint32_t systick_read(mcub_machine *m, uint32_t offset);
void systick_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void systick_reset(mcub_machine *m);
void systick_sync(mcub_machine *m);
uint64_t systick_next_event(const mcub_machine *m);
uint32_t dwt_read(mcub_machine *m, uint32_t offset);
void dwt_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void dwt_reset(mcub_machine *m);
void dwt_sync(mcub_machine *m);
uint32_t nvic_read(mcub_machine *m, uint32_t offset);
void nvic_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t system_control_read(mcub_machine *m, uint32_t offset);
void system_control_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void system_control_reset(mcub_machine *m);
uint32_t quadspi_read(mcub_machine *m, uint32_t offset);
void quadspi_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void quadspi_reset(mcub_machine *m);
const uint8_t *quadspi_mapped(mcub_machine *m, uint32_t address, uint32_t bytes);
void quadspi_settle(mcub_machine *m);

/* serial_flash.c: what the Quad-SPI lines lead to. */
void serial_flash_begin(mcub_machine *m, unsigned opcode, uint32_t address, bool is_single);
uint8_t serial_flash_read(mcub_machine *m);
void serial_flash_write(mcub_machine *m, uint8_t byte);
void serial_flash_end(mcub_machine *m);
uint8_t *serial_flash_contents(mcub_machine *m);
void serial_flash_power_on(mcub_machine *m);
void serial_flash_free(mcub_machine *m);
