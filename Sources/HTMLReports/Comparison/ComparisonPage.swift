package import Measurements
package import Reports

/// Two runs layer by layer: what changed by how much, and whether that says anything.
package enum ComparisonPage {
  /// The whole page; `budget` is held against the candidate.
  package static func text(
    baseline: Measurement, candidate: Measurement, isForced: Bool = false,
    budget: RunBudget? = nil, place: Place = .file
  ) -> String {
    let comparison = RunComparison(ComparedRun(baseline), ComparedRun(candidate))
    let outcome = comparison.outcome(isForced: isForced)
    let sides = ComparedSides(
      comparison: comparison, baseline: baseline, candidate: candidate)
    return Document.text(
      title: "\(Name.cut(candidate.model.name, width: 60)): run \(candidate.runID.short) against"
        + " \(baseline.runID.short)", place: place, heading: heading(sides, outcome)
    ) {
      Parts.section("runs", "Runs") { ComparisonTables.runs(sides, place: place) }
      if !comparison.findings.isEmpty {
        Parts.section("findings", "What differs besides") {
          ComparisonTables.findings(comparison)
        }
      }
      Parts.section("totals", "Totals") {
        ComparisonTables.totals(comparison)
        HTML.element("h3") { "Sizes" }
        ComparisonTables.sizes(comparison)
      }
      Parts.section("scorecard", "Scorecard of B") {
        Scorecard(run: candidate, budget: budget).html
      }
      Parts.section("layers", "Layers") { ComparisonCharts(sides: sides).html }
      Parts.section("layer-table", "Layer by layer") { ComparisonTables.layers(sides) }
    }
  }

  private static func heading(
    _ sides: ComparedSides, _ outcome: RunComparison.Outcome
  ) -> HTML {
    let (baseline, candidate) = (sides.baseline, sides.candidate)
    return .group([
      .element("h1") {
        Name.markup(candidate.model.name, width: 120)
        if candidate.model.name != baseline.model.name {
          " against "
          Name.markup(baseline.model.name, width: 120)
        }
        " on \(candidate.board.profile)"
      },
      .element("p", "quiet") {
        "B, run "
        HTML.element("code") { candidate.runID.rawValue }
        ", held against A, run "
        HTML.element("code") { baseline.runID.rawValue }
      },
      verdict(sides.comparison, outcome),
    ])
  }

  private static func verdict(
    _ comparison: RunComparison, _ outcome: RunComparison.Outcome
  ) -> HTML {
    .element("div", [style(outcome)]) {
      HTML.element("p") {
        "Verdict: "
        VerdictText.markup(outcome)
        words(comparison, outcome)
      }
      HTML.element("p", "quiet") {
        "Evidence: A \(Worth(comparison.baseline).text); B \(Worth(comparison.candidate).text)."
          + " A figure counts as changed beyond three robust standard deviations, 0.3 % and 200"
          + " cycles."
      }
    }
  }

  private static func style(_ outcome: RunComparison.Outcome) -> HTMLAttribute {
    switch outcome {
    case .judged(.slower): .class("banner worse")
    case .judged(.faster): .class("banner better")
    case .blocked, .sideBySide: .class("banner other")
    case .judged(.unchanged): .class("banner")
    }
  }

  private static func words(
    _ comparison: RunComparison, _ outcome: RunComparison.Outcome
  ) -> String {
    switch outcome {
    case .blocked: return ": these runs cannot be compared."
    case .sideBySide: return ": the runs stand side by side."
    case .judged(let verdict):
      let totals = DifferenceText.totals(of: comparison, that: verdict)
      let slower = comparison.layers(that: .slower).count
      let faster = comparison.layers(that: .faster).count
      let layers = " Layers beyond their limits: \(slower) slower, \(faster) faster."
      return (verdict == .unchanged ? " beyond the limits." : ": \(totals).") + layers
    }
  }
}

/// Two runs and their comparison.
struct ComparedSides {
  let comparison: RunComparison
  let baseline: Measurement
  let candidate: Measurement

  /// What figures of both are worth: the lesser of the two where they differ.
  var worth: Worth {
    comparison.candidate.validity.isUsable
      ? Worth(comparison.baseline) : Worth(comparison.candidate)
  }
}

/// Verdicts with their shapes.
enum VerdictText {
  static func markup(_ outcome: RunComparison.Outcome) -> HTML {
    switch outcome {
    case .blocked, .sideBySide: .element("strong") { "none" }
    case .judged(let verdict): markup(verdict)
    }
  }

  static func markup(_ verdict: PairTest.Verdict) -> HTML {
    switch verdict {
    case .slower: .element("span", "worse-text") { "▲ slower" }
    case .faster: .element("span", "better-text") { "▼ faster" }
    case .unchanged: .element("span", "quiet") { "= unchanged" }
    }
  }
}
