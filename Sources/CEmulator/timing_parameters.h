// SPDX-License-Identifier: GPL-2.0-or-later
// The constants of the timing models, by name; values, units and sources are in the table beside.
#pragma once

/** The Cortex-M7's constants, in the order of its table. */
typedef enum {
    M7_DUAL_ISSUE,
    M7_EARLY_ALU,
    M7_DSP_OLDER_ONLY,
    M7_RUN_TIME_BANKS,
    /* Four a row: to late ALU, early use, multiplicand, accumulator. */
    M7_ALU,
    M7_EARLY = M7_ALU + 4,
    M7_SATURATE = M7_EARLY + 4,
    M7_MULTIPLY = M7_SATURATE + 4,
    M7_LOAD_WORD = M7_MULTIPLY + 4,
    M7_LOAD_NARROW = M7_LOAD_WORD + 4,
    M7_LOAD_LAST = M7_LOAD_NARROW + 4,
    M7_BASE_UPDATE = M7_LOAD_LAST + 4,
    M7_FLAGS = M7_BASE_UPDATE + 4,
    M7_REGISTERS_A_CYCLE,
    M7_DIVIDE,
    M7_FLOAT_DIVIDE,
    M7_FLOAT_ROOT,
    M7_SYSTEM,
    M7_UNALIGNED,
    M7_STORE_TO_LOAD,
    M7_BRANCH_ENTRIES,
    M7_BRANCH_WAYS,
    M7_RETURN_STACK,
    M7_MISPREDICT,
    M7_MISPREDICT_EARLY,
    M7_EARLY_FLAGS_AGE,
    M7_CODE_CACHE_SETS,
    M7_CODE_CACHE_WAYS,
    M7_DATA_CACHE_SETS,
    M7_DATA_CACHE_WAYS,
    M7_CODE_LINE,
    M7_DATA_LINE,
    M7_SRAM_LINE,
    M7_EVICTION,
    M7_SRAM_CODE_LINE,
    M7_UNCACHED_FETCH,
    M7_ART_LINES,
    M7_EXCEPTION_ENTRY,
    M7_EXCEPTION_EXIT,
    M7_TAIL_CHAIN,
    M7_PARAMETERS
} m7_parameter;

/** The Cortex-M4's constants, in the order of its table. */
typedef enum {
    M4_SIMPLE,
    M4_REFILL,
    M4_LOAD,
    M4_LOAD_AGAIN,
    M4_STORE,
    M4_MULTIPLE_BASE,
    M4_MULTIPLY,
    M4_DIVIDE,
    M4_FLOAT,
    M4_FLOAT_DIVIDE,
    M4_SYSTEM,
    M4_CODE_LINES,
    M4_DATA_LINES,
    M4_EXCEPTION_ENTRY,
    M4_EXCEPTION_EXIT,
    M4_TAIL_CHAIN,
    M4_PARAMETERS
} m4_parameter;

/** The Cortex-M0+'s constants, in the order of its table. */
typedef enum {
    M0_SIMPLE,
    M0_TAKEN_BRANCH,
    M0_CALL,
    M0_LOAD_STORE,
    M0_MULTIPLE_BASE,
    M0_POP_PC,
    M0_SYSTEM,
    M0_MULTIPLY,
    M0_BRANCH_WAIT,
    M0_DATA_WAIT,
    M0_EXCEPTION_ENTRY,
    M0_EXCEPTION_EXIT,
    M0_TAIL_CHAIN,
    M0_PARAMETERS,
    /* Of a chip that reads flash through the RP2040's cache, besides. */
    M0_XIP_SETS = M0_PARAMETERS,
    M0_XIP_WAYS,
    M0_XIP_LINE_WORDS,
    M0_XIP_OVERHEAD,
    M0_XIP_PARAMETERS
} m0_parameter;
