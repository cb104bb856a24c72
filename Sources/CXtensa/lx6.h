// What the files of this target share; nothing outside includes it.
#pragma once

#include "CXtensa.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "guest memory is copied as it is");

enum {
    DECODED = 1 << 17, /* decoded instructions kept, by the low bits of their address */
    TRANSLATIONS = 64, /* pages of each kind of access kept */
    PAGE = 4096,
    CODE_PAGES = 4096, /* flags of pages with code, by the low bits of their number */
    NO_PAGE = 4,       /* a tag that no address has */
    TIMERS = 3,
    RESULTS = 39,
    LEVELS = 7
};

/** Numbers of special registers (ISA manual, table of special registers). */
enum {
    SR_LBEG = 0,
    SR_LEND = 1,
    SR_LCOUNT = 2,
    SR_SAR = 3,
    SR_BR = 4,
    SR_SCOMPARE1 = 12,
    SR_ACCLO = 16,
    SR_ACCHI = 17,
    SR_M0 = 32,
    SR_WINDOWBASE = 72,
    SR_WINDOWSTART = 73,
    SR_IBREAKENABLE = 96,
    SR_MEMCTL = 97,
    SR_ATOMCTL = 99,
    SR_DDR = 104,
    SR_IBREAKA0 = 128,
    SR_DBREAKA0 = 144,
    SR_DBREAKC0 = 160,
    SR_CONFIGID0 = 176,
    SR_EPC1 = 177,
    SR_DEPC = 192,
    SR_EPS2 = 194,
    SR_CONFIGID1 = 208,
    SR_EXCSAVE1 = 209,
    SR_CPENABLE = 224,
    SR_INTERRUPT = 226, /* written: INTSET */
    SR_INTCLEAR = 227,
    SR_INTENABLE = 228,
    SR_PS = 230,
    SR_VECBASE = 231,
    SR_EXCCAUSE = 232,
    SR_DEBUGCAUSE = 233,
    SR_CCOUNT = 234,
    SR_PRID = 235,
    SR_ICOUNT = 236,
    SR_ICOUNTLEVEL = 237,
    SR_EXCVADDR = 238,
    SR_CCOMPARE0 = 240,
    SR_MISC0 = 244,
    UR_THREADPTR = 231,
    UR_FCR = 232,
    UR_FSR = 233
};

/** Fields of PS. */
enum { PS_INTLEVEL = 0xF, PS_EXCM = 1 << 4, PS_UM = 1 << 5, PS_ALL = 0x70F3F };

/** EXCCAUSE (ISA manual, table of exception causes). */
enum {
    CAUSE_ILLEGAL = 0,
    CAUSE_SYSCALL = 1,
    CAUSE_LOAD_STORE_ERROR = 3,
    CAUSE_LEVEL1_INTERRUPT = 4,
    CAUSE_DIVIDE_BY_ZERO = 6,
    CAUSE_UNALIGNED = 9,
    CAUSE_FETCH_PROHIBITED = 20,
    CAUSE_LOAD_PROHIBITED = 28,
    CAUSE_STORE_PROHIBITED = 29,
    CAUSE_NO_COPROCESSOR0 = 32
};

typedef struct lx6_op lx6_op;

/** Does one instruction. It finds the address of the next in `core->next`. */
typedef void lx6_handler(mcub_lx6 *core, const lx6_op *op);

/** An instruction, decoded. */
struct lx6_op {
    lx6_handler *run;
    uint32_t address;
    uint32_t immediate; /* a branch's target, an offset, a shift: what the handler wants */
    uint8_t r, s, t, bytes;
    const char *unsupported; /* its name if it ends the run */
};

typedef struct {
    uint32_t base, bytes;
    unsigned flags;
    uint8_t *host;
    mcub_lx6_access_fn *read, *write; /* NULL for memory */
    mcub_lx6_delay_fn *delay;         /* NULL where loads take no more than the table says */
    void *context;
} lx6_region;

/** What an instruction reads, makes and loads, as bits by place, and its kind. */
typedef struct {
    uint64_t reads, writes, loads;
    uint8_t kind;
} lx6_cost;

/** A page that accesses of one kind may go to directly. */
typedef struct {
    uint32_t tag;
    uint8_t *page;
} lx6_translation;

typedef lx6_translation lx6_translations[TRANSLATIONS];

struct mcub_lx6 {
    uint32_t a[16];
    uint32_t pc, next;
    uint64_t loop_end;      /* LEND when the loop is armed, else beyond all addresses */
    uint64_t cycles, limit; /* the run's inner loop ends at the limit */
    uint64_t instructions;
    bool jumped; /* an instruction set `next` */
    uint32_t lbeg, lend, lcount, sar;
    int64_t acc; /* 40 bits, sign-extended */
    uint32_t m[4];
    uint32_t booleans;
    uint32_t f[16];
    uint32_t ps;
    lx6_translations load_words, load_narrow, store_words, store_narrow;

