import Regression

/// What an entry of a night comes to, in a word with a shape.
enum OutcomeText {
  static func markup(_ outcome: NightEntry.Outcome) -> HTML {
    switch outcome {
    case .slower: .element("span", "worse-text") { "▲ slower" }
    case .drift: .element("span", "worse-text") { "↗ drift" }
    case .failed: .element("span", "worse-text") { "✗ failed" }
    case .faster: .element("span", "better-text") { "▼ faster" }
    case .boardSuspect: .element("span", "warning-text") { "⚠ board suspect" }
    case .layoutSuspect: .element("span", "warning-text") { "⚠ layout suspect" }
    case .unconfirmed: .element("span", "warning-text") { "≈ not confirmed" }
    case .notComparable: .element("span", "warning-text") { "≠ not comparable" }
    case .unchanged: .element("span", "quiet") { "= unchanged" }
    case .baseline: .element("span", "quiet") { "● first run" }
    }
  }

  /// `2 slower, 1 failed, 12 unchanged`.
  static func counts(_ report: NightReport) -> HTML {
    let counts = NightEntry.Outcome.allCases.compactMap { outcome in
      let count = report.entries.count { $0.outcome == outcome }
      return count > 0 ? (outcome, count) : nil
    }.sorted { weight($0.0) < weight($1.0) }
    guard !counts.isEmpty else { return .text("nothing yet") }
    return .group(
      counts.enumerated().map { place, entry in
        .group([.text((place > 0 ? ", " : "") + "\(entry.1) "), markup(entry.0)])
      })
  }

  /// What a reader must see first comes first.
  static func weight(_ outcome: NightEntry.Outcome) -> Int {
    switch outcome {
    case .slower: 0
    case .drift: 1
    case .failed: 2
    case .boardSuspect: 3
    case .layoutSuspect: 4
    case .notComparable: 5
    case .unconfirmed: 6
    case .faster: 7
    case .baseline: 8
    case .unchanged: 9
    }
  }
}
