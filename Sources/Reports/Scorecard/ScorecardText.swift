import Measurements
import ModelGraph

/// A model's scorecard for a terminal: figures, bars of the layers, and what the cycles rest on.
package enum ScorecardText {
  /// The whole text, no line wider than `width` characters where there is room for a layer at all;
  /// text from the model is escaped.
  package static func text(_ card: ModelScorecard, width: Int) -> String {
    let layers = card.layers
    let tables = [
      table(layers, of: card, columns: shapeColumns, width: width),
      table(layers, of: card, columns: timeColumns(card), width: width),
    ]
    return
      ([title(card, width: width), ""] + figures(card, width: width) + [""]
      + tables.flatMap { $0 + [""] } + facts(card, width: width))
      .map { $0 + "\n" }.joined()
  }

  private static func title(_ card: ModelScorecard, width: Int) -> String {
    let place = card.run.map { " on \($0.board.profile), \($0.evidence.rawValue)" } ?? ""
    return TerminalText.escaping(card.analysis.name, width: max(20, width - place.count)) + place
  }

  // MARK: Figures

  private static func figures(_ card: ModelScorecard, width: Int) -> [String] {
    let figures = card.figures
    let names = figures.map(\.title.count).max() ?? 0
    let values = figures.map(\.figure.count).max() ?? 0
    return figures.flatMap { figure -> [String] in
      let head =
        "  " + figure.title.padded(to: names) + "  " + figure.figure.leftPadded(to: values) + "  "
      let verdict = figure.verdict.map { verdict in
        "budget \(verdict.limit.quantity.text(verdict.limit.value)): \(verdict.words)"
      }
      let notes = ([verdict].compactMap(\.self) + figure.notes).joined(separator: "; ")
      return wrapped(notes, width: max(20, width - head.count)).enumerated().map { line, words in
        (line == 0 ? head : String(repeating: " ", count: head.count)) + words
      }
    }
  }

  /// `text` in lines of at most `width` characters, broken at spaces; a longer word stays whole.
  static func wrapped(_ text: String, width: Int) -> [String] {
    var lines = [""]
    for word in TerminalText.escaping(text).split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  // MARK: Layers

  private struct Column {
    let title: String
    let value: (ScorecardLayer) -> Double?
    let text: (Double) -> String
    var mark: (ScorecardLayer) -> String? = { _ in nil }
  }

  private static var shapeColumns: [Column] {
    [
      Column(title: "in rows", value: { $0.inputHeight.map(Double.init) }, text: whole),
      Column(title: "out ch", value: { $0.outputChannels.map(Double.init) }, text: whole),
      Column(
        title: "params", value: { Double($0.facts.parameterCount) }, text: CompactNumber.text),
      Column(title: "MACs", value: { Double($0.facts.macCount) }, text: CompactNumber.text),
    ]
  }

  private static func timeColumns(_ card: ModelScorecard) -> [Column] {
    let ram = Column(
      title: "RAM KB", value: { Double($0.facts.liveBytes) / 1_024 },
      text: { NumberText.fixed($0, digits: 1) }, mark: { $0.isPeak ? "◀" : nil })
    guard card.isTimed else { return [ram] }
    return [
      ram, Column(title: "cycles", value: { $0.cycles }, text: CompactNumber.text),
      Column(
        title: "c/MAC", value: { $0.cyclesPerMAC }, text: { NumberText.fixed($0, digits: 2) }),
    ]
      + (card.ceilings == nil
        ? []
        : [Column(title: "roof %", value: { $0.roofPercent }, text: whole)])
  }

  private static func whole(_ value: Double) -> String { NumberText.fixed(value, digits: 0) }

  private static func table(
    _ layers: [ScorecardLayer], of card: ModelScorecard, columns: [Column], width: Int
  ) -> [String] {
    guard !layers.isEmpty else { return ["the model has no layers"] }
    let index = max(String(layers.count - 1).count, 1)
    let kinds = min(layers.map(\.kind.count).max() ?? 0, 20)
    let cells = columns.map { column in
      layers.map { layer in
        (column.value(layer).map(column.text) ?? "") + (column.mark(layer) ?? "")
      }
    }
    let widths = zip(columns, cells).map { column, cells in
      max(column.title.count, cells.map(\.count).max() ?? 0)
    }
    let fixed = index + 1 + kinds + widths.reduce(0) { $0 + $1 + 2 }
    let bar = min(max((width - fixed) / columns.count - 1, 1), 24)
    let head =
      "#".leftPadded(to: index) + " " + "operator".padded(to: kinds)
      + zip(columns, widths).map { column, width in
        "  " + column.title.leftPadded(to: width) + String(repeating: " ", count: bar + 1)
      }.joined()
    let most = columns.map { column in layers.compactMap(column.value).max() ?? 0 }
    let rows = layers.indices.map { row in
      let layer = layers[row]
      let start =
        String(layer.index).leftPadded(to: index) + " "
        + TerminalText.escaping(layer.kind, width: kinds).padded(to: kinds)
      return start
        + columns.indices.map { place in
          "  " + cells[place][row].leftPadded(to: widths[place]) + " "
            + UnicodeBar.text(columns[place].value(layer), of: most[place], width: bar)
        }.joined()
    }
    return ([head] + rows).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  // MARK: Facts

  private static func facts(_ card: ModelScorecard, width: Int) -> [String] {
    var facts = [("Peak RAM", "the step marked ◀ has the most live activations")]
    if let run = card.run {
      facts.append(("Evidence", EvidenceText.sentence(run)))
      if let claim = EvidenceText.claim(run) { facts.append(("Claim", claim)) }
      for issue in run.issues {
        facts.append(("Issue", "\(issue.severity.rawValue) \(issue.code): \(issue.text)"))
      }
    }
    if let note = card.note { facts.append(("Note", note)) }
    facts.append(("Roofline", RooflineText.sentence(card)))
    facts += card.analysis.notes.map { ("Cannot run", $0) }
    let names = facts.map(\.0.count).max() ?? 0
    return facts.flatMap { name, text in
      wrapped(text, width: max(20, width - names - 4)).enumerated().map { line, words in
        "  " + (line == 0 ? name : "").padded(to: names) + "  " + words
      }
    }
  }
}

/// What a roofline is made of, in words.
package enum RooflineText {
  /// The ceilings with their sources, or why there are none.
  package static func sentence(_ card: ModelScorecard) -> String {
    guard let ceilings = card.ceilings else {
      return card.run.map {
        "no ceiling of \($0.board.profile) is known that is not a guess: it takes a latency table"
          + " of the board, from 'mcubench calibrate'"
      } ?? "needs cycles of a board"
    }
    return "the best that kernels reached on the board, \(ceilings.evidence.rawValue):"
      + " \(rate(ceilings.compute, "MACs")); constants \(rate(ceilings.constants, "B"));"
      + " activations \(rate(ceilings.activations, "B"))"
  }

  private static func rate(_ rate: RooflineCeilings.Rate, _ unit: String) -> String {
    "\(NumberText.fixed(rate.perCycle, digits: 2)) \(unit) a cycle (\(rate.source))"
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  fileprivate func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