    uint32_t epc[LEVELS + 1], eps[LEVELS + 1], excsave[LEVELS + 1];
    uint32_t depc, exccause, excvaddr, vecbase, debugcause;
    uint32_t scompare1, cpenable, threadptr, misc[4];
    uint32_t memctl, atomctl, ddr, ibreaka[2], dbreaka[2], dbreakc[2], icount;
    uint32_t intenable, latched, lines; /* pending is latched or lines */
    uint32_t edge_lines;                /* levels of the lines that latch a rise */
    uint32_t ccompare[TIMERS];
    uint64_t timer_at[TIMERS]; /* the cycle at which CCOUNT equals CCOMPARE */
    uint64_t ccount_base;      /* CCOUNT is the low word of cycles + base */
    uint64_t target;           /* the cycle the run was asked for */

    mcub_lx6_options options;
    bool waiting, stop_requested;
    bool ended; /* an exception, an unsupported instruction or a SIMCALL ends the run */
    mcub_lx6_reason ended_by;
    mcub_lx6_fault_record fault;
    lx6_region regions[MCUB_LX6_MOST_REGIONS];
    int region_count, last_region;
    lx6_op fetch_fault; /* stands in for an instruction that is nowhere */
    bool code_pages[CODE_PAGES];
    lx6_op *decoded;
    bool is_timed;
    mcub_lx6_costs costs;
    uint8_t latencies[16];   /* by kind */
    uint64_t ready[RESULTS]; /* the cycle from which a result may be used */
    lx6_cost *decoded_costs; /* as `decoded`, when timed */
};

/* Memory */
int lx6_find_region(const mcub_lx6 *core, uint32_t address);
void lx6_forget_translations(mcub_lx6 *core);
void lx6_forget_decoded(mcub_lx6 *core, uint32_t base, uint32_t bytes);
bool lx6_load_slowly(mcub_lx6 *core, uint32_t address, unsigned bytes, uint32_t *value);
bool lx6_store_slowly(mcub_lx6 *core, uint32_t address, unsigned bytes, uint32_t value);
/** Says that an instruction was decoded from this page: stores to it go the slow way from now. */
void lx6_note_code(mcub_lx6 *core, uint32_t address);
/** One byte of code, or false. */
bool lx6_fetch(const mcub_lx6 *core, uint32_t address, uint8_t *byte);

/* Decoding and running */
const lx6_op *lx6_decode(mcub_lx6 *core, uint32_t address);
void lx6_decode_word(uint32_t word, lx6_op *op);
void lx6_decode_rst0(uint32_t word, lx6_op *op);
void lx6_decode_rst1(uint32_t word, lx6_op *op);
void lx6_decode_rst2(uint32_t word, lx6_op *op);
void lx6_decode_rst3(uint32_t word, lx6_op *op);
void lx6_decode_float(uint32_t word, lx6_op *op);
void lx6_decode_mac16(uint32_t word, lx6_op *op);
void lx6_decode_density(uint32_t word, lx6_op *op);
/** Makes the run look for interrupts and timers before the next instruction. */
void lx6_look_up(mcub_lx6 *core);
void lx6_end_run(mcub_lx6 *core, mcub_lx6_reason reason);

/* Exceptions */
void lx6_raise(mcub_lx6 *core, uint32_t cause);
void lx6_raise_access(mcub_lx6 *core, uint32_t cause, uint32_t address);
void lx6_raise_debug(mcub_lx6 *core, uint32_t cause);
bool lx6_take_interrupt(mcub_lx6 *core);
uint32_t lx6_pending(const mcub_lx6 *core);
const char *lx6_cause_meaning(uint32_t cause);

/* Special registers */
typedef enum { SPECIAL_DONE, SPECIAL_ABSENT, SPECIAL_UNSUPPORTED } lx6_special_result;
lx6_special_result lx6_read_special(const mcub_lx6 *core, unsigned number, uint32_t *value);
lx6_special_result lx6_write_special(mcub_lx6 *core, unsigned number, uint32_t value);
void lx6_schedule_timer(mcub_lx6 *core, int timer);

/** To be called when LEND, LCOUNT or PS has changed. */
static inline void lx6_arm_loop(mcub_lx6 *core) {
    core->loop_end = core->lcount != 0 && !(core->ps & PS_EXCM) ? core->lend : UINT64_MAX;
}

/** Goes on at an address other than the next instruction's. */
static inline void lx6_jump(mcub_lx6 *core, uint32_t address) {
    core->next = address;
    core->jumped = true;
}

static inline uint32_t lx6_ccount(const mcub_lx6 *core) {
    return (uint32_t)(core->cycles + core->ccount_base);
}
