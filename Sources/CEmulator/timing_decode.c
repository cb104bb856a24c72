// SPDX-License-Identifier: GPL-2.0-or-later
// What an instruction reads where, and what it is to a pipeline: from Capstone's decoding.
#include "timing.h"

#include <capstone/capstone.h>
#include <string.h>

enum { PROGRAM_COUNTER = 15, NO_REGISTER = 16 };

/** An instruction as Capstone gives it, while it is being sorted. */
typedef struct {
    unsigned id;
    const char *mnemonic;
    const cs_arm *detail;
} source;

static unsigned register_number(unsigned reg) {
    if (reg >= ARM_REG_R0 && reg <= ARM_REG_R12) {
        return reg - ARM_REG_R0;
    }
    return reg == ARM_REG_SP ? 13 : reg == ARM_REG_LR ? 14 : reg == ARM_REG_PC ? 15 : NO_REGISTER;
}

static uint16_t bit_of(unsigned number) {
    return number < PROGRAM_COUNTER ? (uint16_t)(1u << number) : 0;
}

/** The number of the register that an operand is. */
static unsigned number_at(const source *from, unsigned index) {
    if (index >= from->detail->op_count || from->detail->operands[index].type != ARM_OP_REG) {
        return NO_REGISTER;
    }
    return register_number((unsigned)from->detail->operands[index].reg);
}

static uint16_t bit_at(const source *from, unsigned index) {
    return bit_of(number_at(from, index));
}

static uint16_t bits_from(const source *from, unsigned first) {
    uint16_t bits = 0;
    for (unsigned i = first; i < from->detail->op_count; i++) {
        bits |= bit_at(from, i);
    }
    return bits;
}

static bool is_one_of(unsigned id, const unsigned *ids, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (ids[i] == id) {
            return true;
        }
    }
    return false;
}

#define IS(id, ...)                                                                                \
    is_one_of(id, (const unsigned[]){__VA_ARGS__},                                                 \
              sizeof((const unsigned[]){__VA_ARGS__}) / sizeof(unsigned))

static bool begins(const source *from, const char *prefix) {
    return strncmp(from->mnemonic, prefix, strlen(prefix)) == 0;
}

/** The index of the operand that is an address, or the count of operands. */
static unsigned address_index(const source *from) {
    unsigned i = 0;
    while (i < from->detail->op_count && from->detail->operands[i].type != ARM_OP_MEM) {
        i++;
    }
    return i;
}

/** Notes the registers of an address, and what of it is known before the instruction executes. */
static void read_address(const source *from, operation *op) {
    unsigned at = address_index(from);
    if (at == from->detail->op_count) {
        return;
    }
    const arm_op_mem *address = &from->detail->operands[at].mem;
    unsigned base = register_number((unsigned)address->base);
    op->early |= bit_of(base);
    if (address->index != ARM_REG_INVALID) {
        op->early |= bit_of(register_number((unsigned)address->index));
    } else if (base < PROGRAM_COUNTER) {
        op->base = (uint8_t)base;
    }
    bool is_post_indexed = at + 1 < from->detail->op_count;
    if (from->detail->writeback || is_post_indexed) {
        op->updated_base = bit_of(base);
    }
    op->bank = is_post_indexed ? 0 : address->disp >> 2 & 1;
}

static bool sort_load_or_store(const source *from, operation *op) {
    bool is_word = IS(from->id, ARM_INS_LDR, ARM_INS_LDREX);
    if (is_word || IS(from->id, ARM_INS_LDRB, ARM_INS_LDRH, ARM_INS_LDRSB, ARM_INS_LDRSH,
                      ARM_INS_LDREXB, ARM_INS_LDREXH, ARM_INS_LDRT, ARM_INS_LDRBT, ARM_INS_LDRHT,
                      ARM_INS_LDRSBT, ARM_INS_LDRSHT)) {
        op->class = is_word || from->id == ARM_INS_LDRT ? OP_LOAD_WORD : OP_LOAD_NARROW;
        read_address(from, op);
        op->written = bit_at(from, 0);
        if (number_at(from, 0) == PROGRAM_COUNTER) {
            op->class = OP_BRANCH;
            op->flow = op->updated_base == bit_of(13) ? FLOW_RETURN : FLOW_INDIRECT;
        }
        return true;
    }
    if (IS(from->id, ARM_INS_STR, ARM_INS_STRB, ARM_INS_STRH, ARM_INS_STREX, ARM_INS_STREXB,
           ARM_INS_STREXH, ARM_INS_STRT, ARM_INS_STRBT, ARM_INS_STRHT)) {
        op->class = OP_STORE;
        read_address(from, op);
        op->base = NO_REGISTER;
        op->written = begins(from, "strex") ? bit_at(from, 0) : 0;
        return true;
    }
    return false;
}

