import BoardProfiles
import ContentHash
import Failures
import FirmwareArtifacts
import MCUBenchTestSupport
import Testing
import WireRecords

@testable import Benchmarking

/// A board's flash is held against the image by checksums of what the board reads.
@Suite(.timeLimit(.minutes(1)))
struct FlashCheckTests {
  private static let parts = [
    FlashPart(name: ".vectors", address: 0x0800_0000, bytes: (0..<456).map { UInt8($0 & 0xFF) }),
    FlashPart(
      name: ".rodata", address: 0x0800_4000,
      bytes: (0..<70_001).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256) }),
  ]

  /// A board that holds the parts, with `damage` done to them.
  private func firmware(
    _ damage: @escaping @Sendable (_ parts: inout [[UInt8]]) -> Void = { _ in }
  ) -> FakeBoard.Firmware {
    var contents = Self.parts.map(\.bytes)
    damage(&contents)
    let held = zip(Self.parts, contents).map { (address: $0.address, bytes: $1) }
    var firmware = FakeBoard.Firmware()
    firmware.checksum = { address, byteCount in
      for part in held where address >= part.address {
        let start = Int(address - part.address)
        guard start + Int(byteCount) <= part.bytes.count else { continue }
        return CRC32.checksum(part.bytes[start..<start + Int(byteCount)])
      }
      return nil
    }
    return firmware
  }

  private func check(_ board: FakeBoard) async throws {
    let session = session(with: board, limits: SessionLimits(), clock: ContinuousClock())
    _ = try await session.greet(nonce: 7)
    try await session.checkFlash(against: Self.parts)
  }

  @Test func asksForEveryByteOnce() async throws {
    let board = FakeBoard(firmware())
    try await check(board)
    let asked = board.trace.compactMap { command in
      if case .readChecksum(let read) = command { read } else { nil }
    }
    #expect(asked.reduce(0) { $0 + Int($1.length) } == 456 + 70_001)
    #expect(asked.allSatisfy { $0.length <= 16_384 })
  }

  @Test(arguments: [0, 1, 16_383, 16_384, 40_000, 65_536, 70_000])
  func findsAFlippedByteAndItsPlace(place: Int) async throws {
    let board = FakeBoard(firmware { $0[1][place] ^= 0x10 })
    let error = try await #require(#expect(throws: BoardError.self) { try await check(board) })
    guard
      case .otherFlash(let part, let address, let byteCount, let expected, let found) =
        error.reason
    else {
      Issue.record("\(error)")
      return
    }
    #expect(part == ".rodata")
    #expect(byteCount <= 16)
    #expect((Int(address)..<Int(address) + byteCount).contains(0x0800_4000 + place))
    #expect(expected != found)
    #expect(error.failureClass == .flash)
    #expect(error.summary.contains("is not the image that the firmware names"))
    #expect(error.remedy?.hasPrefix("flash the image again") == true)
  }

  @Test func asksAgainWhereAnAnswerIsLostOrBroken() async throws {
    for delivery in [FakeBoard.Delivery.lost, .broken] {
      let board = FakeBoard(
        firmware(),
        deliver: { record, count in
          if case .checksum = record, count == 2 { delivery } else { .whole }
        })
      try await check(board)
    }
  }

  @Test func firmwareThatKnowsNoChecksumIsTold() async throws {
    // One of an older protocol is refused before, by its version; this one only claims the new.
    let board = FakeBoard(
      firmware(),
      deliver: { record, _ in
        guard case .checksum = record else { return .whole }
        return .replaced([.nack(Nack(command: 0x08, sequence: 2, reason: .unknownCommand))])
      })
    let error = try await #require(#expect(throws: BoardError.self) { try await check(board) })
    #expect(error.summary.contains("the board refused read_checksum (unknownCommand)"))
  }
}
