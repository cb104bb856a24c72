// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of the timing models share.
#pragma once

#include "machine.h"
#include "timing_parameters.h"

/** What an instruction is to the pipeline. */
typedef enum {
    OP_ALU,
    OP_ALU_SHIFTED, /* one operand goes through the inline shifter */
    OP_SHIFT,       /* a plain shift or rotate */
    OP_BIT_FIELD,   /* extend, extract, reverse, parallel add */
    OP_SATURATE,    /* ssat, usat, qadd and their like */
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_LOAD_WORD,
    OP_LOAD_NARROW,
    OP_LOAD_MANY,
    OP_STORE,
    OP_STORE_MANY,
    OP_BRANCH,
    OP_SYSTEM,
    OP_FLOAT,
    OP_FLOAT_DIVIDE,
    OP_FLOAT_ROOT,
    OP_FLOAT_LOAD,
    OP_OTHER
} operation_class;

/** What follows an instruction; 0 for the next one. */
typedef enum {
    FLOW_NEXT,
    FLOW_IT,          /* begins an IT block */
    FLOW_CONDITIONAL, /* a direct branch that may fall through */
    FLOW_DIRECT,
    FLOW_INDIRECT,
    FLOW_RETURN
} flow_kind;

/** A decoded instruction. Registers are masks of R0 to R14; the program counter is never among
 * them.
 */
typedef struct {
    uint8_t class;                                   /* operation_class */
    uint8_t flow;                                    /* flow_kind */
    uint8_t bytes;                                   /* 2 or 4 */
    uint8_t registers;                               /* how many a multiple transfer moves */
    uint16_t late, early, multiplicand, accumulator; /* what is read, by the point of use */
    uint16_t written, updated_base;
    uint8_t base; /* of a load, 16 for none that is known */
    uint8_t bank; /* bit 2 of its displacement */
    bool sets_flags, reads_flags;
    bool uses_shifter;
    bool may_be_early; /* add, sub and mov without a shift */
    bool is_call;
    bool pops_pc;
    uint32_t target; /* of a direct branch */
} operation;

enum { SLOTS_A_PAGE = PAGE_BYTES / 2, NO_STATE = 0xFFFF, STATES = 0x3FFF };

/** Bits beside a state's number in the key of a transition. */
enum { KEY_ALONE = 0x8000, KEY_SKIPPED = 0x4000 };

/** What an instruction does to the pipeline when it comes upon one state. */
typedef struct {
    uint16_t key, next;
    uint8_t cycles;  /* from the issue of the instruction before to this one's */
    uint8_t waiting; /* of these, without an instruction because operands were not ready */
    uint8_t held;    /* of these, behind an instruction that issues alone for several cycles */
    bool is_younger : 1;
    bool is_unpaired : 1;  /* the slot beside the older was open and the rules forbade it */
    bool checks_banks : 1; /* a pair of loads whose banks only the addresses tell */
    uint64_t count;
} transition;

/** An executed address. */
typedef struct {
    transition first;    /* the one that is looked at first */
    transition *others;  /* the others, the usual ones towards the front */
    uint64_t executions; /* that the transitions have forgotten */
    uint64_t stalls;     /* cycles added to this instruction by memory and branches */
    uint32_t operation;  /* its number + 1; 0 before it is decoded */
    uint16_t capacity, used;
    uint8_t flow;
    uint8_t bytes;
} timing_slot;

/** The decoded instructions of a page of code. */
typedef struct {
    uint32_t page; /* its address over PAGE_BYTES */
    timing_slot slots[SLOTS_A_PAGE];
} timing_page;

/** The pipeline between two instructions; times are cycles after the latest issue. */
typedef struct {
    uint8_t late[16], early[16], multiplicand[16], accumulator[16]; /* when registers are ready */
    uint8_t flags;
    uint8_t flags_age; /* cycles since flags were set, no more than the parameter asks */
    uint8_t busy;      /* cycles that the latest instruction holds the pipeline for */
    uint8_t is_open;   /* whether the latest is an older one that a younger may join */
    uint8_t class, uses_shifter, base, bank; /* of the older */
} pipeline_state;

enum {
    MAX_BRANCH_ENTRIES = 512,
    MAX_RETURN_STACK = 32,
    RECENT_STORES = 4,
    PAGE_BUCKETS = 2048,
    MAX_ART_LINES = 256,
    MAX_FLASH_LINES = 64
};

#define NO_LINE 0xFFFFFFFFu /* no address over a line's bytes */

typedef struct {
    uint32_t address, target;
    uint64_t used;
    uint8_t counter; /* 2 and 3 predict taken */
} branch_entry;

/** One of the caches; a line is known by its address over the line's bytes, plus 1. */
typedef struct {
    uint32_t sets, ways;
    uint32_t *lines; /* [sets][ways] */
    bool *dirty;
    uint8_t *victim; /* [sets], the way that is replaced next */
} timing_cache;

/** The lines of flash that a cache holds, any in any place; a line is known by its number, plus 1.
 */
typedef struct {
    uint32_t numbers[MAX_FLASH_LINES];
    uint64_t used[MAX_FLASH_LINES]; /* when, by the clock */
    uint64_t clock;
} flash_lines;

/** What the memory at an address costs. */
typedef enum { COST_NONE, COST_FLASH, COST_TIGHT_FLASH, COST_SRAM } cost_kind;

/** Who calls whom (timing_profile.c). */
typedef struct timing_profile timing_profile;