static bool sort_multiple(const source *from, operation *op) {
    if (IS(from->id, ARM_INS_LDRD, ARM_INS_STRD)) {
        bool is_load = from->id == ARM_INS_LDRD;
        op->class = is_load ? OP_LOAD_MANY : OP_STORE_MANY;
        op->registers = 2;
        op->written = is_load ? bit_at(from, 0) | bit_at(from, 1) : 0;
        read_address(from, op);
        op->base = NO_REGISTER;
        return true;
    }
    bool is_stack = IS(from->id, ARM_INS_POP, ARM_INS_PUSH);
    if (!is_stack && !begins(from, "ldm") && !begins(from, "stm")) {
        return false;
    }
    unsigned first = is_stack ? 0 : 1;
    uint16_t base = is_stack ? bit_of(13) : bit_at(from, 0);
    op->class = from->id == ARM_INS_POP || begins(from, "ldm") ? OP_LOAD_MANY : OP_STORE_MANY;
    op->registers = (uint8_t)(from->detail->op_count - first);
    op->early = base;
    op->updated_base = is_stack || from->detail->writeback ? base : 0;
    if (op->class == OP_LOAD_MANY) {
        op->written = bits_from(from, first);
        for (unsigned i = first; i < from->detail->op_count; i++) {
            op->pops_pc |= number_at(from, i) == PROGRAM_COUNTER;
        }
        op->flow = op->pops_pc ? FLOW_RETURN : FLOW_NEXT;
    }
    return true;
}

static bool sort_branch(const source *from, operation *op) {
    if (IS(from->id, ARM_INS_B, ARM_INS_BL, ARM_INS_CBZ, ARM_INS_CBNZ)) {
        unsigned target = from->detail->op_count - 1u;
        bool compares = IS(from->id, ARM_INS_CBZ, ARM_INS_CBNZ);
        op->class = OP_BRANCH;
        op->late = compares ? bit_at(from, 0) : 0;
        op->is_call = from->id == ARM_INS_BL;
        op->written = op->is_call ? bit_of(14) : 0;
        op->flow = compares || op->reads_flags ? FLOW_CONDITIONAL : FLOW_DIRECT;
        op->target = (uint32_t)from->detail->operands[target].imm;
        op->reads_flags = false; /* predicted, so it does not wait for them */
        return true;
    }
    if (IS(from->id, ARM_INS_BX, ARM_INS_BLX, ARM_INS_TBB, ARM_INS_TBH)) {
        op->class = OP_BRANCH;
        op->early = bit_at(from, 0);
        read_address(from, op);
        op->base = NO_REGISTER;
        op->updated_base = 0;
        op->is_call = from->id == ARM_INS_BLX;
        op->written = op->is_call ? bit_of(14) : 0;
        bool returns = from->id == ARM_INS_BX && number_at(from, 0) == 14;
        op->flow = returns ? FLOW_RETURN : FLOW_INDIRECT;
        return true;
    }
    if (from->id == ARM_INS_IT) {
        op->flow = FLOW_IT;
        op->reads_flags = false;
        return true;
    }
    return IS(from->id, ARM_INS_NOP, ARM_INS_HINT, ARM_INS_WFI, ARM_INS_WFE, ARM_INS_SEV,
              ARM_INS_YIELD);
}

