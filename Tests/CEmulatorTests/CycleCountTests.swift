import CEmulator
import Testing

/// Cycles do not depend on how often the machine was stopped and run on.
@Suite struct CycleCountTests {
  /// Twenty thousand rounds over IT blocks of one to three instructions, then WFI.
  ///
  /// Conditions are true and false. Two vectors, then code at 0x08000008.
  private static let program: [UInt8] = [
    0x00, 0x10, 0x00, 0x20,  // the stack's top, 0x20001000
    0x09, 0x00, 0x00, 0x08,  // reset
    0x44, 0xf6, 0x20, 0x60,  // movw r0, #20000
    0x00, 0x21,  // movs r1, #0
    0x00, 0x22,  // movs r2, #0
    0x10, 0xf0, 0x03, 0x03,  // 1: ands r3, r0, #3
    0x01, 0x2b,  // cmp r3, #1
    0x0c, 0xbf,  // ite eq
    0x01, 0x31,  // addeq r1, #1
    0x01, 0x32,  // addne r2, #1
    0x02, 0x2b,  // cmp r3, #2
    0x88, 0xbf,  // it hi
    0x05, 0x31,  // addhi r1, #5
    0x00, 0x2b,  // cmp r3, #0
    0x1e, 0xbf,  // ittt ne
    0x03, 0x31,  // addne r1, #3
    0x03, 0x32,  // addne r2, #3
    0x89, 0x18,  // addne r1, r1, r2
    0x01, 0xfb, 0x02, 0xf4,  // mul r4, r1, r2
    0x84, 0xfb, 0x01, 0x56,  // smull r5, r6, r4, r1
    0xad, 0x19,  // adds r5, r5, r6
    0x28, 0xbf,  // it cs
    0x01, 0x36,  // addcs r6, #1
    0x10, 0xf0, 0x07, 0x0f,  // tst r0, #7
    0x00, 0xd0,  // beq 2f
    0x6e, 0x40,  // eors r6, r5
    0x01, 0x38,  // 2: subs r0, #1
    0xe4, 0xd1,  // bne 1b
    0x30, 0xbf,  // wfi
    0xfe, 0xe7,  // b .
  ]
  /// Three before the rounds, 23 a round but for one that a branch skips every eighth time, and WFI.
  private static let expectedCycles: UInt64 = 3 + 20_000 * 23 - 20_000 / 8 + 1

  @Test(arguments: [1_000_000_000, 100_000, 9973, 101, 7] as [UInt64])
  func slicesDoNotChangeTheCount(sliceCycles: UInt64) throws {
    let machine = try #require(
      mcub_machine_create(
        MCUB_CHIP_STM32F746, MCUB_TIMING_INSTRUCTIONS, [UInt8](repeating: 0, count: 12)))
    defer { mcub_machine_destroy(machine) }
    #expect(mcub_machine_load_flash(machine, 0, Self.program, Self.program.count))
    mcub_machine_reset(machine, MCUB_RESET_POWER_ON)
    while mcub_machine_run(machine, sliceCycles) == MCUB_STOP_BUDGET {}
    #expect(mcub_machine_cycles(machine) == Self.expectedCycles)
  }
}
