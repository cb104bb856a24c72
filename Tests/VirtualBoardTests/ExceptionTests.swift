// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// Faults and interrupts arrive as the architecture delivers them.
@Suite struct ExceptionTests {
  /// An instruction that faults, what r0 holds then, and what the fault registers say.
  struct FaultCase: Sendable, CustomTestStringConvertible {
    let name: String
    let code: [UInt16]
    let r0: UInt32
    let cfsr: UInt32
    /// The exception that takes it once SHCSR enables it.
    let exception: UInt32
    /// Bytes from the code's start to the stacked PC, or `nil` when it is r0's address.
    var stackedOffset: UInt32? = 0
    var testDescription: String { name }
  }

  static let faults: [FaultCase] = [
    FaultCase(name: "load", code: [0x6801], r0: 0x6000_0000, cfsr: 0x8200, exception: 5),
    FaultCase(name: "store", code: [0x6001], r0: 0x1FFE_0000, cfsr: 0x8200, exception: 5),
    FaultCase(
      name: "load in mid-block", code: [0xBF00, 0xBF00, 0x6801], r0: 0x2005_0000, cfsr: 0x8200,
      exception: 5, stackedOffset: 4),
    FaultCase(name: "undefined", code: [0xDE00], r0: 0, cfsr: 0x1_0000, exception: 6),
    FaultCase(
      name: "no Thumb bit", code: [0x4700], r0: 0x0800_0240, cfsr: 0x2_0000, exception: 6,
      stackedOffset: nil),
    FaultCase(name: "no FPU", code: [0xEE30, 0x0A20], r0: 0, cfsr: 0x8_0000, exception: 6),
    FaultCase(
      name: "fetch from nowhere", code: [0x4700], r0: 0x6000_0001, cfsr: 0x100, exception: 5,
      stackedOffset: nil),
    FaultCase(
      name: "fetch from a peripheral", code: [0x4700], r0: 0x4000_0001, cfsr: 0x1, exception: 4,
      stackedOffset: nil),
  ]

  @Test(arguments: faults)
  func escalatesToHardFault(fault: FaultCase) throws {
    let machine = try HandMadeFirmware(code: fault.code).machine()
    machine[.general(0)] = fault.r0
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine.activeException == 3)
    #expect(machine.peripheral(at: Address.hfsr) == 0x4000_0000)
    #expect(machine.peripheral(at: Address.cfsr) == fault.cfsr)
    if fault.cfsr == 0x8200 { #expect(machine.peripheral(at: Address.bfar) == fault.r0) }
    let expected = fault.stackedOffset.map { HandMadeFirmware.codeAddress + $0 } ?? fault.r0 & ~1
    #expect(machine.stacked(6) == expected)
    #expect(machine[.general(14)] == 0xFFFF_FFF9)
  }

