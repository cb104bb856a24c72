/// What is left of a pass whose samples were dropped: its statistics as they were.
package struct PassFigures: Hashable, Sendable, Codable {
  /// When the samples were dropped.
  package let dropped: Timestamp
  package let runCount: Int
  /// A window each, `nil` where no sample was usable; none of a probe pass.
  package let windows: [SampleStatistics?]
  package let totals: SampleStatistics?
  package let smallest: CycleCount?
  package let allRunsWereEqual: Bool
  /// Full turns of the 32-bit counter inside each window, over all runs.
  package let wraps: [Int]

  init(of pass: PassSamples, dropped: Timestamp) {
    self.dropped = dropped
    runCount = pass.runs.count
    let width = pass.kind == .probe ? 0 : pass.runs.map(\.count).max() ?? 0
    windows = (0..<width).map { pass.statistics(ofWindow: $0) }
    totals = pass.totals
    smallest = pass.smallest
    allRunsWereEqual = pass.allRunsAreEqual
    wraps = (0..<width).map { pass.wrapCount(ofWindow: $0) }
  }
}

extension PassSamples {
  /// The same pass without its samples, its statistics kept.
  package func droppingSamples(at time: Timestamp) -> PassSamples {
    if figures != nil { return self }
    return PassSamples(
      kind: kind, warmupRuns: warmupRuns, runs: [], wrappedRuns: [],
      figures: PassFigures(of: self, dropped: time))
  }

  /// Runs that were made, whether their samples are kept or not.
  package var runCount: Int { figures?.runCount ?? runs.count }

  /// Whether every run has so many windows.
  func hasWindows(_ count: Int) -> Bool {
    if let figures { return figures.windows.count == count }
    return runs.allSatisfy { $0.count == count }
  }

  /// Full turns of the 32-bit counter inside a window, over all runs.
  func wrapCount(ofWindow window: Int) -> Int {
    if let figures { return figures.wraps.indices.contains(window) ? figures.wraps[window] : 0 }
    return runs.reduce(0) { sum, run in
      sum + (run.indices.contains(window) ? Int(run[window] >> 32) : 0)
    }
  }
}

extension Measurement {
  /// When the samples were dropped, or `nil` while they are kept.
  package var samplesDropped: Timestamp? { passes.lazy.compactMap(\.figures?.dropped).first }

  /// The same run without its samples, its statistics kept.
  package func droppingSamples(at time: Timestamp) -> Measurement {
    with(passes: passes.map { $0.droppingSamples(at: time) })
  }
}
