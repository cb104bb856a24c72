/// One sample, and whether the firmware saw its counter wrap inside.
package struct Sample: Hashable, Sendable {
  package let cycles: UInt64
  package let isWrapped: Bool

  package init(cycles: UInt64, isWrapped: Bool = false) {
    self.cycles = cycles
    self.isWrapped = isWrapped
  }

  /// Whether a counter that works can give `cycles`.
  ///
  /// Zero is a frozen counter, except around nothing at all; a difference with its top bit set is an
  /// end stamp before its start stamp.
  static func isPossible(_ cycles: UInt64, acceptsZero: Bool) -> Bool {
    (cycles > 0 || acceptsZero) && cycles <= UInt64(Int64.max)
  }
}

/// Robust statistics of repeated cycle counts.
///
/// The median and the median absolute deviation (MAD) after F. R. Hampel, "The influence curve and
/// its role in robust estimation", J. Am. Stat. Assoc. 69 (1974), 383-393: MAD is the median of
/// |x - median(x)|, unscaled. For normal data 1.4826 * MAD estimates the standard deviation. Only
/// impossible samples are rejected, never slow ones.
package struct SampleStatistics: Hashable, Sendable {
  /// The middle sample; of an even number, the mean of the two in the middle.
  package let median: Double
  package let minimum: CycleCount
  package let maximum: CycleCount
  package let medianAbsoluteDeviation: Double
  /// Samples that the figures rest on.
  package let count: Int
  /// Samples left out because no working counter gives them.
  package let rejectedCount: Int
  /// The first sample kept.
  package let first: CycleCount

  /// The statistics of `samples`, or `nil` when none of them is possible.
  package init?(samples: [Sample], acceptsZero: Bool = false) {
    let kept = samples.filter {
      !$0.isWrapped && Sample.isPossible($0.cycles, acceptsZero: acceptsZero)
    }
    guard let first = kept.first else { return nil }
    let sorted = kept.map(\.cycles).sorted()
    let median = Self.median(ofSorted: sorted.map { Double($0) })
    self.median = median
    self.first = CycleCount(first.cycles)
    minimum = CycleCount(sorted[0])
    maximum = CycleCount(sorted[sorted.count - 1])
    medianAbsoluteDeviation = Self.median(
      ofSorted: sorted.map { abs(Double($0) - median) }.sorted())
    count = kept.count
    rejectedCount = samples.count - kept.count
  }

  /// The median of a non-empty ascending series.
  private static func median(ofSorted values: [Double]) -> Double {
    let middle = values.count / 2
    return values.count.isMultiple(of: 2)
      ? (values[middle - 1] + values[middle]) / 2 : values[middle]
  }

  /// MAD as a share of the median in percent, or `nil` when the median is zero.
  package var relativeDeviationPercent: Double? {
    median > 0 ? medianAbsoluteDeviation / median * 100 : nil
  }
}