struct timing_model {
    /* What the hooks touch for each instruction. */
    timing_slot *slots;   /* of the page that code_page names */
    timing_slot *current; /* the latest instruction */
    transition *latest;   /* what it did */
    uint32_t fetch_line;  /* what was fetched last: an address over `fetch_shift` bits */
    uint32_t fetch_shift;
    uint16_t state;
    uint32_t address; /* of the latest instruction */
    uint8_t flow;     /* of it, while it is still open where it leads */
    bool returns;     /* an exception has returned, at a cost yet to be told */

    /* What they touch for each access to memory. */
    uint32_t data_line; /* found in the data cache last */
    bool data_line_dirty;
    uint32_t load_address;
    uint64_t store_time; /* of the latest store */
    uint32_t stores[RECENT_STORES];
    uint64_t store_times[RECENT_STORES];
    uint32_t next_store;
    uint32_t code_low, code_high; /* RAM from the first to the last page that was decoded */

    uint32_t values[M7_PARAMETERS]; /* the others have fewer */
    bool is_m7, is_m4, has_xip;
    uint64_t capstone;                /* Capstone's handle */
    timing_page *pages[PAGE_BUCKETS]; /* by address, hashed */
    uint32_t page_count;
    operation *operations;
    uint32_t operation_count, operation_capacity;
    pipeline_state *states;
    uint32_t state_count, state_buckets[2 * (STATES + 1)];
    branch_entry branches[MAX_BRANCH_ENTRIES];
    uint64_t branch_clock;
    uint32_t return_stack[MAX_RETURN_STACK], return_depth;
    bool code_cached, data_cached; /* SCB_CCR's IC and DC */
    timing_cache code, data;
    uint32_t art_lines[MAX_ART_LINES]; /* the line in each place, plus 1 */
    uint32_t art_latest;
    flash_lines flash_code, flash_data; /* the Cortex-M4's */
    uint64_t line_since;                /* cycle at which the latest line was there */
    mcub_timing_statistics totals;
    uint64_t stalled_until;  /* the cycle up to which a slow core has lost its share */
    timing_profile *profile; /* NULL unless calls are followed */
};

/* timing.c */
uint32_t timing_value(const timing_model *model, m7_parameter m7, m4_parameter m4, m0_parameter m0);

/* timing_hooks.c */
void timing_stall(mcub_machine *m, uint32_t cycles);
void timing_settle(mcub_machine *m, uint32_t address);

/* timing_decode.c */
uint64_t timing_decoder_open(void);
void timing_decoder_close(uint64_t capstone);
operation timing_decode(uint64_t capstone, const uint8_t *code, size_t count, uint32_t address,
                        bool in_it_block);

/* timing_m7.c */
transition m7_step(const timing_model *model, pipeline_state *state, const operation *op,
                   uint16_t key);
pipeline_state m7_rest(const timing_model *model);

/* timing_m4.c */
transition m4_step(const timing_model *model, const operation *op, uint16_t key);
uint32_t m4_fetch(mcub_machine *m, uint32_t address);
uint32_t m4_read(mcub_machine *m, uint32_t address);
void m4_reset(timing_model *model);

/* timing_m0plus.c */
transition m0_step(const timing_model *model, const operation *op, uint16_t key);
uint32_t m0_taken(const timing_model *model, const operation *op, uint32_t wait_states);

/* timing_automaton.c */
bool automaton_create(timing_model *model);
void automaton_clear(timing_model *model);
void automaton_destroy(timing_model *model);
transition *automaton_find(mcub_machine *m, timing_slot *slot, uint32_t address, uint16_t key);
timing_page *automaton_page(timing_model *model, uint32_t address);
timing_page *automaton_known_page(timing_model *model, uint32_t address);
void automaton_forget(timing_model *model, uint32_t first_page, uint32_t last_page);
void automaton_count(const timing_model *model, mcub_timing_statistics *totals);

/* timing_branches.c */
uint32_t branch_resolve(mcub_machine *m, uint32_t address);
void branches_reset(timing_model *model);

/* timing_caches.c */
bool caches_create(timing_model *model);
void caches_destroy(timing_model *model);
void caches_invalidate(timing_model *model);
uint32_t caches_maintain(timing_model *model, uint32_t offset, uint32_t value);
void caches_follow_control(mcub_machine *m);
uint32_t caches_fetch(mcub_machine *m, uint32_t address);
uint32_t caches_access(mcub_machine *m, uint32_t address, bool is_store);

/* timing_xip.c */
bool xip_create(timing_model *model);
void xip_empty(timing_model *model);
uint32_t xip_fetch(mcub_machine *m, uint32_t address);
uint32_t xip_load(mcub_machine *m, uint32_t address);

/* timing_parameters.c */
extern const mcub_timing_parameter m7_parameters[M7_PARAMETERS];
extern const mcub_timing_parameter m4_parameters[M4_PARAMETERS];
extern const mcub_timing_parameter m0_parameters[M0_XIP_PARAMETERS]; /* without XIP, the first */

/* timing_profile.c */
void profile_call(mcub_machine *m, uint32_t function, uint32_t back_to);
void profile_return(mcub_machine *m, uint32_t address);
void profile_enter_exception(mcub_machine *m);
void profile_return_from_exception(mcub_machine *m);
void profile_settle(mcub_machine *m, uint32_t address);
void profile_reset(mcub_machine *m);
void profile_destroy(timing_model *model);
