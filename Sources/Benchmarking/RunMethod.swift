package import Measurements

/// How often a network runs in each pass.
package struct RunMethod: Hashable, Sendable {
  package let warmupRuns: Int
  package let minimumRuns: Int
  package let maximumRuns: Int
  /// The passes in the order run.
  package let passes: [PassKind]
  /// Whether each run begins anew, with empty caches and a warm-up of its own.
  ///
  /// What a run leaves in caches and branch predictor shifts the next one by some hundred cycles. A
  /// virtual board's runs are to be equal, so each of them starts from the same state.
  package let isEachRunAnew: Bool
  /// After this long, all passes together, no further runs are begun but the first of each pass.
  package let timeCap: Duration

  package init(
    warmupRuns: Int, minimumRuns: Int, maximumRuns: Int, passes: [PassKind],
    isEachRunAnew: Bool, timeCap: Duration
  ) {
    self.warmupRuns = warmupRuns
    self.minimumRuns = minimumRuns
    self.maximumRuns = maximumRuns
    self.passes = passes
    self.isEachRunAnew = isEachRunAnew
    self.timeCap = timeCap
  }

  /// Runs are enough when the median absolute deviation is below this share of the median.
  package static let stableShare = 0.0005
  /// Runs asked for at once, so that the time cap can end a pass before all of its runs.
  static let batchRuns = 10
  /// Empty stamp pairs of a probe pass.
  static let probePairs = 1000

  /// The method for a board, as far as the user did not choose otherwise.
  ///
  /// A virtual board is deterministic: two runs that are equal show it, each behind two that bring
  /// the counters of its branch predictor, two bits each, to where they stay. Silicon gets a warm-up of
  /// five, and 30 runs to 200 until they are stable.
  package static func method(
    isVirtual: Bool, warmupRuns: Int?, runs: Int?, passes: [PassKind], timeCap: Duration?
  ) -> RunMethod {
    RunMethod(
      warmupRuns: warmupRuns ?? (isVirtual ? 2 : 5),
      minimumRuns: runs ?? (isVirtual ? 2 : 30),
      maximumRuns: runs ?? (isVirtual ? 2 : 200),
      passes: passes, isEachRunAnew: isVirtual, timeCap: timeCap ?? .seconds(isVirtual ? 3600 : 600)
    )
  }

  /// When a pass ends, for the record.
  package var stopRule: String {
    minimumRuns == maximumRuns
      ? "fixed count"
      : "MAD/median below 0.05 %, at least \(minimumRuns) and at most \(maximumRuns) runs"
  }

  /// Why a pass ends after `runs`, or `nil` when it goes on; overdue once the time cap is reached.
  func ending(after runs: [[UInt64]], isOverdue: Bool) -> PassEnding? {
    if runs.count >= maximumRuns { return minimumRuns == maximumRuns ? .fixedCount : .mostRuns }
    if isStable(runs) { return .stable }
    return isOverdue && !runs.isEmpty ? .timeCap : nil
  }

  /// Runs to ask for next.
  func nextRuns(after done: Int) -> Int {
    min(isEachRunAnew ? 1 : Self.batchRuns, (done < minimumRuns ? minimumRuns : maximumRuns) - done)
  }

  /// Whether the next runs begin with empty caches and the warm-up.
  func beginsAnew(after done: Int) -> Bool { isEachRunAnew || done == 0 }

  /// Whether `runs` are as many as it takes at least, and hardly differ.
  private func isStable(_ runs: [[UInt64]]) -> Bool {
    guard runs.count >= minimumRuns,
      let statistics = PassSamples(kind: .clean, warmupRuns: 0, runs: runs).totals,
      statistics.median > 0
    else { return false }
    return statistics.medianAbsoluteDeviation / statistics.median < Self.stableShare
  }
}