static bool sort_multiply(const source *from, operation *op) {
    bool is_plain = IS(from->id, ARM_INS_MUL, ARM_INS_SMULBB, ARM_INS_SMULBT, ARM_INS_SMULTB,
                       ARM_INS_SMULTT, ARM_INS_SMUAD, ARM_INS_SMUADX, ARM_INS_SMUSD, ARM_INS_SMUSDX,
                       ARM_INS_SMMUL, ARM_INS_SMMULR, ARM_INS_SMULWB, ARM_INS_SMULWT);
    bool accumulates =
        IS(from->id, ARM_INS_MLA, ARM_INS_MLS, ARM_INS_SMLABB, ARM_INS_SMLABT, ARM_INS_SMLATB,
           ARM_INS_SMLATT, ARM_INS_SMLAD, ARM_INS_SMLADX, ARM_INS_SMLSD, ARM_INS_SMLSDX,
           ARM_INS_SMMLA, ARM_INS_SMMLAR, ARM_INS_SMMLS, ARM_INS_SMMLSR, ARM_INS_SMLAWB,
           ARM_INS_SMLAWT, ARM_INS_USADA8);
    bool is_long = IS(from->id, ARM_INS_SMULL, ARM_INS_UMULL);
    bool is_long_sum = IS(from->id, ARM_INS_SMLAL, ARM_INS_UMLAL, ARM_INS_SMLALD, ARM_INS_SMLALDX,
                          ARM_INS_SMLSLD, ARM_INS_SMLSLDX, ARM_INS_UMAAL, ARM_INS_SMLALBB,
                          ARM_INS_SMLALBT, ARM_INS_SMLALTB, ARM_INS_SMLALTT);
    if (!is_plain && !accumulates && !is_long && !is_long_sum) {
        return false;
    }
    op->class = OP_MULTIPLY;
    op->written = bit_at(from, 0);
    if (is_plain) {
        op->multiplicand = bits_from(from, from->detail->op_count == 3 ? 1 : 0);
    } else if (accumulates) {
        op->multiplicand = bit_at(from, 1) | bit_at(from, 2);
        op->accumulator = bit_at(from, 3);
    } else {
        op->written |= bit_at(from, 1);
        op->multiplicand = bit_at(from, 2) | bit_at(from, 3);
        op->accumulator = is_long_sum ? op->written : 0;
    }
    return true;
}

/** Instructions of the bit-field unit, older slot only, with what they want early. */
static bool sort_bit_field(const source *from, operation *op) {
    unsigned source_index = from->detail->op_count > 1 ? 1 : 0;
    op->class = OP_BIT_FIELD;
    op->written = bit_at(from, 0);
    if (IS(from->id, ARM_INS_SBFX, ARM_INS_UBFX, ARM_INS_RBIT, ARM_INS_REV, ARM_INS_REV16,
           ARM_INS_REVSH, ARM_INS_BFC)) {
        op->uses_shifter = true;
        op->early = bit_at(from, 1) ? bit_at(from, 1) : bit_at(from, 0);
        return true;
    }
    if (IS(from->id, ARM_INS_SXTAB, ARM_INS_SXTAH, ARM_INS_SXTAB16, ARM_INS_UXTAB, ARM_INS_UXTAH,
           ARM_INS_UXTAB16, ARM_INS_PKHBT, ARM_INS_PKHTB)) {
        op->uses_shifter = true;
        op->late = from->id == ARM_INS_PKHTB ? 0 : bit_at(from, 1);
        op->early = bit_at(from, 2) | (from->id == ARM_INS_PKHTB ? bit_at(from, 1) : 0);
        return true;
    }
    if (from->id == ARM_INS_BFI) {
        op->uses_shifter = true;
        op->late = bit_at(from, 0);
        op->early = bit_at(from, 1);
        return true;
    }
    if (IS(from->id, ARM_INS_SSAT, ARM_INS_USAT, ARM_INS_SSAT16, ARM_INS_USAT16)) {
        op->class = OP_SATURATE;
        op->uses_shifter = true;
        op->early = bits_from(from, 1);
        return true;
    }
    static const char *const parallel[] = {
        "sxt",   "uxt",   "clz",   "sadd",  "uadd",  "ssub",  "usub", "sel",
        "shadd", "uhadd", "usad",  "shsub", "uhsub", "sasx",  "ssax", "uasx",
        "usax",  "shasx", "shsax", "uhasx", "uhsax", "qadd",  "qsub", "qdadd",
        "qdsub", "uqadd", "uqsub", "qasx",  "qsax",  "uqasx", "uqsax"};
    for (size_t i = 0; i < sizeof parallel / sizeof parallel[0]; i++) {
        if (begins(from, parallel[i])) {
            bool saturates = parallel[i][0] == 'q' || begins(from, "uq");
            op->class = saturates ? OP_SATURATE : OP_BIT_FIELD;
            op->late = bits_from(from, source_index);
            op->reads_flags |= from->id == ARM_INS_SEL;
            return true;
        }
    }
    op->class = OP_ALU;
    op->written = 0;
    return false;
}

