/// The Cortex-M0+'s cycles, a short sequence each.
///
/// Assembled with arm-none-eabi-as 2.40 for cortex-m0plus.
enum CortexM0PlusRules {
  typealias Row = TimingRule

  /// What comes before each sequence.
  ///
  /// `movs r1, #7; movs r2, #3; movs r3, #0x20; lsls r3, r3, #24; adds r3, #0x80; movs r5, #0;
  /// movs r6, #0`
  static let setup: [UInt16] = [
    0x2107, 0x2203, 0x2320, 0x061B, 0x3380, 0x2500, 0x2600,
  ]

  static let all: [TimingRule] = [
    Row(
      "an addition", .arm,
      "adds r5, r1, r2",
      [0x188D], cycles: 1),
    Row(
      "a shift", .arm,
      "lsls r5, r1, #3",
      [0x00CD], cycles: 1),
    Row(
      "an extension", .arm,
      "sxtb r5, r1",
      [0xB24D], cycles: 1),
    Row(
      "a product", .arm,
      "muls r5, r1, r5",
      [0x434D], cycles: 1),
    Row(
      "a load", .arm,
      "ldr r5, [r3]",
      [0x681D], cycles: 2),
    Row(
      "a byte's load", .arm,
      "ldrb r5, [r3]",
      [0x781D], cycles: 2),
    Row(
      "what is loaded is used at once", .arm,
      "ldr r5, [r3]; adds r6, r5, r1",
      [0x681D, 0x186E], cycles: 3),
    Row(
      "a store", .arm,
      "str r1, [r3]",
      [0x6019], cycles: 2),
    Row(
      "a half-word's store", .arm,
      "strh r1, [r3]",
      [0x8019], cycles: 2),
    Row(
      "ldm, one a register and one more", .arm,
      "ldmia r3!, {r5, r6, r7}",
      [0xCBE0], cycles: 4),
    Row(
      "stm, one a register and one more", .arm,
      "stmia r3!, {r1, r2}",
      [0xC306], cycles: 3),
    Row(
      "push and pop", .arm,
      "push {r1, r2}; pop {r5, r6}",
      [0xB406, 0xBC60], cycles: 6),
    Row(
      "pop of the program counter", .arm,
      "mov r5, pc; adds r5, #7; push {r5}; pop {pc}; nop",
      [0x467D, 0x3507, 0xB420, 0xBD00, 0x46C0], cycles: 8),
    Row(
      "a branch taken", .arm,
      "b 1f; nop; 1: nop",
      [0xE000, 0x46C0, 0x46C0], cycles: 3),
    Row(
      "a branch that falls through", .arm,
      "cmp r1, r1; bne 1f; nop; 1: nop",
      [0x4289, 0xD100, 0x46C0, 0x46C0], cycles: 4),
    Row(
      "a conditional branch taken", .arm,
      "cmp r1, r1; beq 1f; nop; 1: nop",
      [0x4289, 0xD000, 0x46C0, 0x46C0], cycles: 4),
    Row(
      "bl and bx", .arm,
      "bl 2f; b 3f; 2: bx lr; 3: nop",
      [0xF000, 0xF801, 0xE000, 0x4770, 0x46C0], cycles: 8),
    Row(
      "a barrier", .arm,
      "dsb",
      [0xF3BF, 0x8F4F], cycles: 3),
    Row(
      "mrs", .arm,
      "mrs r5, primask",
      [0xF3EF, 0x8510], cycles: 3),
  ]
}
