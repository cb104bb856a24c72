/// Why a sample is left out: no counter that works gives it.
package enum Rejection: String, Hashable, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
  /// A second timer of the chip says otherwise: the counter wrapped unseen, or stopped on the way.
  case wrap
  /// Zero cycles around something.
  case frozenCounter = "frozen_counter"
  /// The end stamp lies before the start stamp.
  case stampOrder = "stamp_order"

  /// What is wrong with `cycles` themselves, or `nil` when a counter can give them.
  ///
  /// Zero is a frozen counter, except around nothing at all; a difference with its top bit set is an
  /// end stamp before its start stamp.
  init?(of cycles: UInt64, acceptsZero: Bool) {
    if cycles > UInt64(Int64.max) {
      self = .stampOrder
    } else if cycles == 0, !acceptsZero {
      self = .frozenCounter
    } else {
      return nil
    }
  }
}

/// One sample, and why it counts for nothing, if it does.
package struct Sample: Hashable, Sendable {
  package let cycles: UInt64
  package let rejection: Rejection?

  package init(cycles: UInt64, rejection: Rejection? = nil) {
    self.cycles = cycles
    self.rejection = rejection
  }
}

/// Robust statistics of repeated cycle counts.
///
/// The median and the median absolute deviation (MAD) after F. R. Hampel, "The influence curve and
/// its role in robust estimation", J. Am. Stat. Assoc. 69 (1974), 383-393: MAD is the median of
/// |x - median(x)|, unscaled. For normal data 1.4826 * MAD estimates the standard deviation. Only
/// impossible samples are rejected, never slow ones.
package struct SampleStatistics: Hashable, Sendable, Codable {
  /// The middle sample; of an even number, the mean of the two in the middle.
  package let median: Double
  package let minimum: CycleCount
  package let maximum: CycleCount
  package let medianAbsoluteDeviation: Double
  /// Samples that the figures rest on.
  package let count: Int
  /// Samples left out because no working counter gives them, by what is wrong with them.
  package let rejected: [Rejection: Int]
  /// The first sample kept.
  package let first: CycleCount

  /// The statistics of `samples`, or `nil` when none of them is possible.
  package init?(samples: [Sample], acceptsZero: Bool = false) {
    let rejections = samples.map {
      $0.rejection ?? Rejection(of: $0.cycles, acceptsZero: acceptsZero)
    }
    let kept = zip(samples, rejections).filter { $1 == nil }.map(\.0)
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
    rejected = Dictionary(rejections.compactMap { $0.map { ($0, 1) } }, uniquingKeysWith: +)
  }

  /// The median of a non-empty ascending series.
  private static func median(ofSorted values: [Double]) -> Double {
    let middle = values.count / 2
    return values.count.isMultiple(of: 2)
      ? (values[middle - 1] + values[middle]) / 2 : values[middle]
  }

  package var rejectedCount: Int { rejected.values.reduce(0, +) }

  /// MAD as a share of the median in percent, or `nil` when the median is zero.
  package var relativeDeviationPercent: Double? {
    median > 0 ? medianAbsoluteDeviation / median * 100 : nil
  }
}
