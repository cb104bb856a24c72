// SPDX-License-Identifier: GPL-2.0-or-later
// Every constant of the timing models: its value, what it means, where it comes from, and whether
// it was fitted.
#include "timing.h"

static const char jnk0le[] = "jnk0le/random, pipeline cycle test (counts on an STM32H743)",
                  llvm[] = "LLVM, ARMScheduleM7.td", trm[] = "Arm Cortex-M7 TRM (DDI 0489)",
                  m0_trm[] = "Arm Cortex-M0+ TRM (DDI 0484), instruction set summary",
                  st[] = "ST RM0385, FLASH_ACR and the caches' sizes in the F746's datasheet",
                  latency[] = "Yiu, A Beginner's Guide on Interrupt Latency, community.arm.com",
                  core_mark[] = "fitted on CoreMark from TCM, GCC 12.2, -O1, -Os, -O2 and -O3",
                  mispredicted[] = "jnk0le: 8 and 6; one less fitted on CoreMark from TCM, -O1 and "
                                   "-O3, as if the branch's own cycle were among them",
                  assumed[] = "assumed; no published figure was found";

/** A row of results: one constant a point of use. */
#define READY(index, name, late, early, multiplicand, accumulator, what, source)                   \
    [index] = {name ".late", late, "cycles", what ", to the late ALU", source, false, 0, 15},      \
    [index + 1] = {name ".early", early, "cycles", what ", to addresses and shifters",             \
                   source,        false, 0,        15},                                            \
    [index + 2] = {name ".multiplicand",                                                           \
                   multiplicand,                                                                   \
                   "cycles",                                                                       \
                   what ", to a factor",                                                           \
                   source,                                                                         \
                   false,                                                                          \
                   0,                                                                              \
                   15},                                                                            \
    [index + 3] = {name ".accumulator",                                                            \
                   accumulator,                                                                    \
                   "cycles",                                                                       \
                   what ", to an accumulator",                                                     \
                   source,                                                                         \
                   false,                                                                          \
                   0,                                                                              \
                   15}

const mcub_timing_parameter m7_parameters[M7_PARAMETERS] = {
    [M7_DUAL_ISSUE] = {"dual_issue", 1, "0 or 1", "two instructions may issue in a cycle", trm,
                       false, 0, 1},
    [M7_EARLY_ALU] = {"early_alu", 1, "0 or 1",
                      "add, sub and mov in the older slot, and shifts, may finish a stage sooner",
                      jnk0le, false, 0, 1},
    [M7_DSP_OLDER_ONLY] = {"bit_field_older_only", 1, "0 or 1",
                           "bit-field and DSP instructions issue in the older slot only", jnk0le,
                           false, 0, 1},
    [M7_RUN_TIME_BANKS] = {"bank_conflicts", 1, "0 or 1",
                           "loads on different bases pair unless bit 2 of their addresses agrees",
                           jnk0le, false, 0, 1},
    READY(M7_ALU, "alu", 1, 2, 1, 0, "from an ALU result", jnk0le),
    READY(M7_EARLY, "early", 0, 1, 1, 0, "from an early ALU result", jnk0le),
    READY(M7_SATURATE, "saturate", 2, 3, 2, 1, "from ssat, usat, qadd and qsub", llvm),
    READY(M7_MULTIPLY, "multiply", 2, 3, 2, 1, "from a product", jnk0le),
    READY(M7_LOAD_WORD, "load_word", 1, 2, 2, 0, "from a loaded word", jnk0le),
    READY(M7_LOAD_NARROW, "load_narrow", 2, 3, 2, 1, "from a loaded byte or half-word", jnk0le),
    READY(M7_LOAD_LAST, "load_last", 1, 2, 2, 1,
          "from the last cycle of a multiple load or division", jnk0le),
    READY(M7_BASE_UPDATE, "base_update", 0, 1, 1, 0, "from an updated base", jnk0le),
    [M7_FLAGS] = {"flags", 1, "cycles", "from set flags to what reads them, branches apart", jnk0le,
                  false, 0, 15},
    [M7_REGISTERS_A_CYCLE] = {"registers_a_cycle", 2, "registers",
                              "that ldm, stm, ldrd, strd, push and pop move in a cycle", jnk0le,
                              false, 1, 4},
    [M7_DIVIDE] = {"divide", 7, "cycles", "that sdiv and udiv hold the pipeline",
                   "Arm Cortex-M7: 3 to 12 by operands; one value in between, assumed", false, 1,
                   32},
    [M7_FLOAT_DIVIDE] = {"float_divide", 16, "cycles", "that vdiv holds the pipeline", jnk0le,
                         false, 1, 32},
    [M7_FLOAT_ROOT] = {"float_root", 14, "cycles", "that vsqrt holds the pipeline", jnk0le, false,
                       1, 32},
    [M7_SYSTEM] = {"system", 3, "cycles", "that mrs, msr, barriers and cps hold the pipeline",
                   assumed, false, 1, 32},
    [M7_UNALIGNED] = {"unaligned_load", 3, "cycles", "more for a load that is not aligned", jnk0le,
                      false, 0, 32},
    [M7_STORE_TO_LOAD] = {"store_to_load", 4, "cycles",
                          "from a store to the soonest load of the same word",
                          "fitted on CoreMark from TCM, GCC 12.2, -O0", true, 0, 32},
    [M7_BRANCH_ENTRIES] = {"branch_entries", 64, "entries", "of the branch target cache", trm,
                           false, 1, MAX_BRANCH_ENTRIES},
    [M7_BRANCH_WAYS] = {"branch_ways", 4, "ways", "of the branch target cache", core_mark, true, 1,
                        64},
    [M7_RETURN_STACK] = {"return_stack", 8, "entries", "of the return address stack", assumed,
                         false, 1, MAX_RETURN_STACK},
    [M7_MISPREDICT] = {"mispredict", 7, "cycles",
                       "lost by a branch that was foretold wrongly, beside its own", mispredicted,
                       true, 0, 64},
    [M7_MISPREDICT_EARLY] = {"mispredict_early", 5, "cycles", "lost when its flags were set early",
                             mispredicted, true, 0, 64},
    [M7_EARLY_FLAGS_AGE] = {"early_flags_age", 3, "cycles", "before the branch that count as early",
                            jnk0le, false, 0, 15},
    [M7_CODE_CACHE_SETS] = {"code_cache_sets", 64, "sets", "of the instruction cache", st, false, 1,
                            4096},
    [M7_CODE_CACHE_WAYS] = {"code_cache_ways", 2, "ways", "of the instruction cache", trm, false, 1,
                            16},
    [M7_DATA_CACHE_SETS] = {"data_cache_sets", 32, "sets", "of the data cache", st, false, 1, 4096},
    [M7_DATA_CACHE_WAYS] = {"data_cache_ways", 4, "ways", "of the data cache", trm, false, 1, 16},
    [M7_CODE_LINE] = {"code_line", 5, "cycles",
                      "and FLASH_ACR's wait states, for an instruction line from flash",
                      "fitted at 7 wait states on MLPerf Tiny v1.1 images of an STM32F746G-DISCO",
                      true, 0, 200},
    [M7_DATA_LINE] = {"data_line", 6, "cycles",
                      "and FLASH_ACR's wait states, for a data line read from flash",
                      "fitted at 7 wait states on MLPerf Tiny v1.1 AD of an STM32F746G-DISCO", true,
                      0, 200},
    [M7_SRAM_LINE] = {"sram_line", 6, "cycles", "for a data line read from SRAM1 or SRAM2",
                      "fitted on MLPerf Tiny v1.2 AD, maximum performance, weights in RAM", true, 0,
                      200},
    [M7_EVICTION] = {"eviction", 6, "cycles", "for a dirty line that has to make room",
                     "fitted on MLPerf Tiny v1.1 IC and VWW of an STM32F746G-DISCO", true, 0, 200},
    [M7_SRAM_CODE_LINE] = {"sram_code_line", 6, "cycles",
                           "for an instruction line from SRAM1 or SRAM2", "as sram_line; unfitted",
                           false, 0, 200},
    [M7_UNCACHED_FETCH] = {"uncached_fetch", 1, "cycles",
                           "and FLASH_ACR's wait states, for 8 bytes of code without the cache",
                           "ST RM0385, 3.3: a 64-bit read on AXI; unfitted", false, 0, 200},
    [M7_ART_LINES] = {"art_lines", 64, "lines", "of ST's cache of flash on the ITCM bus",
                      "ST RM0385, 3.3.2; placement assumed", false, 1, MAX_ART_LINES},
    [M7_EXCEPTION_ENTRY] = {"exception_entry", 12, "cycles", "from its being taken to the handler",
                            latency, false, 0, 200},
    [M7_EXCEPTION_EXIT] = {"exception_exit", 12, "cycles", "to the instruction returned to",
                           "assumed as the entry's", false, 0, 200},
    [M7_TAIL_CHAIN] = {"tail_chain", 6, "cycles", "from one handler to the next",
                       "assumed as of the Cortex-M3 and M4 (Arm DDI 0439)", false, 0, 200},
};

