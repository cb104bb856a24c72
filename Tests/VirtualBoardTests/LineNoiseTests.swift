// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import VirtualBoard

/// A bad line damages the share of bytes that it is told to, and nothing else.
@Suite struct LineNoiseTests {
  /// What comes through of `bytes`, waiting for what is held back.
  private func pass(_ bytes: [UInt8], _ faults: [FaultMode]) -> [UInt8] {
    var noise = LineNoise(faults)
    noise.send(bytes, .toBoard)
    var all: [UInt8] = []
    while noise.pendingCount(.toBoard) > 0 {
      let arrived = noise.arrived(7, .toBoard)
      all += arrived
      noise.take(arrived.count, .toBoard)
    }
    return all
  }

  private let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

  @Test func aGoodLineChangesNothing() {
    #expect(pass(bytes, []) == bytes)
  }

  @Test func flipsOneBitOfTheShareAskedFor() {
    let got = pass(bytes, [.lineFlip(0.01)])
    #expect(got.count == bytes.count)
    let flipped = zip(got, bytes).map { $0 ^ $1 }.filter { $0 != 0 }
    #expect((60...140).contains(flipped.count))
    #expect(flipped.allSatisfy { $0.nonzeroBitCount == 1 })
  }

  @Test func losesAndDoublesTheShareAskedFor() {
    #expect((9_860...9_940).contains(pass(bytes, [.lineDrop(0.01)]).count))
    #expect((10_060...10_140).contains(pass(bytes, [.lineDouble(0.01)]).count))
  }

  @Test func holdsBytesBackInOrder() {
    var noise = LineNoise([.lineDelay(1)])
    noise.send([1], .toHost)
    #expect(noise.arrived(10, .toHost).isEmpty)
    #expect(noise.pendingCount(.toHost) == 1)
    #expect(pass(Array(bytes.prefix(200)), [.lineDelay(0.05)]) == Array(bytes.prefix(200)))
  }

  @Test func isTheSameForTheSameSeed() {
    let faults: [FaultMode] = [.lineFlip(0.01), .lineDrop(0.01), .lineDouble(0.01)]
    #expect(pass(bytes, faults + [.lineSeed(5)]) == pass(bytes, faults + [.lineSeed(5)]))
    #expect(pass(bytes, faults + [.lineSeed(5)]) != pass(bytes, faults + [.lineSeed(6)]))
  }

  @Test func isDeadInBothDirectionsAfterTheCut() {
    var noise = LineNoise([.cutAtBytes(5)])
    noise.send([1, 2, 3], .toBoard)
    noise.send([4, 5, 6], .toHost)
    noise.send([7], .toBoard)
    #expect(Array(noise.arrived(10, .toBoard)) == [1, 2, 3])
    #expect(Array(noise.arrived(10, .toHost)) == [4, 5])
  }

  @Test(
    arguments: [
      ("line-flip=1e-3", .lineFlip(1e-3)), ("line-drop=0", .lineDrop(0)),
      ("line-double=1", .lineDouble(1)), ("line-delay=0.25", .lineDelay(0.25)),
      ("line-seed=7", .lineSeed(7)), ("cut-at-bytes=300", .cutAtBytes(300)),
      ("max-baud=115200", .maximumBaud(115_200)),
    ] as [(String, FaultMode)])
  func readsItsFaultModes(text: String, mode: FaultMode) throws {
    #expect(try FaultMode(text) == mode)
  }

  @Test(arguments: [
    "line-flip=2", "line-flip=-1", "line-flip=nan", "line-flip=", "line-flip", "line-seed=0",
    "line-seed=1e-3", "line-tear=0.1", "cut-at-bytes=0", "max-baud=0", "max-baud=99999999999",
  ])
  func refusesWhatIsNoFaultMode(text: String) {
    #expect(throws: VirtualBoardError(reason: .unknownFault(text))) { try FaultMode(text) }
  }
}
