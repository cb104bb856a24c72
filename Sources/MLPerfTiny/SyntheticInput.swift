/// Inputs that this program makes where no data set is at hand: the same in every run.
///
/// They are plausible in range, so that a network does its usual work, and mean nothing.
package enum SyntheticInput {
  /// One input of `benchmark`, by its number.
  package static func bytes(for benchmark: TinyBenchmark, number: Int) -> [UInt8] {
    var chance = Sequence64(state: UInt64(number) &* 0x1000 &+ UInt64(benchmark.inputBytes))
    switch benchmark.encoding {
    case .unsignedBytes, .signedBytes:
      return (0..<benchmark.inputBytes).map { _ in UInt8(truncatingIfNeeded: chance.next() >> 56) }
    case .floats:
      // Log mel energies in decibels: the suite's feature extraction gives about -30...30.
      return (0..<benchmark.inputBytes / 4).flatMap { _ in
        let unit = Float(chance.next() >> 40) * 0x1p-24
        let bits = (unit * 60 - 30).bitPattern
        return (0..<4).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
      }
    }
  }
}

/// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
private struct Sequence64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
