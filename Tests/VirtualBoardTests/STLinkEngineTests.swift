// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import VirtualBoard

/// The probe's commands, as hosts use them.
@Suite struct STLinkEngineTests {
  private let chip = FakeDebugTarget()

  private func engine(
    _ version: String = "V2J37M26", wiring: ProbeWiring = ProbeWiring()
  ) throws -> STLinkEngine {
    STLinkEngine(version: try STLinkVersion(version), target: chip, wiring: wiring)
  }

  private func memoryCommand(_ code: UInt8, _ address: UInt32, _ count: UInt16) -> [UInt8] {
    [0xF2, code] + address.littleEndianBytes + count.littleEndianBytes
  }

  private func lastStatus(_ engine: STLinkEngine) -> UInt8? { engine.execute([0xF2, 0x3E]).first }

  @Test(arguments: [
    ("V2J37M26", [0x29, 0x5A, 0x83, 0x04, 0x4B, 0x37] as [UInt8]),
    ("v2j24", [0x26, 0x00, 0x83, 0x04, 0x48, 0x37]),
    ("V2J37S7", [0x29, 0x47, 0x83, 0x04, 0x48, 0x37]),
    ("V3J10", [0x30, 0x00, 0x83, 0x04, 0x4F, 0x37]),
  ])
  func saysWhatItIs(version: String, answer: [UInt8]) throws {
    #expect(try engine(version).execute([0xF1]) == answer)
  }

