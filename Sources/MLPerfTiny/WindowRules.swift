/// How windows of inferences are sized, and how many there are.
package struct WindowRules: Hashable, Sendable {
  /// Windows, each on another input.
  package let windowCount: Int
  /// What a window lasts at least, by the device's clock.
  package let minimumMicroseconds: UInt64
  /// Inferences before each window that do not count.
  package let warmups: Int
  /// Whether this is less than the suite's rules ask for.
  package let isShortened: Bool
  /// How much longer than on this machine's clock a window can be on the device's, or `nil` where
  /// the two have nothing to do with each other.
  package let plausibleRatio: Double?

  /// Times that a window is run again because it was too short.
  static let retries = 3

  /// The rules of MLPerf Tiny v1.2: five windows of at least ten seconds, each on its own input.
  package static func full(_ benchmark: TinyBenchmark, isSimulated: Bool) -> WindowRules {
    WindowRules(
      windowCount: 5, minimumMicroseconds: 10_000_000, warmups: benchmark.warmups,
      isShortened: false, plausibleRatio: ratio(isSimulated))
  }

  /// One window of at least a second of modelled time: a virtual board repeats itself to the cycle.
  package static func shortened(isSimulated: Bool) -> WindowRules {
    WindowRules(
      windowCount: 1, minimumMicroseconds: 1_000_000, warmups: 1, isShortened: true,
      plausibleRatio: ratio(isSimulated))
  }

  /// Silicon's clocks are off by a few per cent; an emulator keeps a time of its own.
  private static func ratio(_ isSimulated: Bool) -> Double? { isSimulated ? nil : 1.5 }

  /// What a trial lasts at least, so that a window can be sized from it.
  ///
  /// A clock that counts milliseconds is then good for one per cent on real boards.
  package var trialMicroseconds: UInt64 { minimumMicroseconds / 100 }

  /// The time from one stamp to another, or `nil` where there is none.
  ///
  /// The suite's stamps have 32 bits and wrap after 71.6 minutes; what would be more than half of
  /// that is a step backwards.
  package static func elapsed(from start: UInt64, to end: UInt64) -> UInt64? {
    if end >= start { return end - start }
    guard start <= UInt32.max else { return nil }
    let elapsed = UInt32(truncatingIfNeeded: end) &- UInt32(truncatingIfNeeded: start)
    return elapsed <= UInt32.max / 2 ? UInt64(elapsed) : nil
  }

  /// The most inferences that a window may have: one a microsecond for 16 minutes.
  static let mostInferences = 1_000_000_000

  /// The inferences of a window that lasts long enough, with two per cent to spare, as far as an
  /// earlier one tells; both times in microseconds, the earlier one above 0.
  package static func count(
    lasting minimum: UInt64, after inferences: Int, took elapsed: UInt64
  ) -> Int {
    let wanted = Double(minimum) * 1.02 / (Double(elapsed) / Double(inferences))
    return Int(min(wanted.rounded(.up), Double(mostInferences))) + 1
  }

  /// The median of `values`, of which there is at least one: the mean of the middle two where their
  /// number is even.
  package static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
