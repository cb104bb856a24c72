package import Measurements

/// Runs held against the first of them, ready to be rendered.
package struct ComparisonReport: Hashable, Sendable {
  package let baseline: ComparedRun
  /// Each further run against the baseline, in the order given.
  package let comparisons: [RunComparison]
  /// Whether findings that may be overridden are.
  package let isForced: Bool

  package init(baseline: ComparedRun, others: [ComparedRun], isForced: Bool) {
    self.baseline = baseline
    comparisons = others.map { RunComparison(baseline, $0) }
    self.isForced = isForced
  }

  package func outcome(of comparison: RunComparison) -> RunComparison.Outcome {
    comparison.outcome(isForced: isForced)
  }

  /// The comparisons that there are none of.
  package var blocked: [RunComparison] { comparisons.filter { outcome(of: $0) == .blocked } }

  /// The comparisons whose run is a regression.
  package var regressions: [RunComparison] {
    comparisons.filter { outcome(of: $0) == .judged(.slower) }
  }

  /// What tables call a run: `A` is the baseline.
  static func letter(_ place: Int) -> String {
    place < 26 ? String(UnicodeScalar(UInt8(ascii: "A") + UInt8(place))) : "R\(place + 1)"
  }
}

extension RunComparison.Outcome {
  /// A stable word for programs.
  var word: String {
    switch self {
    case .blocked: "blocked"
    case .sideBySide: "side_by_side"
    case .judged(let verdict): verdict.rawValue
    }
  }
}

/// Differences as text.
package enum DifferenceText {
  /// `+1 200`.
  package static func cycles(_ value: Double) -> String {
    sign(value) + NumberText.grouped(value)
  }

  /// `+1.85 %`.
  package static func percent(_ value: Double?) -> String {
    value.map { sign($0) + NumberText.fixed($0, digits: 2) + " %" } ?? "-"
  }

  /// The totals that were judged slower: `clean +400 cycles (+1.85 %), limit 200`.
  package static func slowerTotals(of comparison: RunComparison) -> String {
    totals(of: comparison, that: .slower)
  }

  package static func totals(of comparison: RunComparison, that verdict: PairTest.Verdict) -> String
  {
    comparison.totals.filter { $0.total.isJudged && $0.test.verdict == verdict }.map { pair in
      "\(name(pair.total)) \(cycles(pair.test.deltaCycles)) cycles"
        + " (\(percent(pair.test.deltaPercent))), limit \(NumberText.grouped(pair.test.limitCycles))"
    }.joined(separator: "; ")
  }

  package static func name(_ total: ComparedRun.Total) -> String {
    switch total {
    case .clean: "clean"
    case .layerSum: "layer sum"
    case .cold: "cold"
    }
  }

  package static func name(_ size: ComparedRun.Size) -> String {
    switch size {
    case .arena: "arena B"
    case .peakLive: "peak live B"
    case .stack: "stack B"
    case .flash: "flash B"
    case .data: "data B"
    case .modelFile: "model file B"
    case .parameters: "parameters"
    case .macs: "MACs"
    }
  }

  private static func sign(_ value: Double) -> String { value > 0 ? "+" : "" }
}
