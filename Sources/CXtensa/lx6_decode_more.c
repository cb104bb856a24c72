#include "lx6_decode.h"

static void decode_fp1op(lx6_op *op) {
    switch (op->t) {
    case 0:
        op->run = lx6_op_mov_s;
        break;
    case 1:
        op->run = lx6_op_abs_s;
        break;
    case 4:
        op->run = lx6_op_rfr;
        break;
    case 5:
        op->run = lx6_op_wfr;
        break;
    case 6:
        op->run = lx6_op_neg_s;
        break;
    case 3:
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
    case 12:
    case 13:
    case 14:
    case 15:
        lx6_refuse(op, "a floating-point instruction for divisions and roots");
        break;
    default:
        break;
    }
}

static void decode_fp0(unsigned op2, lx6_op *op) {
    static lx6_handler *const handlers[16] = {
        [0] = lx6_op_add_s,    [1] = lx6_op_sub_s,     [2] = lx6_op_mul_s,
        [4] = lx6_op_madd_s,   [5] = lx6_op_msub_s,    [8] = lx6_op_round_s,
        [9] = lx6_op_trunc_s,  [10] = lx6_op_floor_s,  [11] = lx6_op_ceil_s,
        [12] = lx6_op_float_s, [13] = lx6_op_ufloat_s, [14] = lx6_op_utrunc_s};
    if (op2 == 6 || op2 == 7) {
        lx6_refuse(op, "a floating-point instruction for divisions and roots");
    } else if (op2 == 15) {
        decode_fp1op(op);
    } else if (handlers[op2]) {
        op->run = handlers[op2];
    }
}

static void decode_fp1(unsigned op2, lx6_op *op) {
    static lx6_handler *const handlers[16] = {
        [1] = lx6_op_un_s,      [2] = lx6_op_oeq_s,     [3] = lx6_op_ueq_s,
        [4] = lx6_op_olt_s,     [5] = lx6_op_ult_s,     [6] = lx6_op_ole_s,
        [7] = lx6_op_ule_s,     [8] = lx6_op_moveqz_s,  [9] = lx6_op_movnez_s,
        [10] = lx6_op_movltz_s, [11] = lx6_op_movgez_s, [12] = lx6_op_movf_s,
        [13] = lx6_op_movt_s};
    if (handlers[op2]) {
        op->run = handlers[op2];
    }
}

static void decode_lscx(unsigned op2, lx6_op *op) {
    switch (op2) {
    case 0:
        op->run = lx6_op_lsx;
        break;
    case 1:
        op->run = lx6_op_lsxp;
        break;
    case 4:
        op->run = lx6_op_ssx;
        break;
    case 5:
        op->run = lx6_op_ssxp;
        break;
    default:
        break;
    }
}

void lx6_decode_float(uint32_t word, lx6_op *op) {
    const unsigned op2 = FIELD_OP2(word);
    switch (FIELD_OP1(word)) {
    case 8:
        decode_lscx(op2, op);
        break;
    case 10:
        decode_fp0(op2, op);
        break;
    default:
        decode_fp1(op2, op);
        break;
    }
}

void lx6_decode_mac16(uint32_t word, lx6_op *op) {
    /* By the operands (op2) and the operation (the high half of op1): UMUL, MUL, MULA, MULS. */
    static lx6_handler *const handlers[10][4] = {
        [0] = {[2] = lx6_op_mula_dd_load},
        [1] = {[2] = lx6_op_mula_dd_load},
        [2] = {NULL, lx6_op_mul_dd, lx6_op_mula_dd, lx6_op_muls_dd},
        [3] = {NULL, lx6_op_mul_ad, lx6_op_mula_ad, lx6_op_muls_ad},
        [4] = {[2] = lx6_op_mula_da_load},
        [5] = {[2] = lx6_op_mula_da_load},
        [6] = {NULL, lx6_op_mul_da, lx6_op_mula_da, lx6_op_muls_da},
        [7] = {lx6_op_umul_aa, lx6_op_mul_aa, lx6_op_mula_aa, lx6_op_muls_aa},
        [8] = {lx6_op_ld_mac},
        [9] = {lx6_op_ld_mac}};
    /* By the operands: bits of r, s and t that must be zero. */
    static const uint16_t zeros[10] = {0x80B, 0x80B, 0xBFB, 0xF0B, 0x800,
                                       0x800, 0xBF0, 0xF00, 0xC0F, 0xC0F};
    const unsigned op1 = FIELD_OP1(word), op2 = FIELD_OP2(word);
    const unsigned fields = (unsigned)op->r << 8 | (unsigned)op->s << 4 | op->t;
    if (op2 >= 10 || !handlers[op2][op1 >> 2] || (op2 >= 8 && op1 != 0) ||
        (fields & zeros[op2]) != 0) {
        return;
    }
    op->run = handlers[op2][op1 >> 2];
    const uint32_t goes_down = op2 == 1 || op2 == 5 || op2 == 9;
    op->immediate = (op1 & 3) | goes_down << 2;
}

static void decode_st2(lx6_op *op) {
    const uint32_t low = op->r | (uint32_t)(op->t & 3) << 4;
    if (op->t < 8) {
        const uint32_t seven = op->r | (uint32_t)(op->t & 7) << 4;
        op->immediate = seven >= 96 ? seven - 128 : seven;
        op->t = op->s;
        op->run = lx6_op_movi;
    } else {
        op->immediate = op->address + 4 + low;
        op->run = op->t < 12 ? lx6_op_beqz : lx6_op_bnez;
    }
}

static void decode_st3(lx6_op *op) {
    if (op->r == 0) {
        op->run = lx6_op_mov;
    } else if (op->r == 15 && op->t == 2) {
        op->immediate = 1 << 4;
        op->run = lx6_op_break_;
    } else if (op->r == 15 && op->t == 1) {
        lx6_refuse(op, "RETW.N, for register windows");
    } else if (op->r == 15 && op->t == 0) {
        op->run = lx6_op_ret;
    } else if (op->r == 15 && op->t == 3 && op->s == 0) {
        op->run = lx6_op_nop;
    }
}

void lx6_decode_density(uint32_t word, lx6_op *op) {
    switch (word & 15) {
    case 8:
    case 9:
        op->immediate = op->r * UINT32_C(4);
        op->run = (word & 15) == 8 ? lx6_op_l32i : lx6_op_s32i;
        break;
    case 10:
        op->run = lx6_op_add;
        break;
    case 11: /* ADDI.N: ar from as, and 0 stands for -1 */
        op->immediate = op->t == 0 ? UINT32_MAX : op->t;
        op->t = op->r;
        op->run = lx6_op_addi;
        break;
    case 12:
        decode_st2(op);
        break;
    default:
        decode_st3(op);
        break;
    }
}
