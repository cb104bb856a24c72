/// What a pass stamps.
package enum PassKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// Two stamps around the whole network.
  case clean
  /// A stamp pair around each layer.
  case layer
  /// As ``clean`` or as ``layer``, with the caches cleaned and invalidated before each inference.
  case cold
  /// Empty stamp pairs: what a stamp costs.
  case probe
}

/// Every raw sample of one pass, in the order taken; warm-up runs are not among them.
package struct PassSamples: Hashable, Sendable, Codable {
  package let kind: PassKind
  package let warmupRuns: Int
  /// Cycles by run, then by window.
  ///
  /// A run of a clean pass has one window, of a layer pass one for each layer called, of a cold pass
  /// the one or the other, of a probe pass one for each empty stamp pair.
  package let runs: [[UInt64]]
  /// Places in ``runs`` with a count that a second timer of the chip contradicts: the counter wrapped
  /// unseen, or stopped.
  package let wrappedRuns: [Int]
  /// What is left of samples that were dropped, or `nil` while ``runs`` holds them.
  package let figures: PassFigures?

  package init(kind: PassKind, warmupRuns: Int, runs: [[UInt64]], wrappedRuns: [Int] = []) {
    self.init(
      kind: kind, warmupRuns: warmupRuns, runs: runs, wrappedRuns: wrappedRuns, figures: nil)
  }

  package init(
    kind: PassKind, warmupRuns: Int, runs: [[UInt64]], wrappedRuns: [Int], figures: PassFigures?
  ) {
    self.kind = kind
    self.warmupRuns = warmupRuns
    self.runs = runs
    self.wrappedRuns = wrappedRuns
    self.figures = figures
  }

  /// The samples of one window over all runs, impossible ones taken out and counted; `nil` when no
  /// run has such a window or no sample is left.
  package func statistics(ofWindow window: Int) -> SampleStatistics? {
    if let figures {
      return figures.windows.indices.contains(window) ? figures.windows[window] : nil
    }
    return SampleStatistics(
      samples: runs.indices.compactMap { run in
        guard runs[run].indices.contains(window) else { return nil }
        return Sample(
          cycles: runs[run][window], rejection: wrappedRuns.contains(run) ? .wrap : nil)
      },
      acceptsZero: kind == .probe)
  }

  /// The sums of each run's windows, a run with an impossible sample left out and counted.
  package var totals: SampleStatistics? {
    if let figures { return figures.totals }
    return SampleStatistics(
      samples: runs.indices.map { run in
        let windows = runs[run]
        let rejection =
          windows.isEmpty
          ? .frozenCounter
          : windows.lazy.compactMap { Rejection(of: $0, acceptsZero: false) }.first
        // A sum beyond 64 bits stays there, as impossible as its parts.
        let sum = windows.reduce(UInt64(0)) { sum, cycles in
          let (next, overflows) = sum.addingReportingOverflow(cycles)
          return overflows ? .max : next
        }
        return Sample(
          cycles: sum, rejection: wrappedRuns.contains(run) ? .wrap : rejection)
      },
      acceptsZero: false)
  }

  /// The smallest sample of all windows, or `nil` when there is none.
  package var smallest: CycleCount? {
    if let figures { return figures.smallest }
    return runs.joined().filter { Rejection(of: $0, acceptsZero: true) == nil }.min()
      .map { CycleCount($0) }
  }

  /// Whether every run gave the same cycles in every window.
  package var allRunsAreEqual: Bool {
    if let figures { return figures.allRunsWereEqual }
    guard let first = runs.first else { return true }
    return runs.allSatisfy { $0 == first }
  }
}
