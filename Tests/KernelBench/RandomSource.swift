// SPDX-License-Identifier: GPL-2.0-or-later

/// The numbers that a random layer is made of; the same seed gives the same layer.
struct RandomSource {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// Steele, Lea, Flood: SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number of a closed range.
  mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  /// True so many times of a hundred.
  mutating func chance(_ percent: Int) -> Bool { number(0...99) < percent }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[number(0...values.count - 1)] }

  /// 1 to 300, small ones and odd ones often.
  mutating func channels() -> Int {
    let limit = pick([4, 16, 16, 64, 64, 150, 300])
    let number = number(1...limit)
    return chance(30) && number > 1 ? number | 1 : number
  }

  /// The bytes of int8 activations: anything, or the ends alone.
  mutating func activation(_ count: Int) -> [UInt8] {
    let ends: [UInt8] = chance(10) ? [0x80, 0x7F] : []
    return (0..<count).map { _ in
      ends.isEmpty ? UInt8(truncatingIfNeeded: next()) : pick(ends)
    }
  }

  /// Weights: anything, few that are not zero, or the ends alone.
  mutating func weights(_ count: Int) -> [Int8] {
    let kind = number(0...9)
    return (0..<count).map { _ in
      switch kind {
      case 0: pick([-128, 127])
      case 1: pick([-128, -127])
      case 2: chance(80) ? 0 : Int8(truncatingIfNeeded: next())
      case 3: Int8(127)
      default: Int8(truncatingIfNeeded: next())
      }
    }
  }

  /// Biases of every size: none, small, about 2^23, where sums wrap.
  mutating func biases(_ count: Int) -> [Int32]? {
    let kind = number(0...9)
    if kind == 0 { return nil }
    return (0..<count).map { _ in
      switch kind {
      case 1: Int32(truncatingIfNeeded: next())
      case 2: pick([Int32.max, .min]) &+ pick([-1, 0, 1]) &* Int32(number(0...100_000))
      case 3: pick([1, -1]) * Int32(number(8_000_000...8_400_000))
      default: Int32(number(-8000...8000))
      }
    }
  }

  /// Weights, row by row, and a bias a row; in some layers rows without weights that have any bias,
  /// as training leaves channels that died.
  mutating func rows(_ count: Int, length: Int) -> (weights: [Int8], biases: [Int32]?) {
    var (weights, biases) = (weights(count * length), biases(count))
    guard chance(12) else { return (weights, biases) }
    var some = biases ?? [Int32](repeating: 0, count: count)
    for row in 0..<count where chance(40) {
      for place in row * length..<(row + 1) * length { weights[place] = 0 }
      some[row] = Int32(truncatingIfNeeded: next())
    }
    biases = some
    return (weights, biases)
  }

  mutating func zeroPoint() -> Int { pick([-128, 127, 0, number(-128...127)]) }

  /// Multipliers and shifts: as training gives them, at their ends, or both mixed.
  mutating func scaling(
    channels: Int, macsPerOutput: Int
  ) -> (multipliers: [Int32], shifts: [Int32]) {
    let usual = 7 + (Int.bitWidth - 1 - max(macsPerOutput, 1).leadingZeroBitCount) / 2
    let kind = number(0...9)
    var (multipliers, shifts): ([Int32], [Int32]) = ([], [])
    for _ in 0..<channels {
      let isExtreme = kind == 0 || (kind == 1 && chance(20))
      multipliers.append(isExtreme ? extremeMultiplier() : Int32(number(1 << 30...1 << 31 - 1)))
      shifts.append(
        isExtreme
          ? Int32(number(-31...30))
          : kind == 2 ? Int32(number(-3...3)) : Int32(number(-usual - 2 ... -usual + 2)))
    }
    return (multipliers, shifts)
  }

  private mutating func extremeMultiplier() -> Int32 {
    pick([0, 1, 1 << 30, 1 << 30 + 1, .max, .max - 1, Int32(truncatingIfNeeded: next() >> 33)])
  }

  mutating func stride() -> Int { pick([1, 1, 1, 2, 2, 3]) }
}
