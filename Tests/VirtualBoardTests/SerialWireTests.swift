// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import VirtualBoard

/// A serial wire bus with two debug ports, bit by bit (ADIv5.2, B4).
@Suite struct SerialWireTests {
  private static let targetID: UInt32 = 0x0100_2927

  private func bus(isSilent: Bool = false) throws -> WireHost {
    let machine = try PicoImage().machine()
    let ports = [machine as any DebugTarget, ParkedCore(beside: machine)].enumerated().map {
      DebugPortOnWire(targetID: Self.targetID, instance: UInt32($0.offset), target: $0.element)
    }
    return WireHost(SerialWire(ports: ports, isSilent: isSilent))
  }

  @Test(arguments: [0, 1] as [UInt32]) func aPortIsChosenByItsNumber(instance: UInt32) throws {
    var host = try bus()
    host.choose(Self.targetID | instance << 28)
    #expect(host.read(.debugPort, 0) == .value(0x0BC1_2477))
    host.write(.debugPort, 8, 3)
    #expect(host.read(.debugPort, 4) == .value(instance << 28 | 1))
    host.write(.debugPort, 8, 2)
    #expect(host.read(.debugPort, 4) == .value(Self.targetID))
  }

  @Test(arguments: [targetID | 2 << 28, targetID + 1, 0]) func nobodyElseAnswers(number: UInt32)
    throws
  {
    var host = try bus()
    host.choose(number)
    #expect(host.read(.debugPort, 0) == .refused(7))
  }

  @Test func aLineResetForgetsTheChoice() throws {
    var host = try bus()
    host.choose(Self.targetID)
    host.resetLine()
    #expect(host.read(.debugPort, 0) == .refused(7))
  }

  @Test func aRequestWithWrongParityIsNotUnderstoodUntilALineReset() throws {
    var host = try bus()
    host.choose(Self.targetID)
    host.drive([1, 0, 1, 0, 0, 0, 0, 1])  // a read of register 0 with parity 0 instead of 1
    #expect(host.read(.debugPort, 0) == .refused(7))
    host.choose(Self.targetID)
    #expect(host.read(.debugPort, 0) == .value(0x0BC1_2477))
  }

  @Test func aSilentBusAcknowledgesNothingButTheChoice() throws {
    var host = try bus(isSilent: true)
    host.choose(Self.targetID)
    #expect(host.read(.debugPort, 0) == .refused(7))
  }

  @Test func readsOfMemoryComeOneTransferLater() throws {
    var host = try bus()
    host.choose(Self.targetID)
    host.write(.accessPort, 0, 0x12)  // CSW: words, one after the other
    host.write(.accessPort, 4, 0x2000_0100)
    for word in [0x1111_2222, 0x3333_4444] as [UInt32] { host.write(.accessPort, 0xC, word) }
    host.write(.accessPort, 4, 0x2000_0100)
    _ = host.read(.accessPort, 0xC)
    #expect(host.read(.accessPort, 0xC) == .value(0x1111_2222))
    #expect(host.read(.debugPort, 0xC) == .value(0x3333_4444))
  }

  @Test func aFaultSticksUntilItIsCleared() throws {
    var host = try bus()
    host.choose(Self.targetID)
    host.write(.accessPort, 0, 2)
    host.write(.accessPort, 4, 0x6000_0000)  // nothing is there
    _ = host.read(.accessPort, 0xC)
    #expect(host.read(.accessPort, 0xC) == .refused(4))
    #expect(host.read(.debugPort, 0) == .value(0x0BC1_2477))
    host.write(.debugPort, 0, 4)  // ABORT, STKERRCLR
    host.write(.accessPort, 4, 0)
    _ = host.read(.accessPort, 0xC)
    #expect(host.read(.debugPort, 0xC) == .value(0x2004_1F00))
  }

  @Test func theAccessPortHasNoPackedTransfers() throws {
    var host = try bus()
    host.choose(Self.targetID)
    host.write(.accessPort, 0, 0x22)
    _ = host.read(.accessPort, 0)
    #expect(host.read(.debugPort, 0xC).map { $0 & 0x30 } == 0)
  }
}

/// A host that clocks a bus as a J-Link's does.
private struct WireHost {
  enum Port { case debugPort, accessPort }

  enum Answer: Equatable {
    case value(UInt32)
    /// The three bits of the acknowledge.
    case refused(UInt8)
    case badParity

    func map(_ change: (UInt32) -> UInt32) -> UInt32? {
      if case .value(let value) = self { change(value) } else { nil }
    }
  }

  private var wire: SerialWire

  init(_ wire: SerialWire) { self.wire = wire }

  mutating func drive(_ bits: [UInt8]) { _ = clock(bits.map { ($0, true) }) }

  mutating func resetLine() { drive([UInt8](repeating: 1, count: 56) + [0, 0]) }

  mutating func choose(_ number: UInt32) {
    resetLine()
    write(.debugPort, 0xC, number)
  }

  mutating func read(_ port: Port, _ register: UInt32) -> Answer {
    let request = bits(port, isRead: true, register)
    let seen = clock(
      request.map { ($0, true) } + [UInt8](repeating: 0, count: 38).map { ($0, false) })
    let answer = seen.dropFirst(8).enumerated().reduce(UInt64(0)) {
      $0 | UInt64($1.element) << UInt64($1.offset)
    }
    guard answer & 7 == 1 else { return .refused(UInt8(answer & 7)) }
    let value = UInt32(truncatingIfNeeded: answer >> 3)
    let parity = answer >> 35 & 1
    return value.nonzeroBitCount & 1 == Int(parity) ? .value(value) : .badParity
  }

  mutating func write(_ port: Port, _ register: UInt32, _ value: UInt32) {
    let data = (0..<32).map { UInt8(value >> $0 & 1) } + [UInt8(value.nonzeroBitCount & 1)]
    _ = clock(
      bits(port, isRead: false, register).map { ($0, true) }
        + [UInt8](repeating: 0, count: 5).map { ($0, false) } + data.map { ($0, true) })
  }

  private func bits(_ port: Port, isRead: Bool, _ register: UInt32) -> [UInt8] {
    let middle: [UInt8] = [
      port == .accessPort ? 1 : 0, isRead ? 1 : 0, UInt8(register >> 2 & 1), UInt8(register >> 3),
    ]
    return [1] + middle + [middle.reduce(0, ^), 0, 1]
  }

  private mutating func clock(_ bits: [(out: UInt8, isDriven: Bool)]) -> [UInt8] {
    var (directions, out) = ([UInt8](repeating: 0, count: (bits.count + 7) / 8), [UInt8]())
    out = directions
    for (index, bit) in bits.enumerated() {
      if bit.isDriven { directions[index / 8] |= 1 << UInt8(index % 8) }
      out[index / 8] |= bit.out << UInt8(index % 8)
    }
    let seen = wire.clock(count: bits.count, directions: directions[...], out: out[...])
    return bits.indices.map { seen[$0 / 8] >> UInt8($0 % 8) & 1 }
  }
}
