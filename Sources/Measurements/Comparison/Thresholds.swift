/// What a difference of cycles must exceed, in all three ways, to count.
package struct Thresholds: Hashable, Sendable, Codable {
  /// Share of the baseline's median, in percent.
  package var percent: Double
  /// Cycles, so that tiny layers stay quiet.
  package var cycles: Double
  /// Standard deviations, as `1.4826 * MAD` estimates them.
  package var deviations: Double

  /// What is used where nothing else is asked for.
  package static let standard = Thresholds()

  package init(percent: Double = 0.3, cycles: Double = 200, deviations: Double = 3) {
    self.percent = percent
    self.cycles = cycles
    self.deviations = deviations
  }

  /// The standard deviation of normal data whose median absolute deviation is one.
  package static let deviationScale = 1.4826

  /// What a difference from `median` must exceed where figures scatter by `deviation`, unscaled.
  package func limitCycles(median: Double, deviation: Double) -> Double {
    max(deviations * Self.deviationScale * deviation, percent / 100 * median, cycles)
  }
}
