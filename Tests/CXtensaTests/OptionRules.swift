/// What MAC16, memory accesses, booleans and floating point do.
///
/// Assembled with xtensa-lx106-elf-as 2.40 and the macros of `mcub_lx6.h`, for 0x40080400.
enum OptionRules {
  static let all: [InstructionRule] = [
    InstructionRule(
      "MULA adds products of halves",
      "mcub_mul_aa hl, a2, a3; mcub_mula_aa lh, a2, a3; mcub_rsr a4, MCUB_ACCLO; "
        + "mcub_rsr a5, MCUB_ACCHI",
      [0x34, 0x02, 0x75, 0x34, 0x02, 0x7A, 0x40, 0x10, 0x03, 0x50, 0x11, 0x03],
      given: [2: 0x3FFFE, 3: 0x50007], expected: [4: 11, 5: 0]),
    InstructionRule(
      "the accumulator has 40 bits",
      "mcub_wsr a2, MCUB_ACCLO; mcub_wsr a3, MCUB_ACCHI; mcub_mula_aa ll, a6, a6; "
        + "mcub_rsr a4, MCUB_ACCLO; mcub_rsr a5, MCUB_ACCHI",
      [0x20, 0x10, 0x13, 0x30, 0x11, 0x13, 0x64, 0x06, 0x78, 0x40, 0x10, 0x03, 0x50, 0x11, 0x03],
      given: [2: 0xFFFF_FFFF, 3: 0x7F, 6: 1], expected: [4: 0, 5: 0xFFFF_FF80]),
    InstructionRule(
      "UMUL has no signs",
      "mcub_umul_aa ll, a2, a2; mcub_rsr a4, MCUB_ACCLO; mcub_rsr a5, MCUB_ACCHI",
      [0x24, 0x02, 0x70, 0x40, 0x10, 0x03, 0x50, 0x11, 0x03],
      given: [2: 0xFFFF], expected: [4: 0xFFFE_0001, 5: 0]),
    InstructionRule(
      "MULS takes products of m1 and m2 away",
      "mcub_wsr a2, MCUB_M1; mcub_wsr a3, MCUB_M2; mcub_muls_dd hh, m1, m2; mcub_rsr "
        + "a4, MCUB_ACCLO; mcub_rsr a5, MCUB_ACCHI",
      [0x20, 0x21, 0x13, 0x30, 0x22, 0x13, 0x04, 0x40, 0x2F, 0x40, 0x10, 0x03, 0x50, 0x11, 0x03],
      given: [2: 0x20000, 3: 0x30000], expected: [4: 0xFFFF_FFFA, 5: 0xFFFF_FFFF]),
    InstructionRule(
      "L16SI has a sign, L16UI none",
      "l16si a4, a15, 2; l16ui a5, a15, 2",
      [0x42, 0x9F, 0x01, 0x52, 0x1F, 0x01],
      given: [:], expected: [4: 0xFFFF_8765, 5: 0x8765]),
    InstructionRule(
      "L8UI has no sign",
      "l8ui a4, a15, 3",
      [0x42, 0x0F, 0x03],
      given: [:], expected: [4: 0x87]),
    InstructionRule(
      "an unaligned load crosses words",
      "addi a2, a15, 3; l32i a4, a2, 0",
      [0x22, 0xCF, 0x03, 0x42, 0x22, 0x00],
      given: [:], expected: [4: 0xDCBA_9887]),
    InstructionRule(
      "an unaligned store crosses words",
      "addi a2, a15, 2; s32i a3, a2, 0; l32i a4, a15, 0; l32i a5, a15, 4",
      [0x22, 0xCF, 0x02, 0x32, 0x62, 0x00, 0x42, 0x2F, 0x00, 0x52, 0x2F, 0x01],
      given: [3: 0x1122_3344], expected: [4: 0x3344_4321, 5: 0xFEDC_1122]),
    InstructionRule(
      "L32R reads behind itself",
      "j 1f; .align 4; 3: .word 0xCAFE1234; 1: l32r a4, 3b",
      [0x06, 0x01, 0x00, 0x00, 0x34, 0x12, 0xFE, 0xCA, 0x41, 0xFF, 0xFF],
      given: [:], expected: [4: 0xCAFE_1234]),
    InstructionRule(
      "LDINC loads beside a product of the old registers",
      "mcub_wsr a2, MCUB_M0; addi a6, a15, -4; mcub_mula_da_ldinc ll, m0, a6, m0, a3; "
        + "mcub_rsr a4, MCUB_ACCLO; mcub_rsr a5, MCUB_M0; sub a6, a6, a15",
      [
        0x20, 0x20, 0x13, 0x62, 0xCF, 0xFC, 0x34, 0x06, 0x48, 0x40, 0x10, 0x03, 0x50, 0x20,
        0x03, 0xF0, 0x66, 0xC0,
      ],
      given: [2: 3, 3: 5], expected: [4: 15, 5: 0x8765_4321, 6: 0]),
    InstructionRule(
      "LDDEC goes back",
      "addi a6, a15, 4; mcub_lddec m3, a6; mcub_rsr a4, MCUB_M3; sub a6, a6, a15",
      [0x62, 0xCF, 0x04, 0x04, 0x36, 0x90, 0x40, 0x23, 0x03, 0xF0, 0x66, 0xC0],
      given: [:], expected: [4: 0x8765_4321, 6: 0]),
    InstructionRule(
      "S32C1I stores where SCOMPARE1 agrees",
      "l32i a2, a15, 0; mcub_wsr a2, MCUB_SCOMPARE1; mcub_s32c1i a3, a15, 0; l32i a4, "
        + "a15, 0; mov a5, a3",
      [0x22, 0x2F, 0x00, 0x20, 0x0C, 0x13, 0x32, 0xEF, 0x00, 0x42, 0x2F, 0x00, 0x30, 0x53, 0x20],
      given: [3: 9], expected: [4: 9, 5: 0x8765_4321]),
    InstructionRule(
      "S32C1I only loads where not",
      "mcub_wsr a2, MCUB_SCOMPARE1; mcub_s32c1i a3, a15, 0; l32i a4, a15, 0; mov a5, a3",
      [0x20, 0x0C, 0x13, 0x32, 0xEF, 0x00, 0x42, 0x2F, 0x00, 0x30, 0x53, 0x20],
      given: [3: 9], expected: [4: 0x8765_4321, 5: 0x8765_4321]),
    InstructionRule(
      "booleans: ANDBC, ALL4, MOVT",
      "mcub_wsr a2, MCUB_BR; mcub_andbc b5, b0, b4; mcub_all4 b6, b0; mcub_rsr a4, "
        + "MCUB_BR; mcub_movt a5, a2, b6",
      [0x20, 0x04, 0x13, 0x40, 0x50, 0x12, 0x60, 0x90, 0x00, 0x40, 0x04, 0x03, 0x60, 0x52, 0xD3],
      given: [2: 15], expected: [4: 0x6F, 5: 15]),
    InstructionRule(
      "MADD.S rounds once",
      "mcub_wfr f0, a2; mcub_wfr f1, a3; mcub_wfr f2, a6; mcub_madd_s f2, f0, f1; "
        + "mcub_rfr a4, f2",
      [0x50, 0x02, 0xFA, 0x50, 0x13, 0xFA, 0x50, 0x26, 0xFA, 0x10, 0x20, 0x4A, 0x40, 0x42, 0xFA],
      given: [2: 0x3F80_0001, 3: 0x3F80_0001, 6: 0xBF80_0002], expected: [4: 0x2880_0000]),
    InstructionRule(
      "ROUND.S goes to even, FLOOR.S down",
      "mcub_wfr f0, a2; mcub_round_s a4, f0, 0; mcub_floor_s a5, f0, 0; mcub_ceil_s a6, f0, 1",
      [0x50, 0x02, 0xFA, 0x00, 0x40, 0x8A, 0x00, 0x50, 0xAA, 0x10, 0x60, 0xBA],
      given: [2: 0xC020_0000], expected: [4: 0xFFFF_FFFE, 5: 0xFFFF_FFFD, 6: 0xFFFF_FFFB]),
    InstructionRule(
      "TRUNC.S saturates",
      "mcub_wfr f0, a2; mcub_trunc_s a4, f0, 0; mcub_wfr f0, a3; mcub_trunc_s a5, f0, "
        + "0; mcub_utrunc_s a6, f0, 0",
      [0x50, 0x02, 0xFA, 0x00, 0x40, 0x9A, 0x50, 0x03, 0xFA, 0x00, 0x50, 0x9A, 0x00, 0x60, 0xEA],
      given: [2: 0x4F80_0000, 3: 0xFF80_0000],
      expected: [4: 0x7FFF_FFFF, 5: 0x8000_0000, 6: 0x8000_0000]),
    InstructionRule(
      "FLOAT.S divides by a power of two",
      "mcub_float_s f0, a2, 3; mcub_rfr a4, f0",
      [0x30, 0x02, 0xCA, 0x40, 0x40, 0xFA],
      given: [2: 0xFFFF_FFF4], expected: [4: 0xBFC0_0000]),
    InstructionRule(
      "comparisons of what is no number",
      "mcub_wfr f0, a2; mcub_wfr f1, a3; mcub_un_s b0, f0, f1; mcub_oeq_s b1, f0, f0; "
        + "mcub_ult_s b2, f0, f1; mcub_ole_s b3, f1, f1; mcub_rsr a4, MCUB_BR",
      [
        0x50, 0x02, 0xFA, 0x50, 0x13, 0xFA, 0x10, 0x00, 0x1B, 0x00, 0x10, 0x2B, 0x10, 0x20,
        0x5B, 0x10, 0x31, 0x6B, 0x40, 0x04, 0x03,
      ],
      given: [2: 0x7FC0_0000, 3: 0x3F80_0000], expected: [4: 13]),
    InstructionRule(
      "LSIP goes to as, then moves it",
      "mcub_lsip f0, a15, 4; mcub_rfr a4, f0; mcub_lsi f1, a15, 0; mcub_rfr a5, f1",
      [0x03, 0x8F, 0x01, 0x40, 0x40, 0xFA, 0x13, 0x0F, 0x00, 0x40, 0x51, 0xFA],
      given: [:], expected: [4: 0x8765_4321, 5: 0xFEDC_BA98]),
    InstructionRule(
      "THREADPTR is a user register",
      "mcub_wur a2, MCUB_THREADPTR; mcub_rur a4, MCUB_THREADPTR",
      [0x20, 0xE7, 0xF3, 0x70, 0x4E, 0xE3],
      given: [2: 0x4D], expected: [4: 0x4D]),
  ]
}
