// What instructions read, write and cost, for the run that counts cycles of a pipeline.
#pragma once

#include "ops.h"

/** What an instruction is to the pipeline: how long its result takes, what a jump costs. */
typedef enum {
    KIND_SIMPLE,
    KIND_MULTIPLY,
    KIND_DIVIDE,
    KIND_MAC,
    KIND_FLOAT,
    KIND_LOAD,
    KIND_STORE,
    KIND_BRANCH,
    KIND_JUMP,
    KIND_SPECIAL,
    KINDS
} lx6_kind;

/**
 * What an instruction reads and writes, by its fields: r, s and t of the address registers, the
 * same of the floating-point ones, m0 and m1 (MX), m2 and m3 (MY), what a load beside a product
 * fills (MW). An address register that a load moves on is there at once and not listed.
 */
enum {
    READS_R = 1 << 0,
    READS_S = 1 << 1,
    READS_T = 1 << 2,
    WRITES_R = 1 << 3,
    WRITES_T = 1 << 4,
    READS_FR = 1 << 5,
    READS_FS = 1 << 6,
    READS_FT = 1 << 7,
    WRITES_FR = 1 << 8,
    WRITES_FT = 1 << 9,
    READS_MX = 1 << 10,
    READS_MY = 1 << 11,
    WRITES_MW = 1 << 12,
    READS_ACC = 1 << 13,
    WRITES_ACC = 1 << 14,
    READS_SAR = 1 << 15,
    WRITES_SAR = 1 << 16,
    READS_BR = 1 << 17,
    WRITES_BR = 1 << 18,
    READS_A0 = 1 << 19,
    WRITES_A0 = 1 << 20,
    RST = WRITES_R | READS_S | READS_T,
    FRST = WRITES_FR | READS_FS | READS_FT
};

typedef struct {
    lx6_handler *run;
    lx6_kind kind;
    uint32_t uses;
} lx6_description;

const lx6_description *lx6_describe(lx6_handler *run);

/** Runs as the plain loop does, and counts the cycles of the pipeline. */
void lx6_run_timed(mcub_lx6 *core);
/** Prepares the cost of an instruction that was just decoded. */
void lx6_prepare_cost(mcub_lx6 *core, const lx6_op *op);