  @Test func saysMoreOfItselfWhenItIsAV3() throws {
    #expect(
      try engine("V3J10M3B5S1").execute([0xFB])
        == [3, 1, 10, 3, 5, 0, 0, 0, 0x83, 0x04, 0x4F, 0x37])
  }

  @Test(arguments: ["", "V2", "J37", "V1J11", "V4J1", "V2J99", "V2J37X1", "V2J37J37", "V2J37B1"])
  func refusesOtherVersions(text: String) {
    #expect(throws: VirtualBoardError(reason: .unknownProbeVersion(text))) {
      try STLinkVersion(text)
    }
  }

  @Test func changesItsModeOnRequest() throws {
    let engine = try engine()
    #expect(engine.execute([0xF5]) == [1, 0])
    #expect(engine.execute([0xF2, 0x30, 0xA3]) == [0x80, 0])
    #expect(engine.execute([0xF5]) == [2, 0])
    #expect(engine.execute([0xF2, 0x31]) == [0x80, 0, 0, 0, 0x77, 0x24, 0xA0, 0x5B, 0, 0, 0, 0])
    #expect(engine.execute([0xF2, 0x21]) == [])
    #expect(engine.execute([0xF5]) == [1, 0])
  }

  /// A host that leaves lets go of the core: C_DEBUGEN is written as 0.
  @Test func letsTheCoreRunWhenTheHostLeaves() throws {
    _ = try engine().execute([0xF2, 0x21])
    #expect(
      chip.events == [
        .reset(isLow: false), .write(FakeDebugTarget.haltingControl, [0, 0, 0x5F, 0xA0]),
      ])
  }

  @Test(arguments: [(3300, 2063), (0, 0), (1800, 1125)] as [(Int, UInt32)])
  func tellsTheTargetsVoltage(millivolts: Int, reading: UInt32) throws {
    let engine = try engine(wiring: ProbeWiring(millivolts: millivolts))
    #expect(
      engine.execute([0xF7]) == UInt32(1500).littleEndianBytes + reading.littleEndianBytes)
  }

  @Test(arguments: [(0x07, 0x08, 8), (0x47, 0x48, 6), (0x0C, 0x0D, 3)] as [(UInt8, UInt8, Int)])
  func readsWhatItWrote(read: UInt8, write: UInt8, count: Int) throws {
    let engine = try engine()
    let bytes = (1...count).map { UInt8($0) }
    let address = FakeDebugTarget.ram + 16
    #expect(engine.execute(memoryCommand(write, address, UInt16(count)), data: bytes) == [])
    #expect(lastStatus(engine) == 0x80)
    #expect(engine.execute(memoryCommand(read, address, UInt16(count))) == bytes)
    #expect(Array(chip.memory[16..<16 + count]) == bytes)
  }

  @Test func keepsAFaultUntilItIsAskedFor() throws {
    let engine = try engine()
    #expect(engine.execute(memoryCommand(0x07, 0xFFFF_FFFC, 4)) == [0, 0, 0, 0])
    #expect(engine.execute([0xF2, 0x3E]) == [0x11] + [UInt8](repeating: 0, count: 11))
    #expect(engine.execute([0xF2, 0x3B]) == [0x80, 0])
    _ = engine.execute(memoryCommand(0x08, 0x1000_0000, 4), data: [1, 2, 3, 4])
    #expect(engine.execute([0xF2, 0x3B]) == [0x11, 0])
    #expect(engine.execute([0xF2, 0x3B]) == [0x80, 0])
    #expect(engine.counts.faults == 2)
  }

  /// Lengths and alignments that a probe does not carry out.
  @Test(
    arguments: [
      (0x07, 2, 4), (0x07, 0, 6), (0x47, 1, 2), (0x47, 0, 3), (0x0C, 0, 65),
    ] as [(UInt8, UInt32, UInt16)])
  func refusesCrookedAccesses(code: UInt8, offset: UInt32, count: UInt16) throws {
    let engine = try engine()
    let answer = engine.execute(memoryCommand(code, FakeDebugTarget.ram + offset, count))
    #expect(answer.count == Int(count))
    #expect(lastStatus(engine) == 0x08)
  }

  @Test func takesLongByteTransfersFromV3J6On() throws {
    for (version, status) in [("V3J5", UInt8(0x08)), ("V3J6", 0x80)] {
      let engine = try engine(version)
      _ = engine.execute(memoryCommand(0x0C, FakeDebugTarget.ram, 512))
      #expect(lastStatus(engine) == status)
    }
  }

  @Test func writesNothingWhenTheDataIsCutShort() throws {
    let engine = try engine()
    _ = engine.execute(memoryCommand(0x08, FakeDebugTarget.ram, 8), data: [1, 2, 3, 4])
    #expect(lastStatus(engine) == 0x08)
    #expect(chip.events.isEmpty)
  }

  @Test func staysAtOneAddressOnRequest() throws {
    let engine = try engine()
    _ = engine.execute(
      memoryCommand(0x50, FakeDebugTarget.ram, 8), data: [1, 0, 0, 0, 2, 0, 0, 0])
    #expect(Array(chip.memory[0..<8]) == [2, 0, 0, 0, 0, 0, 0, 0])
    #expect(
      engine.execute(memoryCommand(0x54, FakeDebugTarget.ram, 8)) == [2, 0, 0, 0, 2, 0, 0, 0])
  }

  @Test func reachesTheCoresRegisters() throws {
    let engine = try engine()
    #expect(engine.execute([0xF2, 0x34, 64, 0x78, 0x56, 0x34, 0x12]) == [0x80, 0])
    #expect(chip.registers[64] == 0x1234_5678)
    #expect(engine.execute([0xF2, 0x33, 64]) == [0x80, 0, 0, 0, 0x78, 0x56, 0x34, 0x12])
    chip.registers = Dictionary(uniqueKeysWithValues: (0..<21).map { ($0, $0 + 100) })
    let all = engine.execute([0xF2, 0x3A])
    #expect(all.count == 88)
    #expect(all[4...].littleEndian(as: UInt32.self) == 100)
    #expect(all[(4 + 4 * 18)...].littleEndian(as: UInt32.self) == 118)
    #expect(engine.execute([0xF2, 0x04]) == Array(all.dropFirst(4)))
  }

  @Test func drivesTheResetPin() throws {
    let engine = try engine()
    for level: UInt8 in [0, 1, 2] { #expect(engine.execute([0xF2, 0x3C, level]) == [0x80, 0]) }
    #expect(
      chip.events == [
        .reset(isLow: true), .reset(isLow: false), .reset(isLow: true), .reset(isLow: false),
      ])
    #expect(engine.execute([0xF2, 0x3C, 9]).first != 0x80)
  }

  @Test func offersTheFrequenciesOfAV3() throws {
    let engine = try engine("V3J10")
    #expect(engine.execute([0xF2, 0x61, 0, 0] + UInt32(2000).littleEndianBytes).count == 8)
    let answer = engine.execute([0xF2, 0x62, 0])
    #expect(answer.count == 52)
    #expect(answer[4...].littleEndian(as: UInt32.self) == 1000)
    #expect(answer[8] == 7)
    #expect(answer[12...].littleEndian(as: UInt32.self) == 24_000)
  }

  /// The first firmware that knows a command, and the last that does not.
  @Test(
    arguments: [
      ([0xF7], "V2J13", "V2J12"), ([0xF2, 0x3E], "V2J15", "V2J14"),
      ([0xF2, 0x43], "V2J22", "V2J21"), ([0xF2, 0x45], "V2J24", "V2J23"),
      ([0xF2, 0x47], "V2J26", "V2J25"), ([0xF2, 0x4B], "V2J28", "V2J27"),
      ([0xF2, 0x51], "V2J32", "V2J31"), ([0xF2, 0x51], "V3J2", "V3J1"),
      ([0xF2, 0x62], "V3J1", "V2J37"), ([0xFB], "V3J1", "V2J37"), ([0xF2, 0x43], "V2J37", "V3J10"),
    ] as [([UInt8], String, String)])
  func knowsWhatItsVersionKnows(command: [UInt8], knows: String, doesNot: String) throws {
    let newer = try engine(knows)
    _ = newer.execute(command)
    #expect(newer.counts.unknownCommands == 0)
    let older = try engine(doesNot)
    #expect(older.execute(command) == [0x42, 0])
    #expect(older.counts.unknownCommands == 1)
  }

  @Test func tellsOfUnknownCommands() throws {
    let engine = try engine()
    var told: [[UInt8]] = []
    engine.onUnknownCommand = { told.append($0) }
    #expect(engine.execute([0xF2, 0x99]) == [0x42, 0])
    #expect(engine.execute([0x12]) == [0x42, 0])
    #expect(told.map(\.first) == [0xF2, 0x12])
    #expect(engine.counts.commands == 2)
  }

  @Test func answersWithoutAChip() throws {
    for wiring in [ProbeWiring(isSilent: true), ProbeWiring(millivolts: 0)] {
      let engine = try engine(wiring: wiring)
      #expect(engine.execute([0xF1]).count == 6)
      #expect(engine.execute([0xF2, 0x43, 0, 0]) == [0x80, 0])
      #expect(engine.execute([0xF2, 0x30, 0xA3]) == [0x09, 0])
      #expect(
        engine.execute([0xF2, 0x36] + FakeDebugTarget.haltingControl.littleEndianBytes)[0] == 0x16)
      _ = engine.execute(memoryCommand(0x07, FakeDebugTarget.ram, 4))
      #expect(lastStatus(engine) == 0x16)
      #expect(chip.events.isEmpty)
    }
  }

  @Test func asksForPatienceWhileItIsBusy() throws {
    let clock = HandClock()
    let engine = try engine(wiring: ProbeWiring(busy: .seconds(2), now: { clock.now }))
    #expect(engine.execute([0xF7])[0] == 0xDC)  // no access to the chip: the time has not begun
    clock.pass(.seconds(5))
    #expect(engine.execute([0xF2, 0x30, 0xA3]) == [0x10, 0])
    clock.pass(.milliseconds(1999))
    #expect(engine.execute([0xF2, 0x30, 0xA3]) == [0x10, 0])
    clock.pass(.milliseconds(1))
    #expect(engine.execute([0xF2, 0x30, 0xA3]) == [0x80, 0])
  }
}

/// A clock that a test moves by hand.
private final class HandClock: @unchecked Sendable {
  private(set) var now = ContinuousClock.now

  func pass(_ duration: Duration) { now = now + duration }
}
