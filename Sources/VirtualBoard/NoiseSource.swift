// SPDX-License-Identifier: GPL-2.0-or-later

/// Seeded random numbers (SplitMix64, Steele, Lea and Flood 2014).
struct NoiseSource {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func bytes(count: Int) -> [UInt8] {
    (0..<count).map { _ in nextByte() }
  }

  /// A number below `limit`.
  mutating func number(below limit: Int) -> Int {
    Int(truncatingIfNeeded: nextWord() >> 32) % limit
  }

  /// A number from 0 on, below 1.
  mutating func fraction() -> Double {
    Double(nextWord() >> 11) * 0x1p-53
  }

  private mutating func nextByte() -> UInt8 {
    UInt8(truncatingIfNeeded: nextWord())
  }

  private mutating func nextWord() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
