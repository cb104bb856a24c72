#include "lx6_decode.h"

static void decode_snm0(lx6_op *op) {
    const unsigned m = op->t >> 2, n = op->t & 3;
    if (m == 2 && n == 2) {
        op->run = lx6_op_jx;
    } else if (m == 2 && n == 1) {
        lx6_refuse(op, "RETW, for register windows");
    } else if (m == 2 && n == 0) {
        op->run = lx6_op_ret;
    } else if (m == 3 && n == 0) {
        op->run = lx6_op_callx0;
    } else if (m == 3) {
        lx6_refuse(op, "CALLX4, CALLX8 or CALLX12, for register windows");
    }
}

static void decode_rfei(lx6_op *op) {
    if (op->t == 1 && op->s >= 2 && op->s <= LEVELS) {
        op->run = lx6_op_rfi;
    } else if (op->t == 0 && op->s == 0) {
        op->run = lx6_op_rfe;
    } else if (op->t == 0 && op->s == 2) {
        op->run = lx6_op_rfde;
    } else if (op->t == 0 && (op->s == 4 || op->s == 5)) {
        lx6_refuse(op, "RFWO or RFWU, for register windows");
    }
}

static void decode_st0(lx6_op *op) {
    switch (op->r) {
    case 0:
        decode_snm0(op);
        break;
    case 1:
        lx6_refuse(op, "MOVSP, for register windows");
        break;
    case 2: /* ISYNC, RSYNC, ESYNC, DSYNC, EXCW, MEMW, EXTW, NOP: nothing is out of order here */
        if (op->s == 0 && 0xB10F >> op->t & 1) {
            op->run = lx6_op_nop;
        }
        break;
    case 3:
        decode_rfei(op);
        break;
    case 4:
        op->immediate = 1 << 3;
        op->run = lx6_op_break_;
        break;
    case 5:
        if (op->t == 0 && op->s < 2) {
            op->run = op->s == 0 ? lx6_op_syscall : lx6_op_simcall;
        }
        break;
    case 6:
        op->run = lx6_op_rsil;
        break;
    case 7:
        if (op->t == 0) {
            op->run = lx6_op_waiti;
        }
        break;
    case 8:
    case 9: /* four booleans from b0, b4, b8 or b12 */
        op->s &= 12;
        op->run = op->r == 8 ? lx6_op_any4 : lx6_op_all4;
        break;
    case 10:
    case 11: /* eight from b0 or b8 */
        op->s &= 8;
        op->run = op->r == 10 ? lx6_op_any8 : lx6_op_all8;
        break;
    default:
        break;
    }
}

static void decode_st1(lx6_op *op) {
    static lx6_handler *const shifts[4] = {lx6_op_ssr, lx6_op_ssl, lx6_op_ssa8l, lx6_op_ssa8b};
    switch (op->r) {
    case 0:
    case 1:
    case 2:
    case 3:
        if (op->t == 0) {
            op->run = shifts[op->r];
        }
        break;
    case 4:
        if (op->t < 2) {
            op->immediate = op->s | (uint32_t)op->t << 4;
            op->run = lx6_op_ssai;
        }
        break;
    case 6:
    case 7:
        lx6_refuse(op, "RER or WER, to registers outside of the core");
        break;
    case 8:
        if (op->s == 0) {
            lx6_refuse(op, "ROTW, for register windows");
        }
        break;
    case 14:
        op->run = lx6_op_nsa;
        break;
    case 15:
        op->run = lx6_op_nsau;
        break;
    default:
        break;
    }
}

