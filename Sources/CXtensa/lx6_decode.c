#include "lx6_decode.h"

#include "lx6_timing.h"

/** A signed number of `bits` bits. */
static uint32_t extended(uint32_t value, unsigned bits) {
    return (uint32_t)((int32_t)(value << (32 - bits)) >> (32 - bits));
}

static void decode_qrst(uint32_t word, lx6_op *op) {
    switch (FIELD_OP1(word)) {
    case 0:
        lx6_decode_rst0(word, op);
        break;
    case 1:
        lx6_decode_rst1(word, op);
        break;
    case 2:
        lx6_decode_rst2(word, op);
        break;
    case 3:
        lx6_decode_rst3(word, op);
        break;
    case 4:
    case 5: /* EXTUI: the shift's high bit is in op1, the width in op2 */
        op->immediate = op->s | (FIELD_OP1(word) & 1) << 4;
        op->s = (uint8_t)(FIELD_OP2(word) + 1);
        op->run = lx6_op_extui;
        break;
    case 8:
    case 10:
    case 11:
        lx6_decode_float(word, op);
        break;
    case 9:
        if (FIELD_OP2(word) == 0 || FIELD_OP2(word) == 4) {
            lx6_refuse(op, "L32E or S32E, for register windows");
        }
        break;
    default:
        break;
    }
}

static void decode_lsai(uint32_t word, lx6_op *op) {
    static lx6_handler *const handlers[16] = {
        [0] = lx6_op_l8ui,   [1] = lx6_op_l16ui, [2] = lx6_op_l32i,  [4] = lx6_op_s8i,
        [5] = lx6_op_s16i,   [6] = lx6_op_s32i,  [9] = lx6_op_l16si, [10] = lx6_op_movi,
        [11] = lx6_op_l32ai, [12] = lx6_op_addi, [13] = lx6_op_addi, [14] = lx6_op_s32c1i,
        [15] = lx6_op_s32ri};
    const uint32_t byte = word >> 16;
    switch (op->r) {
    case 0:
    case 4:
        op->immediate = byte;
        break;
    case 1:
    case 5:
    case 9:
        op->immediate = byte * 2;
        break;
    case 10:
        op->immediate = extended(byte | (uint32_t)op->s << 8, 12);
        break;
    case 12:
        op->immediate = extended(byte, 8);
        break;
    case 13:
        op->immediate = extended(byte, 8) << 8;
        break;
    default:
        op->immediate = byte * 4;
        break;
    }
    if (op->r == 7 && (op->t < 9 || op->t > 11)) {
        lx6_refuse(op, "an instruction on a cache, which the core does not have");
    } else if (handlers[op->r]) {
        op->run = handlers[op->r];
    }
}

static void decode_lsci(uint32_t word, lx6_op *op) {
    op->immediate = (word >> 16) * 4;
    switch (op->r) {
    case 0:
        op->run = lx6_op_lsi;
        break;
    case 4:
        op->run = lx6_op_ssi;
        break;
    case 8:
        op->run = lx6_op_lsip;
        break;
    case 12:
        op->run = lx6_op_ssip;
        break;
    default:
        break;
    }
}

static void decode_b1(uint32_t word, lx6_op *op) {
    op->immediate = op->address + 4 + extended(word >> 16, 8);
    switch (op->r) {
    case 0:
        op->run = lx6_op_bf;
        break;
    case 1:
        op->run = lx6_op_bt;
        break;
    case 8:
        op->run = lx6_op_loop;
        break;
    case 9:
        op->run = lx6_op_loopnez;
        break;
    case 10:
        op->run = lx6_op_loopgtz;
        break;
    default:
        break;
    }
    if (op->r >= 8) { /* a loop's end is ahead */
        op->immediate = op->address + 4 + (word >> 16);
    }
}

