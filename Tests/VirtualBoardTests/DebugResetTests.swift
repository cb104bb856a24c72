// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// What resets do to the core and to its debug registers.
@Suite struct DebugResetTests {
  private static let start = HandMadeFirmware.codeAddress

  /// adds r4, #1; b to it.
  private func counting() throws -> Machine {
    try HandMadeFirmware(code: [0x3401, 0xE7FD]).machine()
  }

  @Test func resetByTheDebuggerStartsTheFirmware() throws {
    let machine = try counting()
    machine.load([0xBE00])
    #expect(machine.setDebugWord(at: Address.aircr, to: 0x05FA_0004))
    #expect(!machine.isHalted)
    #expect(machine.debugStatus & 0x0202_0003 == 0x0200_0001)
    #expect(machine.run(cycles: 100) == .budget)
    #expect(machine[.general(4)] == 50)
  }

  @Test func vectorCatchHaltsBeforeTheFirstInstruction() throws {
    let machine = try counting()
    machine.load([0xBE00])
    _ = machine.setDebugWord(at: Address.demcr, to: 0x0100_0001)
    #expect(machine.setDebugWord(at: Address.aircr, to: 0x05FA_0004))
    #expect(machine.isHalted)
    #expect(machine[debugRegister: 15] == Self.start)
    #expect(machine[debugRegister: 13] == HandMadeFirmware.stackTop)
    #expect(machine.debugReason & Debug.vectorCatch != 0)
  }

  @Test func vectorCatchAlsoStopsAResetOfTheFirmware() throws {
    let machine = try HandMadeFirmware(code: [0x6001, 0xE7FE]).machine()  // str r1, [r0]
    machine.control(Debug.run)
    _ = machine.setDebugWord(at: Address.demcr, to: 1)
    machine[.general(0)] = Address.aircr
    machine[.general(1)] = 0x05FA_0004
    #expect(machine.run(cycles: 100) == .reset)
    #expect(machine.run(cycles: 100) == .halted)
    #expect(machine[debugRegister: 15] == Self.start)
  }

  @Test func debugRegistersOutlastASystemResetOnly() throws {
    let machine = try counting()
    machine.control(Debug.run)
    _ = machine.setDebugWord(at: Address.demcr, to: 0x0100_0000)
    _ = machine.setDebugWord(at: 0xE004_2008, to: 0x1800)
    machine.setBreakpoint(3, at: 0x0800_1000)
    func state() -> [UInt32?] {
      [
        machine.debugStatus & 1, machine.debugWord(at: Address.demcr),
        machine.debugWord(at: Debug.breakpointControl),
        machine.debugWord(at: Debug.breakpoint0 + 12), machine.debugWord(at: 0xE004_2008),
      ]
    }
    #expect(machine.setDebugWord(at: Address.aircr, to: 0x05FA_0004))
    #expect(state() == [1, 0x0100_0000, 0x1000_0081, 0x0800_1001, 0x1800])
    machine.powerCycle()
    #expect(state() == [0, 0, 0x1000_0080, 0, 0])
  }

  @Test func resetPinHoldsTheCore() throws {
    let machine = try counting()
    machine.holdReset(true)
    #expect(machine.run(cycles: 100) == .halted)
    #expect(machine.debugStatus & Debug.hasReset != 0)
    #expect(machine.debugStatus & Debug.hasReset != 0)
    machine.holdReset(false)
    #expect(machine.debugStatus & Debug.hasReset != 0)
    #expect(machine.debugStatus & Debug.hasReset == 0)
    #expect(machine.run(cycles: 100) == .budget)
    #expect(machine[.general(4)] == 50)
    #expect(machine.peripheral(at: Address.rcc + 0x74) & 0x0400_0000 != 0)
  }

  @Test func peripheralsDoNotListenDuringReset() throws {
    let machine = try counting()
    machine.holdReset(true)
    #expect(machine.setDebugWord(at: Address.rcc + 0x30, to: 0x7FF))
    machine.holdReset(false)
    #expect(machine.debugWord(at: Address.rcc + 0x30) == 0x0010_0000)
  }

  @Test(arguments: [(Debug.run, 1), (Debug.halt, 0)] as [(UInt32, UInt32)])
  func connectsUnderReset(control: UInt32, catches: UInt32) throws {
    let machine = try counting()
    machine.holdReset(true)
    machine.control(control)
    _ = machine.setDebugWord(at: Address.demcr, to: catches)
    #expect(machine.debugStatus & Debug.isHalted == 0)
    machine.holdReset(false)
    #expect(machine.isHalted)
    #expect(machine[debugRegister: 15] == Self.start)
    #expect(machine[.general(4)] == 0)
  }

  /// A fault, what DEMCR catches it with, and the handler that is reached.
  @Test(
    arguments: [
      (0x400, 0, 3), (0x100, 0x7_0000, 5), (0x100, 0, 3),
    ] as [(UInt32, UInt32, UInt32)])
  func vectorCatchStopsAtTheHandlerOfAFault(catches: UInt32, enables: UInt32, exception: UInt32)
    throws
  {
    let machine = try HandMadeFirmware(code: [0x6801]).machine()  // ldr r1, [r0]
    machine.control(Debug.run)
    machine[.general(0)] = 0x6000_0000
    _ = machine.setDebugWord(at: Address.demcr, to: catches)
    _ = machine.setDebugWord(at: Address.shcsr, to: enables)
    #expect(machine.run(cycles: 100) == .halted)
    #expect(machine[debugRegister: 15] == HandMadeFirmware.handlerAddress)
    #expect(machine.activeException == exception)
    #expect(machine.debugReason == Debug.vectorCatch)
    #expect(machine.stacked(6) == Self.start)
  }

  @Test func vectorCatchOfAnotherFaultDoesNot() throws {
    let machine = try HandMadeFirmware(code: [0xDE00]).machine()  // udf
    machine.control(Debug.run)
    _ = machine.setDebugWord(at: Address.demcr, to: 0x130)
    #expect(machine.run(cycles: 100) == .sleeping)
  }

  @Test func powerCycleLeavesNoiseInRAMAndFlashAlone() throws {
    let machine = try counting()
    let twin = try counting()
    let flash = machine.memory(at: 0x0800_0000, count: 0x300)
    machine.control(Debug.halt)
    #expect(machine.setWord(at: 0x2000_2000, to: 0x1234_5678))
    machine.powerCycle()
    twin.powerCycle()
    #expect(!machine.isHalted)
    #expect(machine.memory(at: 0x0800_0000, count: 0x300) == flash)
    let noise = try #require(machine.memory(at: 0x2000_0000, count: 4096))
    #expect(noise == twin.memory(at: 0x2000_0000, count: 4096))
    #expect(Set(noise).count == 256)
    machine.powerCycle()
    #expect(noise != machine.memory(at: 0x2000_0000, count: 4096))
    #expect(machine.peripheral(at: Address.rcc + 0x74) == 0x0E00_0000)
    #expect(machine.run(cycles: 100) == .budget)
  }
}
