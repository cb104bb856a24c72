package import Measurements
package import Reports

/// One run: scorecard, layers, evidence, what is wrong with it, and where it comes from.
package enum RunPage {
  /// The whole page.
  package static func text(
    _ run: Measurement, budget: RunBudget? = nil, place: Place = .file
  ) -> String {
    Document.text(
      title: "\(Name.cut(run.model.name, width: 60)) on \(run.board.profile)", place: place,
      heading: heading(run)
    ) {
      sections(run, budget: budget, place: place)
    }
  }

  static func heading(_ run: Measurement) -> HTML {
    let clock = run.clockHertz.map { " at \(NumberText.plain(Double($0) / 1_000_000)) MHz" } ?? ""
    return .group([
      .element("h1") {
        Name.markup(run.model.name, width: 120)
        " on \(run.board.profile)\(clock)"
      },
      .element("p", "quiet") {
        "run "
        HTML.element("code") { run.runID.rawValue }
        ", "
        Parts.moment(run.created)
        run.provenance.lab?.boardName.map { name in
          HTML.group([.text(", board "), Name.markup(name)])
        }
        run.provenance.lab?.commit.map { HTML.group([.text(", commit "), Parts.digest($0)]) }
      },
      run.pruning.map { pruning in
        HTML.element("p") {
          HTML.element("strong", "tag") { "pruned" }
          " " + PruningText.sentence(pruning)
        }
      } ?? .nothing,
      EvidenceBanner.markup(run),
    ])
  }

  @HTMLBuilder
  static func sections(_ run: Measurement, budget: RunBudget?, place: Place) -> HTML {
    let rows = LayerRow.rows(of: run).filter { $0.pass == .layer }
    Parts.section("scorecard", "Scorecard") { Scorecard(run: run, budget: budget).html }
    if !run.issues.isEmpty {
      Parts.section("issues", "Issues") { RunFacts.issues(run) }
    }
    Parts.section("layers", "Layers") {
      LayerCharts(run: run, rows: rows, budget: budget).html
    }
    Parts.section("operators", "Operators") { OperatorTable.markup(rows, of: run) }
    Parts.section("layer-table", "Layer by layer") { LayerTable.markup(rows, of: run) }
    Parts.section("memory", "Memory") { RunFacts.memory(run) }
    Parts.section("evidence", "Evidence and method") { RunFacts.evidence(run) }
    Parts.section("provenance", "Provenance") { RunFacts.provenance(run, place: place) }
  }
}

/// What a run's figures are worth, at the head of its page.
enum EvidenceBanner {
  static func markup(_ run: Measurement) -> HTML {
    let isUsable = run.validity.isUsable
    return .element(
      "div", [isUsable ? .class("banner") : .class("banner worse")]
    ) {
      HTML.element("p") {
        tag(run.evidence)
        " "
        String(EvidenceText.sentence(run).dropFirst(run.evidence.rawValue.count + 2))
      }
      if let correction = run.correction {
        HTML.element("p") {
          HTML.element("strong", "tag") { correction.evidence.rawValue }
          " "
          String(
            EvidenceText.sentence(correction).dropFirst(correction.evidence.rawValue.count + 2))
        }
      }
      if let claim = EvidenceText.claim(run) { HTML.element("p") { "Claim: " + claim } }
      HTML.element("p") {
        "Validity: "
        validity(run.validity, text: RunTable.validity(run))
        if !isUsable { " – these figures must not be used." }
      }
    }
  }

  /// The evidence as a word in a frame.
  static func tag(_ evidence: Evidence) -> HTML {
    .element("strong", "tag") { evidence.rawValue }
  }

  static func validity(_ validity: Validity, text: String? = nil) -> HTML {
    let words = text ?? validity.rawValue
    return switch validity {
    case .valid: .element("span", "better-text") { "✓ " + words }
    case .degraded: .element("span", "warning-text") { "⚠ " + words }
    case .invalid, .invalidOutput: .element("span", "worse-text") { "✗ " + words }
    }
  }
}