const mcub_timing_parameter m0_parameters[M0_PARAMETERS] = {
    [M0_SIMPLE] = {"simple", 1, "cycles", "of an ALU instruction, or a branch not taken", m0_trm,
                   false, 0, 32},
    [M0_TAKEN_BRANCH] = {"taken_branch", 2, "cycles", "of a branch taken, bx and blx", m0_trm,
                         false, 1, 32},
    [M0_CALL] = {"call", 3, "cycles", "of bl", m0_trm, false, 0, 32},
    [M0_LOAD_STORE] = {"load_store", 2, "cycles", "of a load or store of any width", m0_trm, false,
                       0, 32},
    [M0_MULTIPLE_BASE] = {"multiple_base", 1, "cycles",
                          "and one a register, for ldm, stm, push and pop", m0_trm, false, 0, 32},
    [M0_POP_PC] = {"pop_pc", 2, "cycles", "more where pop loads the program counter", m0_trm, false,
                   0, 32},
    [M0_SYSTEM] = {"system", 3, "cycles", "of mrs, msr, barriers and cps", m0_trm, false, 0, 32},
    [M0_MULTIPLY] = {"multiply", 1, "cycles", "of muls, with the fast multiplier", m0_trm, false, 1,
                     32},
    [M0_BRANCH_WAIT] = {"branch_wait", 1, "cycles",
                        "more for a branch taken, a wait state of the flash",
                        "fitted on MLPerf Tiny v1.1 images of a NUCLEO-G0B1RE", true, 0, 32},
    [M0_DATA_WAIT] = {"data_wait", 1, "cycles",
                      "more for data read from flash, a wait state of the flash",
                      "fitted on MLPerf Tiny v1.1 images of a NUCLEO-G0B1RE", true, 0, 32},
    [M0_EXCEPTION_ENTRY] = {"exception_entry", 15, "cycles", "from its being taken to the handler",
                            latency, false, 0, 200},
    [M0_EXCEPTION_EXIT] = {"exception_exit", 15, "cycles", "to the instruction returned to",
                           "assumed as the entry's", false, 0, 200},
    [M0_TAIL_CHAIN] = {"tail_chain", 15, "cycles", "from one handler to the next",
                       "assumed as the entry's", false, 0, 200},
};
