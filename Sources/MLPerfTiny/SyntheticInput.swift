import RandomNumbers

/// Inputs that this program makes where no data set is at hand: the same in every run.
///
/// They are plausible in range, so that a network does its usual work, and mean nothing.
package enum SyntheticInput {
  /// One input of `benchmark`, by its number.
  package static func bytes(for benchmark: TinyBenchmark, number: Int) -> [UInt8] {
    var chance = SplitMix(seed: UInt64(number) &* 0x1000 &+ UInt64(benchmark.inputBytes))
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