/** Whether a constant takes the shifter: it is no byte, and no byte repeated (ThumbExpandImm). */
static bool is_shifted_constant(uint32_t value) {
    uint32_t low = value & 0xFF, high = value >> 8 & 0xFF;
    return value > 0xFF && value != (low | low << 16) && value != low * 0x01010101u &&
           value != (high << 8 | high << 24);
}

static bool takes_wide_constant(const source *from, const operation *op, uint32_t value) {
    bool adds = IS(from->id, ARM_INS_ADD, ARM_INS_SUB, ARM_INS_ADDW, ARM_INS_SUBW);
    return IS(from->id, ARM_INS_MOVW, ARM_INS_MOVT, ARM_INS_ADR) ||
           (adds && value < 4096 && !op->sets_flags);
}

static void sort_data_processing(const source *from, operation *op) {
    bool compares = IS(from->id, ARM_INS_CMP, ARM_INS_CMN, ARM_INS_TST, ARM_INS_TEQ);
    bool shifts = IS(from->id, ARM_INS_LSL, ARM_INS_LSR, ARM_INS_ASR, ARM_INS_ROR, ARM_INS_RRX);
    bool moves = IS(from->id, ARM_INS_MOV, ARM_INS_MVN, ARM_INS_MOVW, ARM_INS_ADR);
    bool is_shifted = false;
    op->sets_flags |= compares;
    op->reads_flags |= IS(from->id, ARM_INS_ADC, ARM_INS_SBC, ARM_INS_RRX);
    if (!compares) {
        if (number_at(from, 0) == PROGRAM_COUNTER) {
            op->class = OP_BRANCH;
            op->flow = number_at(from, 1) == 14 ? FLOW_RETURN : FLOW_INDIRECT;
            op->early = bits_from(from, 1);
            return;
        }
        op->written = bit_at(from, 0);
        op->late = from->detail->op_count == 2 && !moves ? bit_at(from, 0) : 0;
    }
    for (unsigned i = compares ? 0 : 1; i < from->detail->op_count; i++) {
        const cs_arm_op *operand = &from->detail->operands[i];
        bool has_shift = operand->shift.type != ARM_SFT_INVALID && operand->shift.value != 0;
        if (operand->type == ARM_OP_REG && has_shift && !shifts && from->id != ARM_INS_MOV) {
            is_shifted = true;
            op->early |= bit_at(from, i);
        } else if (operand->type == ARM_OP_REG) {
            shifts |= has_shift;
            op->late |= bit_at(from, i);
        } else if (operand->type == ARM_OP_IMM && !shifts) {
            uint32_t value = (uint32_t)operand->imm;
            op->uses_shifter |= is_shifted_constant(value) && !takes_wide_constant(from, op, value);
        }
    }
    bool adds_or_moves = IS(from->id, ARM_INS_ADD, ARM_INS_ADDW, ARM_INS_SUB, ARM_INS_SUBW,
                            ARM_INS_MOV, ARM_INS_MOVW, ARM_INS_MOVT);
    op->may_be_early = adds_or_moves && !is_shifted && !shifts && !op->uses_shifter;
    op->uses_shifter |= is_shifted;
    op->class = is_shifted ? OP_ALU_SHIFTED : shifts ? OP_SHIFT : OP_ALU;
}

