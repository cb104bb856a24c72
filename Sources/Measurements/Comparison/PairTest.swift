/// What a comparison needs of one series of repeated cycle counts.
package struct ComparedFigure: Hashable, Sendable {
  package var medianCycles: Double
  /// The median absolute deviation, unscaled.
  package var deviationCycles: Double
  /// Samples behind it.
  package var count: Int

  package init(medianCycles: Double, deviationCycles: Double, count: Int) {
    self.medianCycles = medianCycles
    self.deviationCycles = deviationCycles
    self.count = count
  }
}

/// Whether two series of cycle counts differ by more than they scatter.
///
/// Cycle counts of a microcontroller are steps more than noise, so a difference counts when it exceeds
/// all of three limits: the scatter, a share of the baseline, and a number of cycles that keeps tiny
/// layers quiet. `1.4826 * MAD` estimates the standard deviation (F. R. Hampel, J. Am. Stat. Assoc. 69,
/// 1974); three of them leave normal data alone in 997 cases of 1000.
package struct PairTest: Hashable, Sendable {
  package let baseline: ComparedFigure
  package let candidate: ComparedFigure
  package let thresholds: Thresholds

  /// What became of the cycles.
  package enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    case unchanged
    case slower
    case faster
  }

  package init(
    _ baseline: ComparedFigure, _ candidate: ComparedFigure, thresholds: Thresholds = .standard
  ) {
    self.baseline = baseline
    self.candidate = candidate
    self.thresholds = thresholds
  }

  /// Positive where the candidate takes more.
  package var deltaCycles: Double { candidate.medianCycles - baseline.medianCycles }

  /// The difference in percent of the baseline, or `nil` when that is zero.
  package var deltaPercent: Double? {
    baseline.medianCycles > 0 ? deltaCycles / baseline.medianCycles * 100 : nil
  }

  /// Both deviations as one: the root of their mean square, each weighted with its samples.
  package var pooledDeviationCycles: Double {
    let count = Double(baseline.count + candidate.count)
    guard count > 0 else { return 0 }
    func weigh(_ figure: ComparedFigure) -> Double {
      Double(figure.count) * figure.deviationCycles * figure.deviationCycles
    }
    return ((weigh(baseline) + weigh(candidate)) / count).squareRoot()
  }

  /// What the difference must exceed to count.
  package var limitCycles: Double {
    thresholds.limitCycles(
      median: baseline.medianCycles, deviation: pooledDeviationCycles)
  }

  package var verdict: Verdict {
    guard abs(deltaCycles) > limitCycles else { return .unchanged }
    return deltaCycles > 0 ? .slower : .faster
  }
}
