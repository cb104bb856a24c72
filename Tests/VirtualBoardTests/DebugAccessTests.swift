// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// Memory and registers through the access port.
@Suite struct DebugAccessTests {
  private func chip() throws -> Machine {
    try HandMadeFirmware(code: [0xBF00, 0xE7FD]).machine()
  }

  @Test(arguments: [0x6000_0000, 0x1000_0000, 0xFFFF_FFFC, 0x2005_0000, 0x9000_0000] as [UInt32])
  func faultsWhereNothingIs(address: UInt32) throws {
    let machine = try chip()
    #expect(machine.debugRead(at: address, count: 4) == nil)
    #expect(!machine.debugWrite([0, 0, 0, 0], at: address))
  }

  @Test func faultsInMidBlockButKeepsWhatCameBefore() throws {
    let machine = try chip()
    #expect(machine.debugRead(at: 0x2004_FFF8, count: 16) == nil)
    #expect(!machine.debugWrite([UInt8](repeating: 7, count: 16), at: 0x2004_FFF8))
    #expect(machine.debugRead(at: 0x2004_FFF8, count: 8) == [UInt8](repeating: 7, count: 8))
  }

  @Test(
    arguments: [
      (Machine.AccessUnit.word, 0x2000_0002, 4), (.halfWord, 0x2000_0001, 2),
      (.word, 0x2000_0000, 6),
    ] as [(Machine.AccessUnit, UInt32, Int)])
  func refusesWhatIsNoMultipleOfTheUnit(unit: Machine.AccessUnit, address: UInt32, count: Int)
    throws
  {
    #expect(try chip().debugRead(at: address, count: count, unit: unit) == nil)
  }

  @Test func reachesMemoryInEveryUnit() throws {
    let machine = try chip()
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    for unit: Machine.AccessUnit in [.byte, .halfWord, .word] {
      for base: UInt32 in [0x2000_0100, 0x0000_0100] {
        #expect(machine.debugWrite(bytes, at: base, unit: unit))
        #expect(machine.debugRead(at: base, count: 8, unit: unit) == bytes)
      }
    }
    #expect(machine.debugRead(at: 0x1FF0_F442, count: 2, unit: .halfWord) == [0x00, 0x04])
    #expect(machine.debugWord(at: 0x0800_0000) == HandMadeFirmware.stackTop)
    #expect(machine.debugWord(at: 0xA000_0000) == 0)
  }

  @Test func reachesRegistersInTheirLanes() throws {
    let machine = try chip()
    _ = machine.setDebugWord(at: Address.rcc + 0x30, to: 0x7FF)
    let moder: UInt32 = 0x4002_0C00
    #expect(machine.debugWrite([0xA0], at: moder + 1, unit: .byte))
    #expect(machine.debugWrite([0x34, 0x12], at: moder + 2, unit: .halfWord))
    #expect(machine.debugWord(at: moder) == 0x1234_A000)
    #expect(machine.debugRead(at: moder + 1, count: 1, unit: .byte) == [0xA0])
    #expect(machine.debugRead(at: moder + 2, count: 2, unit: .halfWord) == [0x34, 0x12])
  }

  @Test func coreExecutesWhatTheDebuggerPutOverExecutedCode() throws {
    let machine = try chip()
    machine.load([0x2401, 0xBE00])  // movs r4, #1; bkpt
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .halted)
    machine.load([0x2402, 0xBE00])
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .halted)
    #expect(machine[.general(4)] == 2)
  }

  @Test func timePassesOnAHaltedChip() throws {
    let machine = try chip()
    machine.control(Debug.halt)
    let before = machine.cycles
    _ = machine.debugRead(at: 0x2000_0000, count: 400)
    #expect(machine.cycles - before == 16 * 12 * 100)
    #expect(machine.instructions == 0)
    machine.control(Debug.run)
    let running = machine.cycles
    _ = machine.debugRead(at: 0x2000_0000, count: 400)
    #expect(machine.cycles == running)
  }

  @Test func clocksOfTheCoreStandStillInHalt() throws {
    let machine = try chip()
    machine.control(Debug.halt)
    _ = machine.setDebugWord(at: Address.demcr, to: 1 << 24)
    _ = machine.setDebugWord(at: Address.dwtControl, to: 1)
    _ = machine.setDebugWord(at: Address.systickLoad, to: 0xFFFF)
    _ = machine.setDebugWord(at: Address.systickControl, to: 5)
    machine.advance(cycles: 1000)
    #expect(machine.debugWord(at: Address.cycleCount) == 0)
    #expect(machine.debugWord(at: 0xE000_E018) == 0)
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .budget)
    #expect(machine.debugWord(at: Address.cycleCount) == 100)
  }

  @Test(arguments: [(0, true), (0x1000, false)] as [(UInt32, Bool)])
  func watchdogStopsInHaltWhenToldTo(freeze: UInt32, resets: Bool) throws {
    let machine = try chip()
    machine.control(Debug.halt)
    _ = machine.setDebugWord(at: 0xE004_2008, to: freeze)
    _ = machine.setDebugWord(at: 0x4000_3000, to: 0xCCCC)
    machine.advance(cycles: 160_000_000)
    #expect(machine.run(cycles: 100) == (resets ? .reset : .halted))
  }

  @Test func componentsAreFoundFromTheROMTable() throws {
    let machine = try chip()
    var found: [UInt32] = []
    var tables: [UInt32] = [0xE00F_D000]
    while let table = tables.popLast() {
      var entry = table
      while let offset = machine.debugWord(at: entry), offset != 0 {
        let component = table &+ offset & ~0xFFF
        let kind = try #require(machine.debugWord(at: component + 0xFF4)) >> 4
        if kind == 1 { tables.append(component) } else { found.append(component) }
        #expect(machine.debugWord(at: component + 0xFF0) == 0x0D)
        #expect(machine.debugWord(at: component + 0xFFC) == 0xB1)
        entry += 4
      }
    }
    #expect(
      found.sorted() == [0xE000_0000, 0xE000_1000, 0xE000_2000, 0xE000_E000, 0xE004_0000])
  }
}
