/// What the line between a host and a ``FakeBoard`` does to bytes, by seeded chance.
package struct FakeLine: Sendable {
  /// Shares of the bytes, both ways, that arrive with a flipped bit, never, or twice.
  package var flipRate = 0.0
  package var dropRate = 0.0
  package var doubleRate = 0.0
  /// What goes faster than this is garbled, in bits a second.
  package var maximumBaud = Int.max
  private var chance: SplitMix

  package init(seed: UInt64 = 1) {
    chance = SplitMix(state: seed)
  }

  /// What arrives of `bytes` between two ends at these speeds.
  mutating func carry(_ bytes: [UInt8], host: Int, board: Int) -> [UInt8] {
    if isGarbled(host: host, board: board) {
      return bytes.map { _ in chance.below(8) == 0 ? 0 : UInt8(chance.below(256)) }
    }
    guard flipRate + dropRate + doubleRate > 0 else { return bytes }
    var arrived: [UInt8] = []
    for byte in bytes where !strikes(dropRate) {
      arrived.append(strikes(flipRate) ? byte ^ 1 << UInt8(chance.below(8)) : byte)
      if strikes(doubleRate) { arrived.append(byte) }
    }
    return arrived
  }

  func isGarbled(host: Int, board: Int) -> Bool { host != board || host > maximumBaud }

  private mutating func strikes(_ rate: Double) -> Bool {
    rate > 0 && Double(chance.next() >> 11) * 0x1p-53 < rate
  }
}
