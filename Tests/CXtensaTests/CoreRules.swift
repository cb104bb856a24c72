/// What instructions of the core, its loops, multiplier and divider do.
///
/// Assembled with xtensa-lx106-elf-as 2.40 and the macros of `mcub_lx6.h`, for 0x40080400.
enum CoreRules {
  static let all: [InstructionRule] = [
    InstructionRule(
      "a shift by SAR of 32 gives zero",
      "ssl a2; srl a4, a3",
      [0x00, 0x12, 0x40, 0x30, 0x40, 0x91],
      given: [2: 0, 3: 0x8000_0001], expected: [4: 0]),
    InstructionRule(
      "SRC takes a word from two",
      "ssai 8; src a4, a2, a3",
      [0x00, 0x48, 0x40, 0x30, 0x42, 0x81],
      given: [2: 0x1122_3344, 3: 0x5566_7788], expected: [4: 0x4455_6677]),
    InstructionRule(
      "SSA8L aligns by bytes",
      "ssa8l a2; src a4, a3, a5",
      [0x00, 0x22, 0x40, 0x50, 0x43, 0x81],
      given: [2: 3, 3: 0xAABB_CCDD, 5: 0x1122_3344], expected: [4: 0xBBCC_DD11]),
    InstructionRule(
      "SLL by a register",
      "ssl a2; sll a4, a3",
      [0x00, 0x12, 0x40, 0x00, 0x43, 0xA1],
      given: [2: 4, 3: 0x1234_5678], expected: [4: 0x2345_6780]),
    InstructionRule(
      "SRA keeps the sign",
      "ssr a2; sra a4, a3",
      [0x00, 0x02, 0x40, 0x30, 0x40, 0xB1],
      given: [2: 31, 3: 0x8000_0000], expected: [4: 0xFFFF_FFFF]),
    InstructionRule(
      "SRAI by 31",
      "srai a4, a3, 31",
      [0x30, 0x4F, 0x31],
      given: [3: 0x7FFF_FFFF], expected: [4: 0]),
    InstructionRule(
      "EXTUI takes sixteen bits",
      "extui a4, a3, 9, 16",
      [0x30, 0x49, 0xF4],
      given: [3: 0x1FEDC00], expected: [4: 0xFF6E]),
    InstructionRule(
      "ADDMI moves by pages",
      "addmi a4, a3, -32768",
      [0x42, 0xD3, 0x80],
      given: [3: 0x10000], expected: [4: 0x8000]),
    InstructionRule(
      "ADDI.N of nought is minus one",
      "addi.n a4, a3, -1",
      [0x0B, 0x43],
      given: [3: 5], expected: [4: 4]),
    InstructionRule(
      "MOVI.N is negative from 96",
      "movi.n a4, -32",
      [0x6C, 0x04],
      given: [:], expected: [4: 0xFFFF_FFE0]),
    InstructionRule(
      "MOVI has twelve bits",
      "movi a4, -2048",
      [0x42, 0xA8, 0x00],
      given: [:], expected: [4: 0xFFFF_F800]),
    InstructionRule(
      "SUBX8",
      "subx8 a4, a2, a3",
      [0x30, 0x42, 0xF0],
      given: [2: 3, 3: 30], expected: [4: 0xFFFF_FFFA]),
    InstructionRule(
      "ABS of the least number",
      "abs a4, a3",
      [0x30, 0x41, 0x60],
      given: [3: 0x8000_0000], expected: [4: 0x8000_0000]),
    InstructionRule(
      "NSA of minus one",
      "nsa a4, a3",
      [0x40, 0xE3, 0x40],
      given: [3: 0xFFFF_FFFF], expected: [4: 31]),
    InstructionRule(
      "NSA of the least number",
      "nsa a4, a3",
      [0x40, 0xE3, 0x40],
      given: [3: 0x8000_0000], expected: [4: 0]),
    InstructionRule(
      "NSAU of nought",
      "nsau a4, a3",
      [0x40, 0xF3, 0x40],
      given: [3: 0], expected: [4: 32]),
    InstructionRule(
      "SEXT from bit 7",
      "mcub_sext a4, a3, 7",
      [0x00, 0x43, 0x23],
      given: [3: 0x180], expected: [4: 0xFFFF_FF80]),
    InstructionRule(
      "SEXT from bit 22",
      "mcub_sext a4, a3, 22",
      [0xF0, 0x43, 0x23],
      given: [3: 0xBFFFFF], expected: [4: 0x3FFFFF]),
    InstructionRule(
      "CLAMPS to int8",
      "mcub_clamps a4, a3, 7; mcub_clamps a5, a2, 7",
      [0x00, 0x43, 0x33, 0x00, 0x52, 0x33],
      given: [3: 0x3E8, 2: 0xFFFF_FC18], expected: [4: 0x7F, 5: 0xFFFF_FF80]),
    InstructionRule(
      "MIN has signs, MINU none",
      "mcub_min a4, a2, a3; mcub_minu a5, a2, a3",
      [0x30, 0x42, 0x43, 0x30, 0x52, 0x63],
      given: [2: 0xFFFF_FFFF, 3: 1], expected: [4: 0xFFFF_FFFF, 5: 1]),
    InstructionRule(
      "MAX has signs, MAXU none",
      "mcub_max a4, a2, a3; mcub_maxu a5, a2, a3",
      [0x30, 0x42, 0x53, 0x30, 0x52, 0x73],
      given: [2: 0xFFFF_FFFF, 3: 1], expected: [4: 1, 5: 0xFFFF_FFFF]),
    InstructionRule(
      "MULSH and MULUH are the upper halves",
      "mcub_mulsh a4, a2, a3; mcub_muluh a5, a2, a3",
      [0x30, 0x42, 0xB2, 0x30, 0x52, 0xA2],
      given: [2: 0x8000_0000, 3: 0xFFFF_FFFF], expected: [4: 0, 5: 0x7FFF_FFFF]),
    InstructionRule(
      "MULSH of two negative numbers",
      "mcub_mulsh a4, a2, a2; mcub_muluh a5, a2, a2",
      [0x20, 0x42, 0xB2, 0x20, 0x52, 0xA2],
      given: [2: 0x8000_0001], expected: [4: 0x3FFF_FFFF, 5: 0x4000_0001]),
    InstructionRule(
      "MUL16S and MUL16U",
      "mul16s a4, a2, a3; mul16u a5, a2, a3",
      [0x30, 0x42, 0xD1, 0x30, 0x52, 0xC1],
      given: [2: 0x1234_FFFF, 3: 0xFFFF_8000], expected: [4: 0x8000, 5: 0x7FFF_8000]),
    InstructionRule(
      "QUOS of the least number by -1",
      "mcub_quos a4, a2, a3; mcub_rems a5, a2, a3",
      [0x30, 0x42, 0xD2, 0x30, 0x52, 0xF2],
      given: [2: 0x8000_0000, 3: 0xFFFF_FFFF], expected: [4: 0x8000_0000, 5: 0]),
    InstructionRule(
      "QUOS rounds to nought, REMS has the dividend's sign",
      "mcub_quos a4, a2, a3; mcub_rems a5, a2, a3",
      [0x30, 0x42, 0xD2, 0x30, 0x52, 0xF2],
      given: [2: 0xFFFF_FFF9, 3: 2], expected: [4: 0xFFFF_FFFD, 5: 0xFFFF_FFFF]),
    InstructionRule(
      "QUOU and REMU",
      "mcub_quou a4, a2, a3; mcub_remu a5, a2, a3",
      [0x30, 0x42, 0xC2, 0x30, 0x52, 0xE2],
      given: [2: 0xFFFF_FFF9, 3: 2], expected: [4: 0x7FFF_FFFC, 5: 1]),
    InstructionRule(
      "MOVLTZ moves, MOVGEZ does not",
      "movltz a4, a2, a3; movgez a5, a2, a3",
      [0x30, 0x42, 0xA3, 0x30, 0x52, 0xB3],
      given: [2: 7, 3: 0xFFFF_FFFF, 5: 9], expected: [4: 7, 5: 9]),
    InstructionRule(
      "CALL0 and RET",
      "call0 1f; movi a4, 1; j 2f; .align 4; 1: movi a5, 2; ret; 2:",
      [
        0x85, 0x00, 0x00, 0x42, 0xA0, 0x01, 0x06, 0x02, 0x00, 0x00, 0x00, 0x00, 0x52, 0xA0,
        0x02, 0x80, 0x00, 0x00,
      ],
      given: [:], expected: [4: 1, 5: 2]),
    InstructionRule(
      "BALL wants all bits",
      "movi a4, 1; ball a2, a3, 1f; movi a4, 2; 1:",
      [0x42, 0xA0, 0x01, 0x37, 0x42, 0x02, 0x42, 0xA0, 0x02],
      given: [2: 0xF0, 3: 0x30], expected: [4: 1]),
    InstructionRule(
      "BBCI looks at bit 31",
      "movi a4, 1; _bbci a2, 31, 1f; movi a4, 2; 1:",
      [0x42, 0xA0, 0x01, 0xF7, 0x72, 0x02, 0x42, 0xA0, 0x02],
      given: [2: 0x8000_0000], expected: [4: 2]),
    InstructionRule(
      "BGEUI against 65536",
      "movi a4, 1; _bgeui a2, 65536, 1f; movi a4, 2; 1:",
      [0x42, 0xA0, 0x01, 0xF6, 0x12, 0x02, 0x42, 0xA0, 0x02],
      given: [2: 0x10000], expected: [4: 1]),
    InstructionRule(
      "LOOP runs as often as asked",
      "mcub_loop a2, 1f; addi a4, a4, 1; 1: mcub_rsr a5, MCUB_LCOUNT",
      [0x76, 0x82, 0x02, 0x42, 0xC4, 0x01, 0x50, 0x02, 0x03],
      given: [2: 5], expected: [4: 5, 5: 0]),
    InstructionRule(
      "LOOPNEZ skips at nought",
      "mcub_loopnez a2, 1f; addi a4, a4, 1; 1: mcub_rsr a5, MCUB_LCOUNT",
      [0x76, 0x92, 0x02, 0x42, 0xC4, 0x01, 0x50, 0x02, 0x03],
      given: [2: 0], expected: [4: 0, 5: 0xFFFF_FFFF]),
    InstructionRule(
      "LOOPGTZ skips below nought",
      "mcub_loopgtz a2, 1f; addi a4, a4, 1; 1: movi a5, 1",
      [0x76, 0xA2, 0x02, 0x42, 0xC4, 0x01, 0x52, 0xA0, 0x01],
      given: [2: 0xFFFF_FFFE], expected: [4: 0, 5: 1]),
    InstructionRule(
      "a branch at a loop's end leaves the count alone",
      "mcub_loop a2, 1f; addi a4, a4, 1; _beqi a4, 2, 2f; 1: movi a5, 7; 2: mcub_rsr "
        + "a6, MCUB_LCOUNT",
      [0x76, 0x82, 0x05, 0x42, 0xC4, 0x01, 0x26, 0x24, 0x02, 0x52, 0xA0, 0x07, 0x60, 0x02, 0x03],
      given: [2: 5], expected: [4: 2, 5: 0, 6: 3]),
  ]
}