void lx6_decode_rst0(uint32_t word, lx6_op *op) {
    static lx6_handler *const handlers[16] = {
        [1] = lx6_op_and_,   [2] = lx6_op_or_,    [3] = lx6_op_xor_,   [8] = lx6_op_add,
        [9] = lx6_op_addx2,  [10] = lx6_op_addx4, [11] = lx6_op_addx8, [12] = lx6_op_sub,
        [13] = lx6_op_subx2, [14] = lx6_op_subx4, [15] = lx6_op_subx8};
    const unsigned op2 = FIELD_OP2(word);
    if (op2 == 0) {
        decode_st0(op);
    } else if (op2 == 4) {
        decode_st1(op);
    } else if (op2 == 5) {
        if (0xF8F8 >> op->r & 1 && (op->r % 8 != 4 || op->t == 0)) {
            lx6_refuse(op, "an instruction on the TLB, by which regions are protected");
        }
    } else if (op2 == 6 && op->s < 2) {
        op->run = op->s == 0 ? lx6_op_neg : lx6_op_abs;
    } else if (handlers[op2]) {
        op->run = handlers[op2];
    }
}

void lx6_decode_rst1(uint32_t word, lx6_op *op) {
    const unsigned op2 = FIELD_OP2(word);
    switch (op2) {
    case 0:
    case 1:
        op->immediate = 32 - (op->t | (op2 & 1) << 4);
        op->run = lx6_op_slli;
        break;
    case 2:
    case 3:
        op->immediate = op->s | (op2 & 1) << 4;
        op->run = lx6_op_srai;
        break;
    case 4:
        op->immediate = op->s;
        op->run = lx6_op_srli;
        break;
    case 6:
        op->immediate = word >> 8 & 0xFF;
        op->run = lx6_op_xsr;
        break;
    case 8:
        op->run = lx6_op_src;
        break;
    case 9:
        if (op->s == 0) {
            op->run = lx6_op_srl;
        }
        break;
    case 10:
        if (op->t == 0) {
            op->run = lx6_op_sll;
        }
        break;
    case 11:
        if (op->s == 0) {
            op->run = lx6_op_sra;
        }
        break;
    case 12:
        op->run = lx6_op_mul16u;
        break;
    case 13:
        op->run = lx6_op_mul16s;
        break;
    case 15:
        lx6_refuse(op, "an instruction on what caches hold, on page tables or for a debugger");
        break;
    default:
        break;
    }
}

void lx6_decode_rst2(uint32_t word, lx6_op *op) {
    static lx6_handler *const handlers[16] = {
        [0] = lx6_op_andb,  [1] = lx6_op_andbc, [2] = lx6_op_orb,    [3] = lx6_op_orbc,
        [4] = lx6_op_xorb,  [8] = lx6_op_mull,  [10] = lx6_op_muluh, [11] = lx6_op_mulsh,
        [12] = lx6_op_quou, [13] = lx6_op_quos, [14] = lx6_op_remu,  [15] = lx6_op_rems};
    if (handlers[FIELD_OP2(word)]) {
        op->run = handlers[FIELD_OP2(word)];
    }
}

static bool is_user_register(uint32_t number) {
    return number >= UR_THREADPTR && number <= UR_FSR;
}

void lx6_decode_rst3(uint32_t word, lx6_op *op) {
    static lx6_handler *const handlers[16] = {
        [0] = lx6_op_rsr,    [1] = lx6_op_wsr,    [2] = lx6_op_sext,    [3] = lx6_op_clamps,
        [4] = lx6_op_min,    [5] = lx6_op_max,    [6] = lx6_op_minu,    [7] = lx6_op_maxu,
        [8] = lx6_op_moveqz, [9] = lx6_op_movnez, [10] = lx6_op_movltz, [11] = lx6_op_movgez,
        [12] = lx6_op_movf,  [13] = lx6_op_movt,  [14] = lx6_op_rur,    [15] = lx6_op_wur};
    const unsigned op2 = FIELD_OP2(word);
    op->run = handlers[op2];
    switch (op2) {
    case 0:
    case 1:
    case 15:
        op->immediate = word >> 8 & 0xFF;
        break;
    case 2:
    case 3:
        op->immediate = op->t + UINT32_C(7);
        break;
    case 14:
        op->immediate = word >> 4 & 0xFF;
        break;
    default:
        break;
    }
    if (op2 >= 14 && !is_user_register(op->immediate)) {
        lx6_refuse(op, "a user register of the double-precision accelerator, or none");
    }
}
