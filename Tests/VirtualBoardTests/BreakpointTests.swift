// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// Comparators stop the core in front of instructions and behind data.
@Suite struct BreakpointTests {
  private static let start = HandMadeFirmware.codeAddress

  @Test func isRevisionTwoWithEightComparators() throws {
    let machine = try HandMadeFirmware(code: [0xE7FE]).machine()
    #expect(machine.debugWord(at: Debug.breakpointControl) == 0x1000_0080)
    #expect(machine.setDebugWord(at: Debug.breakpointControl, to: 1))  // without its key
    #expect(machine.debugWord(at: Debug.breakpointControl) == 0x1000_0080)
    for index: UInt32 in 0..<8 {
      machine.setBreakpoint(index, at: 0x0800_1000 + 2 * index)
      #expect(machine.debugWord(at: Debug.breakpoint0 + 4 * index) == 0x0800_1001 + 2 * index)
    }
    #expect(machine.debugWord(at: Debug.breakpoint0 + 32) == 0)
  }

  @Test(arguments: 0..<8 as Range<UInt32>)
  func stopsBeforeTheInstructionOnEachRound(index: UInt32) throws {
    // adds r4, #1; adds r5, #1; b to the first
    let machine = try HandMadeFirmware(code: [0x3401, 0x3501, 0xE7FC]).machine()
    machine.control(Debug.run)
    machine.setBreakpoint(index, at: Self.start + 2)
    for round: UInt32 in 1...3 {
      #expect(machine.run(cycles: 100) == .halted)
      #expect(machine[debugRegister: 15] == Self.start + 2)
      #expect(machine.debugReason == Debug.breakpoint)
      #expect(machine[.general(4)] == round)
      #expect(machine[.general(5)] == round - 1)
      machine.control(Debug.run)
    }
    machine.setBreakpoint(index, at: nil)
    #expect(machine.run(cycles: 300) == .budget)
  }

  @Test func anAliasIsAnotherAddress() throws {
    let machine = try HandMadeFirmware(code: [0xBF00, 0xE7FD]).machine()
    machine.control(Debug.run)
    machine.setBreakpoint(at: Self.start - 0x0800_0000 + 0x0020_0000)
    #expect(machine.run(cycles: 100) == .budget)
    machine.setBreakpoint(at: Self.start)
    #expect(machine.run(cycles: 100) == .halted)
  }

  @Test func isAFaultWithoutADebugger() throws {
    let machine = try HandMadeFirmware(code: [0xBF00, 0xE7FD]).machine()
    machine.setBreakpoint(at: Self.start + 2)
    #expect(machine.run(cycles: 100) == .sleeping)
    #expect(machine.activeException == 3)
    #expect(machine.peripheral(at: Address.hfsr) == 0x8000_0000)
  }

  @Test(arguments: [4, 6, 8] as [UInt32])
  func stopsInsideITBlocks(offset: UInt32) throws {
    // 1: adds r0, #1; ittt ne; addne r1, #1; addne r2, #1; addne r3, #1; b 1b
    let machine = try HandMadeFirmware(
      code: [0x3001, 0xBF1E, 0x3101, 0x3201, 0x3301, 0xE7F9]
    ).machine()
    machine.control(Debug.run)
    machine.setBreakpoint(at: Self.start + offset)
    for round: UInt32 in 1...3 {
      #expect(machine.run(cycles: 100) == .halted)
      #expect(machine[debugRegister: 15] == Self.start + offset)
      let done = (offset - 4) / 2
      #expect(
        (1...3).map { machine[.general($0)] } == (0..<3).map { $0 < done ? round : round - 1 })
      machine.control(Debug.run)
    }
  }

  /// Cycles of a loop with an IT block are the same with and without a comparator on its page.
  @Test func doesNotChangeTheCycleCount() throws {
    let code: [UInt16] = [0x3001, 0x2803, 0xBF0C, 0x3101, 0x3202, 0x3301, 0xE7F8]
    let plain = try HandMadeFirmware(code: code).machine()
    let watched = try HandMadeFirmware(code: code).machine()
    watched.control(Debug.run)
    watched.setBreakpoint(at: 0x0800_0FF0)
    watched.setBreakpoint(1, at: Self.start + 6)  // whether its condition passes or not
    var halts = 0
    while watched.run(cycles: 7000 - watched.instructions) == .halted {
      halts += 1
      watched.control(Debug.run)
    }
    #expect(halts == 1000)
    #expect(plain.run(cycles: 7000) == .budget)
    #expect(watched.instructions == plain.instructions)
    for number: UInt32 in 0...3 {
      #expect(watched[.general(number)] == plain[.general(number)])
    }
  }

  /// str r1, [r0, #4]; ldr r2, [r0, #4]; adds r4, #1; b to it: which access stops, and where.
  @Test(arguments: [(5, 4), (6, 2), (7, 2)] as [(UInt32, UInt32)])
  func watchpointStopsAfterTheAccess(function: UInt32, offset: UInt32) throws {
    let machine = try HandMadeFirmware(code: [0x6041, 0x6842, 0x3401, 0xE7FD]).machine()
    machine[.general(0)] = 0x2000_0800
    machine[.general(1)] = 77
    machine.control(Debug.run)
    _ = machine.setDebugWord(at: Address.demcr, to: 1 << 24)
    _ = machine.setDebugWord(at: Debug.watchpoint0, to: 0x2000_0804)
    _ = machine.setDebugWord(at: Debug.watchpoint0 + 4, to: 2)
    _ = machine.setDebugWord(at: Debug.watchpoint0 + 8, to: function)
    #expect(machine.run(cycles: 100) == .halted)
    #expect(machine[debugRegister: 15] == Self.start + offset)
    #expect(machine.debugReason == Debug.watchpoint)
    #expect(machine.word(at: 0x2000_0804) == 77)
    #expect(machine.debugWord(at: Debug.watchpoint0 + 8) == 1 << 24 | function)
    #expect(machine.debugWord(at: Debug.watchpoint0 + 8) == function)
    _ = machine.setDebugWord(at: Debug.watchpoint0 + 8, to: 0)
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .budget)
  }

  @Test func watchpointNextToTheAccessStaysQuiet() throws {
    let machine = try HandMadeFirmware(code: [0x6041, 0x6842, 0x3401, 0xE7FD]).machine()
    machine[.general(0)] = 0x2000_0800
    machine.control(Debug.run)
    _ = machine.setDebugWord(at: Address.demcr, to: 1 << 24)
    for (index, address): (UInt32, UInt32) in [(0, 0x2000_0800), (1, 0x2000_0808)] {
      _ = machine.setDebugWord(at: Debug.watchpoint0 + 16 * index, to: address)
      _ = machine.setDebugWord(at: Debug.watchpoint0 + 16 * index + 4, to: 2)
      _ = machine.setDebugWord(at: Debug.watchpoint0 + 16 * index + 8, to: 7)
    }
    #expect(machine.run(cycles: 100) == .budget)
  }
}
