import Reports

/// Headline figures as tiles, each against its budget or what its board has.
enum Tiles {
  static func html(_ figures: [ScorecardFigure]) -> HTML {
    .element("dl", "tiles") { figures.map(tile) }
  }

  private static func tile(_ figure: ScorecardFigure) -> HTML {
    .element("div", "tile") {
      HTML.element("dt") { figure.title }
      HTML.element("dd") {
        HTML.element("div", "figure") { figure.figure }
        if let verdict = figure.verdict {
          budgetLine(verdict)
        } else if let use = figure.use {
          Meter(
            used: use.used, available: use.available,
            description: "\(figure.title): \(use.percent) of what the board has"
          ).html
        }
        figure.notes.map { note in HTML.element("div", "note") { note } }
      }
    }
  }

  @HTMLBuilder
  private static func budgetLine(_ verdict: RunBudgetVerdict) -> HTML {
    if let actual = verdict.actual {
      Meter(
        used: actual, available: verdict.limit.value, description: "budget \(verdict.text)"
      ).html
    }
    HTML.element("div", "note") {
      "budget \(verdict.limit.quantity.text(verdict.limit.value)): "
      HTML.element("span", [verdict.passes ? .class("better-text") : .class("worse-text")]) {
        verdict.words
      }
    }
  }
}
