// SPDX-License-Identifier: GPL-2.0-or-later

import RandomNumbers

/// What lines and clocks of a virtual board do by chance, fixed by a seed.
struct NoiseSource {
  private var words: SplitMix

  init(seed: UInt64) {
    words = SplitMix(seed: seed)
  }

  mutating func bytes(count: Int) -> [UInt8] {
    (0..<count).map { _ in nextByte() }
  }

  /// A number below `limit`.
  mutating func number(below limit: Int) -> Int {
    Int(truncatingIfNeeded: words.next() >> 32) % limit
  }

  /// A number from 0 on, below 1.
  mutating func fraction() -> Double {
    Double(words.next() >> 11) * 0x1p-53
  }

  private mutating func nextByte() -> UInt8 {
    UInt8(truncatingIfNeeded: words.next())
  }
}