  @Test(arguments: faults)
  func reachesItsOwnHandlerWhenEnabled(fault: FaultCase) throws {
    let machine = try HandMadeFirmware(code: fault.code).machine()
    machine[.general(0)] = fault.r0
    machine.setPeripheral(at: Address.shcsr, to: 0x7_0000)
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine.activeException == fault.exception)
    #expect(machine.peripheral(at: Address.hfsr) == 0)
  }

  @Test func locksUpWhenHardFaultFaults() throws {
    let machine = try HandMadeFirmware(code: [0x6801], handler: [0x6801]).machine()
    machine[.general(0)] = 0x6000_0000
    #expect(machine.run(cycles: 1000) == .lockedUp)
    #expect(machine.run(cycles: 1000) == .lockedUp)
  }

  @Test func locksUpWithErasedFlash() throws {
    let machine = try Machine(
      image: BoardImage([0xFF]), uniqueIdentifier: UniqueIdentifier(serial: "erased"))
    #expect(machine.run(cycles: 1000) == .lockedUp)
  }

  @Test func locksUpWhenTheStackLeavesMemory() throws {
    let machine = try HandMadeFirmware(code: [0xDF00]).machine()  // svc 0
    machine[.mainStack] = 0x2000_0000
    _ = machine.run(cycles: 1000)
    #expect(machine.peripheral(at: Address.cfsr) & 0x1000 != 0)
    #expect(machine.activeException == 3)
  }

  @Test func breakpointWithoutDebuggerIsAHardFault() throws {
    let machine = try HandMadeFirmware(code: [0xBE00]).machine()
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine.peripheral(at: Address.hfsr) == 0x8000_0000)
  }

  @Test(arguments: [HandMadeFirmware.stackTop, HandMadeFirmware.stackTop - 4])
  func stacksTheFrameAndAlignsIt(stack: UInt32) throws {
    let machine = try HandMadeFirmware(code: [0xDF00]).machine()  // svc 0
    machine[.mainStack] = stack
    for number: UInt32 in [0, 1, 2, 3, 12, 14] { machine[.general(number)] = 0x100 + number }
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine.activeException == 11)
    #expect(
      (0..<6).map { machine.stacked($0) } == [0x100, 0x101, 0x102, 0x103, 0x10C, 0x10E])
    #expect(machine.stacked(6) == HandMadeFirmware.codeAddress + 2)
    let wasPadded = stack % 8 != 0
    let expectedStatus: UInt32 = wasPadded ? 0x0100_0200 : 0x0100_0000
    #expect(machine.stacked(7) == expectedStatus)
    #expect(machine[.mainStack] == stack - (wasPadded ? 36 : 32))
  }

  @Test func returnsToThreadModeAndRestoresTheStack() throws {
    // svc 0; adds r4, #1; wfi. The handler spoils r0 and returns: movs r0, #9; bx lr.
    let machine = try HandMadeFirmware(
      code: [0xDF00, 0x3401, 0xBF30, 0xE7FD], handler: [0x2009, 0x4770]
    ).machine()
    machine[.general(0)] = 5
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine.activeException == 0)
    #expect(machine[.general(0)] == 5)
    #expect(machine[.general(4)] == 1)
    #expect(machine[.mainStack] == HandMadeFirmware.stackTop)
    #expect(machine.instructions == 5)
  }

  @Test func waitForEventSleepsUntilAnEvent() throws {
    // svc 0 registers an event on its return; wfe passes; adds r4, #1; wfe sleeps
    let machine = try HandMadeFirmware(
      code: [0xDF00, 0xBF20, 0x3401, 0xBF20, 0x3401], handler: [0x4770]
    ).machine()
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine[.general(4)] == 1)
  }

  @Test func usesTheProcessStackWhenSelected() throws {
    // msr psp, r0; msr control, r1; isb; svc 0
    let machine = try HandMadeFirmware(
      code: [0xF380, 0x8809, 0xF381, 0x8814, 0xF3BF, 0x8F6F, 0xDF00]
    ).machine()
    machine[.general(0)] = 0x2000_0800
    machine[.general(1)] = 2
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine[.general(14)] == 0xFFFF_FFFD)
    #expect(machine[.processStack] == 0x2000_0800 - 32)
    #expect(machine[.mainStack] == HandMadeFirmware.stackTop)
  }

  @Test func keepsFloatRegistersOverAnException() throws {
    // vadd.f32 s0, s0, s0; svc 0; vmov r4, s0; wfi. Handler: vmov s0, r3; bx lr.
    let machine = try HandMadeFirmware(
      code: [0xEE30, 0x0A00, 0xEE00, 0x0A10, 0xDF00, 0xEE10, 0x4A10, 0xBF30, 0xE7FD],
      handler: [0xEE00, 0x3A10, 0x4770]
    ).machine()
    machine.setPeripheral(at: Address.cpacr, to: 0x00F0_0000)
    machine[.general(0)] = 0x3F80_0000
    machine[.general(3)] = 0x4000_0000
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine[.general(4)] == 0x3F80_0000)
    #expect(machine[.mainStack] == HandMadeFirmware.stackTop)
  }

  @Test func systickInterruptsAtItsPeriod() throws {
    // nop; b to the nop. Handler: adds r4, #1 would be unstacked; r4 is not. bx lr.
    let machine = try HandMadeFirmware(code: [0xBF00, 0xE7FD], handler: [0x3401, 0x4770])
      .machine()
    machine.setPeripheral(at: Address.systickLoad, to: 99)
    machine.setPeripheral(at: Address.systickControl, to: 7)
    #expect(machine.run(cycles: 10_050) == .budget)
    #expect(machine[.general(4)] == 100)
  }

  @Test func maskedInterruptComesRightAfterItIsUnmasked() throws {
    // cpsid i; wfi; adds r4, #1; cpsie i; adds r5, #1
    let machine = try HandMadeFirmware(code: [0xB672, 0xBF30, 0x3401, 0xB662, 0x3501]).machine()
    machine.setPeripheral(at: Address.systickLoad, to: 99)
    machine.setPeripheral(at: Address.systickControl, to: 7)
    #expect(machine.run(cycles: 50) == .sleeping)
    machine.advance(cycles: 100)
    #expect(machine.run(cycles: 50) == .sleeping)
    #expect(machine.activeException == 15)
    #expect(machine[.general(4)] == 1)
    #expect(machine[.general(5)] == 0)
  }

  @Test func timerInterruptsThroughTheNVIC() throws {
    let machine = try HandMadeFirmware(code: [0xBF00, 0xE7FD]).machine()
    machine.setPeripheral(at: Address.rcc + 0x40, to: 1)
    machine.setPeripheral(at: Address.tim2 + 0x2C, to: 499)
    machine.setPeripheral(at: Address.tim2 + 0x0C, to: 1)
    machine.setPeripheral(at: Address.tim2, to: 1)
    machine.setPeripheral(at: 0xE000_E100, to: 1 << 28)
    #expect(machine.run(cycles: 400) == .budget)
    #expect(machine.activeException == 0)
    #expect(machine.run(cycles: 400) == .sleeping)
    #expect(machine.activeException == 16 + 28)
  }

  @Test func softwareResetRestartsTheChipAndKeepsRAM() throws {
    let machine = try HandMadeFirmware(code: [0x6001, 0xE7FD]).machine()  // str r1, [r0]; b .-2
    machine[.general(0)] = Address.aircr
    machine[.general(1)] = 0x05FA_0004
    #expect(machine.setWord(at: 0x2000_2000, to: 0x1234_5678))
    machine.setPeripheral(at: Address.rcc + 0x44, to: 1 << 4)
    #expect(machine.run(cycles: 1000) == .reset)
    #expect(machine[.programCounter] == HandMadeFirmware.codeAddress)
    #expect(machine.word(at: 0x2000_2000) == 0x1234_5678)
    #expect(machine.peripheral(at: Address.rcc + 0x44) == 0)
    #expect(machine.peripheral(at: Address.rcc + 0x74) & 0x1000_0000 != 0)
  }
}
