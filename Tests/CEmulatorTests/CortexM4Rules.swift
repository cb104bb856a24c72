/// The Cortex-M4's cycles, a short sequence each, from flash without a wait state.
///
/// Assembled with arm-none-eabi-as 2.40 for cortex-m4. The division's 7 cycles and the 2 of a pipeline's
/// refill lie within the ranges that the manual gives.
enum CortexM4Rules {
  typealias Row = TimingRule

  /// What comes before each sequence.
  ///
  /// `movs r1, #7; movs r2, #3; movs r3, #0x20; lsls r3, r3, #24; adds r3, #0x80; movs r5, #0;
  /// movs r6, #0`
  static let setup: [UInt16] = CortexM0PlusRules.setup

  static let all: [TimingRule] = [
    Row(
      "an addition", .arm,
      "add r5, r1, r2, lsl #3",
      [0xEB01, 0x05C2], cycles: 1),
    Row(
      "a product", .arm,
      "mul r5, r1, r2",
      [0xFB01, 0xF502], cycles: 1),
    Row(
      "a product added", .arm,
      "mla r5, r1, r2, r5",
      [0xFB01, 0x5502], cycles: 1),
    Row(
      "two products added", .arm,
      "smlad r5, r1, r2, r5",
      [0xFB21, 0x5502], cycles: 1),
    Row(
      "a long product", .arm,
      "smlal r5, r6, r1, r2",
      [0xFBC1, 0x5602], cycles: 1),
    Row(
      "a load", .arm,
      "ldr r5, [r3]",
      [0x681D], cycles: 2),
    Row(
      "loads one behind the other", .arm,
      "ldr r5, [r3]; ldrb r6, [r3, #4]; ldrsh r4, [r3, #8]",
      [0x681D, 0x791E, 0xF9B3, 0x4008], cycles: 4),
    Row(
      "a load behind a store", .arm,
      "str r1, [r3]; ldr r5, [r3, #4]",
      [0x6019, 0x685D], cycles: 2),
    Row(
      "a load behind something else", .arm,
      "ldr r5, [r3]; nop; ldr r6, [r3]",
      [0x681D, 0xBF00, 0x681E], cycles: 5),
    Row(
      "a store", .arm,
      "str r1, [r3]",
      [0x6019], cycles: 1),
    Row(
      "a pair, one a register and one more", .arm,
      "ldrd r5, r6, [r3]",
      [0xE9D3, 0x5600], cycles: 3),
    Row(
      "ldm, one a register and one more", .arm,
      "ldmia r3, {r4, r5, r6}",
      [0xE893, 0x0070], cycles: 4),
    Row(
      "push and pop", .arm,
      "push {r1, r2}; pop {r5, r6}",
      [0xB406, 0xBC60], cycles: 6),
    Row(
      "a division", .arm,
      "sdiv r5, r1, r2",
      [0xFB91, 0xF5F2], cycles: 7),
    Row(
      "a branch taken", .arm,
      "b 1f; nop; 1: nop",
      [0xE000, 0xBF00, 0xBF00], cycles: 4),
    Row(
      "a branch that falls through", .arm,
      "cmp r1, r1; bne 1f; nop; 1: nop",
      [0x4289, 0xD100, 0xBF00, 0xBF00], cycles: 4),
    Row(
      "a conditional branch taken", .arm,
      "cmp r1, r1; beq 1f; nop; 1: nop",
      [0x4289, 0xD000, 0xBF00, 0xBF00], cycles: 5),
    Row(
      "mrs", .arm,
      "mrs r5, primask",
      [0xF3EF, 0x8510], cycles: 2),
  ]
}