static void sort_float(const source *from, operation *op) {
    bool loads = begins(from, "vldm") || begins(from, "vpop");
    if (begins(from, "vldr")) {
        op->class = OP_FLOAT_LOAD;
        read_address(from, op);
    } else if (begins(from, "vstr")) {
        op->class = OP_STORE;
        read_address(from, op);
        op->base = NO_REGISTER;
    } else if (loads || begins(from, "vstm") || begins(from, "vpush")) {
        bool is_stack = begins(from, "vpop") || begins(from, "vpush");
        op->class = loads ? OP_LOAD_MANY : OP_STORE_MANY;
        op->early = is_stack ? bit_of(13) : bit_at(from, 0);
        op->updated_base = is_stack || from->detail->writeback ? op->early : 0;
        op->registers = (uint8_t)(from->detail->op_count - (is_stack ? 0 : 1));
    } else {
        op->class = begins(from, "vdiv")    ? OP_FLOAT_DIVIDE
                    : begins(from, "vsqrt") ? OP_FLOAT_ROOT
                                            : OP_FLOAT;
        op->sets_flags = begins(from, "vmrs") && bit_at(from, 0) == 0;
        op->written = begins(from, "vmov") || begins(from, "vmrs") ? bit_at(from, 0) : 0;
        op->late = begins(from, "vmov") ? bits_from(from, 1) : 0;
    }
}

static void sort(const source *from, operation *op) {
    if (from->mnemonic[0] == 'v') {
        sort_float(from, op);
        return;
    }
    if (sort_load_or_store(from, op) || sort_multiple(from, op) || sort_branch(from, op) ||
        sort_multiply(from, op)) {
        return;
    }
    if (IS(from->id, ARM_INS_SDIV, ARM_INS_UDIV)) {
        op->class = OP_DIVIDE;
        op->written = bit_at(from, 0);
        op->late = bits_from(from, 1);
        return;
    }
    if (IS(from->id, ARM_INS_MRS, ARM_INS_MSR, ARM_INS_DSB, ARM_INS_DMB, ARM_INS_ISB, ARM_INS_SVC,
           ARM_INS_BKPT, ARM_INS_CPS)) {
        op->class = OP_SYSTEM;
        op->written = from->id == ARM_INS_MRS ? bit_at(from, 0) : 0;
        return;
    }
    if (!sort_bit_field(from, op)) {
        sort_data_processing(from, op);
    }
}

/** Whether a half-word instruction sets flags inside an IT block too: CMP, CMN and TST. */
static bool always_sets_flags(unsigned id) {
    return IS(id, ARM_INS_CMP, ARM_INS_CMN, ARM_INS_TST);
}

/**
 * Sorts the instruction that begins with `code`, of which `count` bytes are there. What Capstone
 * does not know counts as a plain ALU instruction.
 */
operation timing_decode(uint64_t capstone, const uint8_t *code, size_t count, uint32_t address,
                        bool in_it_block) {
    uint16_t first = (uint16_t)(code[0] | code[1] << 8);
    operation op = {.class = OP_ALU, .base = NO_REGISTER, .bytes = is_wide(first) ? 4 : 2};
    cs_insn *found = NULL;
    if (cs_disasm((csh)capstone, code, count, address, 1, &found) == 0) {
        return op;
    }
    const cs_arm *detail = &found->detail->arm;
    const source from = {found->id, found->mnemonic, detail};
    bool is_conditional = detail->cc != ARM_CC_AL && detail->cc != ARM_CC_INVALID;
    op.sets_flags = detail->update_flags;
    op.reads_flags = is_conditional || in_it_block;
    sort(&from, &op);
    if (in_it_block) {
        op.sets_flags = op.sets_flags && (op.bytes == 4 || always_sets_flags(found->id));
        op.reads_flags = true;
        op.flow = op.flow == FLOW_CONDITIONAL ? FLOW_DIRECT : op.flow;
    }
    cs_free(found, 1);
    return op;
}

uint64_t timing_decoder_open(void) {
    csh handle = 0;
    cs_mode mode = (cs_mode)(CS_MODE_THUMB | CS_MODE_MCLASS);
    if (cs_open(CS_ARCH_ARM, mode, &handle) != CS_ERR_OK ||
        cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON) != CS_ERR_OK) {
        return 0;
    }
    return handle;
}

void timing_decoder_close(uint64_t capstone) {
    csh handle = (csh)capstone;
    if (handle != 0) {
        cs_close(&handle);
    }
}