static void decode_si(uint32_t word, lx6_op *op) {
    static lx6_handler *const zero[4] = {lx6_op_beqz, lx6_op_bnez, lx6_op_bltz, lx6_op_bgez};
    static lx6_handler *const constant[4] = {lx6_op_beqi, lx6_op_bnei, lx6_op_blti, lx6_op_bgei};
    const unsigned n = op->t & 3, m = op->t >> 2;
    switch (n) {
    case 0:
        op->immediate = op->address + 4 + extended(word >> 6, 18);
        op->run = lx6_op_j;
        return;
    case 1:
        op->immediate = op->address + 4 + extended(word >> 12, 12);
        op->run = zero[m];
        return;
    case 2:
        op->run = constant[m];
        break;
    default:
        if (m == 0) {
            lx6_refuse(op, "ENTRY, for register windows");
            return;
        }
        if (m == 1) {
            decode_b1(word, op);
            return;
        }
        op->run = m == 2 ? lx6_op_bltui : lx6_op_bgeui;
        break;
    }
    op->immediate = op->address + 4 + extended(word >> 16, 8);
}

static void decode_calln(uint32_t word, lx6_op *op) {
    if ((op->t & 3) != 0) {
        lx6_refuse(op, "CALL4, CALL8 or CALL12, for register windows");
        return;
    }
    op->immediate = (op->address & ~UINT32_C(3)) + 4 + (extended(word >> 6, 18) << 2);
    op->run = lx6_op_call0;
}

static void decode_b(uint32_t word, lx6_op *op) {
    static lx6_handler *const handlers[16] = {lx6_op_bnone, lx6_op_beq, lx6_op_blt,  lx6_op_bltu,
                                              lx6_op_ball,  lx6_op_bbc, lx6_op_bbci, lx6_op_bbci,
                                              lx6_op_bany,  lx6_op_bne, lx6_op_bge,  lx6_op_bgeu,
                                              lx6_op_bnall, lx6_op_bbs, lx6_op_bbsi, lx6_op_bbsi};
    op->immediate = op->address + 4 + extended(word >> 16, 8);
    op->run = handlers[op->r];
}

void lx6_refuse(lx6_op *op, const char *name) {
    op->run = lx6_op_unsupported;
    op->unsupported = name;
}

void lx6_decode_word(uint32_t word, lx6_op *op) {
    op->t = word >> 4 & 15;
    op->s = word >> 8 & 15;
    op->r = word >> 12 & 15;
    op->immediate = 0;
    op->unsupported = NULL;
    op->run = lx6_op_illegal;
    switch (word & 15) {
    case 0:
        decode_qrst(word, op);
        break;
    case 1: /* L32R: always back from here, in words */
        op->immediate = ((op->address + 3) & ~UINT32_C(3)) + ((word >> 8 | 0xFFFF0000) << 2);
        op->run = lx6_op_l32r;
        break;
    case 2:
        decode_lsai(word, op);
        break;
    case 3:
        decode_lsci(word, op);
        break;
    case 4:
        lx6_decode_mac16(word, op);
        break;
    case 5:
        decode_calln(word, op);
        break;
    case 6:
        decode_si(word, op);
        break;
    case 7:
        decode_b(word, op);
        break;
    case 14:
    case 15: /* long bundles, which this core does not have */
        break;
    default:
        lx6_decode_density(word, op);
        break;
    }
}

static const lx6_op *fetch_fault(mcub_lx6 *core, uint32_t address, uint32_t missing) {
    core->fetch_fault =
        (lx6_op){.run = lx6_op_no_fetch, .address = address, .immediate = missing, .bytes = 3};
    return &core->fetch_fault;
}

const lx6_op *lx6_decode(mcub_lx6 *core, uint32_t address) {
    uint32_t word = 0;
    uint8_t length = 3;
    for (uint8_t i = 0; i < length; i++) {
        uint8_t byte;
        if (!lx6_fetch(core, address + i, &byte)) {
            return fetch_fault(core, address, address + i);
        }
        if (i == 0 && (byte & 15) >= 8 && (byte & 15) < 14) {
            length = 2;
        }
        word |= (uint32_t)byte << 8 * i;
    }
    lx6_op *op = &core->decoded[address % DECODED];
    op->address = address;
    op->bytes = length;
    lx6_decode_word(word, op);
    if (core->is_timed) {
        lx6_prepare_cost(core, op);
    }
    lx6_note_code(core, address);
    lx6_note_code(core, address + length - 1);
    return op;
}
