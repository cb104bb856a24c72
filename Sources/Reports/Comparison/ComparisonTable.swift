import Measurements

/// A comparison as `compare` prints it: the runs, one model on several boards side by side, and then
/// each other run against the first.
package enum ComparisonTable {
  /// The whole text; runs that cannot be compared are left out, for the caller says why.
  package static func text(_ report: ComparisonReport) -> String {
    var text = runs(report)
    let shown = report.comparisons.enumerated().filter { report.outcome(of: $1) != .blocked }
    let boards = shown.filter { $1.isAcrossBoards }
    if !boards.isEmpty {
      let own = SideBySideTable.Side(letter: "A", run: report.baseline, comparison: nil)
      let others = boards.map { place, comparison in
        SideBySideTable.Side(
          letter: ComparisonReport.letter(place + 1), run: comparison.candidate,
          comparison: comparison)
      }
      text += SideBySideTable.text([own] + others)
    }
    for (place, comparison) in shown {
      let names = Names(baseline: "A", candidate: ComparisonReport.letter(place + 1))
      let outcome = report.outcome(of: comparison)
      guard !comparison.isAcrossBoards else {
        text += "\n\(names.candidate) beside \(names.baseline)\n\n"
        text += unmatched(comparison, names) + facts(comparison, outcome, names)
        continue
      }
      text += "\n\(names.candidate) against \(names.baseline)\n\n"
      text += layers(comparison, names) + unmatched(comparison, names) + "\n"
      text += totals(comparison, names) + "\n" + sizes(comparison, names) + "\n"
      text += facts(comparison, outcome, names)
    }
    return text
  }

  private struct Names {
    let baseline: String
    let candidate: String
  }

  private static func runs(_ report: ComparisonReport) -> String {
    var table = TextTable(columns: [
      .text(""), .text("run"), .text("when (UTC)"), .text("model"), .text("board"),
      .number("clock"), .text("evidence"), .text("claim"), .text("kernels"), .text("validity"),
    ])
    for (place, run) in ([report.baseline] + report.comparisons.map(\.candidate)).enumerated() {
      table.append([
        ComparisonReport.letter(place), run.runID.short, HistoryReport.moment(run.created),
        TerminalText.escaping(run.modelName, width: 44), run.board,
        run.clockHertz.map { "\(NumberText.plain(Double($0) / 1_000_000)) MHz" } ?? "-",
        EvidenceText.short(run.evidence, run.timingModel), EvidenceText.shortClaim(run.timingModel),
        run.kernelSet ?? "-", run.validity.rawValue,
      ])
    }
    return table.text
  }

  private static func layers(_ comparison: RunComparison, _ names: Names) -> String {
    var table = TextTable(columns: [
      .number("layer"), .text("operator"), .text("shape"), .number("\(names.baseline) cycles"),
      .number("\(names.candidate) cycles"), .number("delta"), .number("change"), .text(""),
    ])
    for pair in comparison.layers {
      let (before, after) = (pair.baseline, pair.candidate)
      table.append([
        before.index == after.index ? "\(before.index)" : "\(before.index) → \(after.index)",
        after.customName.map { TerminalText.escaping($0, width: 24) } ?? after.operatorName,
        ShapeText.change(from: after.shapes.inputs, to: after.shapes.outputs),
        cycles(before.figure), cycles(after.figure),
        pair.test.map { DifferenceText.cycles($0.deltaCycles) } ?? "-",
        DifferenceText.percent(pair.test?.deltaPercent), remarks(on: pair),
      ])
    }
    return table.text
  }

  private static func remarks(on pair: LayerPair) -> String {
    var remarks: [String] = []
    if let verdict = pair.verdict, verdict != .unchanged { remarks.append(verdict.rawValue) }
    if pair.basis == .name {
      let shapes = pair.baseline.shapes
      remarks.append("was \(ShapeText.change(from: shapes.inputs, to: shapes.outputs))")
    }
    if pair.baseline.kernelSymbol != pair.candidate.kernelSymbol {
      remarks.append("kernel was \(pair.baseline.kernelSymbol ?? "none")")
    }
    return remarks.joined(separator: ", ")
  }

  private static func unmatched(_ comparison: RunComparison, _ names: Names) -> String {
    [(names.baseline, comparison.onlyInBaseline), (names.candidate, comparison.onlyInCandidate)]
      .flatMap { name, layers in
        layers.map { layer in
          let shape = ShapeText.change(from: layer.shapes.inputs, to: layer.shapes.outputs)
          let kind =
            layer.customName.map { TerminalText.escaping($0, width: 24) } ?? layer.operatorName
          return "only in \(name): layer \(layer.index) \(kind) \(shape), "
            + "\(cycles(layer.figure)) cycles\n"
        }
      }.joined()
  }

  private static func totals(_ comparison: RunComparison, _ names: Names) -> String {
    var table = TextTable(columns: [
      .text("total"), .number("\(names.baseline) cycles"), .number("\(names.candidate) cycles"),
      .number("\(names.baseline) time"), .number("\(names.candidate) time"), .number("delta"),
      .number("change"), .number("limit"), .text(""),
    ])
    for pair in comparison.totals {
      let test = pair.test
      table.append([
        DifferenceText.name(pair.total), cycles(test.baseline), cycles(test.candidate),
        time(test.baseline, in: comparison.baseline),
        time(test.candidate, in: comparison.candidate), DifferenceText.cycles(test.deltaCycles),
        DifferenceText.percent(test.deltaPercent), NumberText.grouped(test.limitCycles),
        test.verdict == .unchanged ? "" : test.verdict.rawValue,
      ])
    }
    return table.text
  }

  private static func sizes(_ comparison: RunComparison, _ names: Names) -> String {
    var table = TextTable(columns: [
      .text("size"), .number(names.baseline), .number(names.candidate), .number("delta"),
    ])
    for size in ComparedRun.Size.allCases {
      let (before, after) = (comparison.baseline.sizes[size], comparison.candidate.sizes[size])
      guard before != nil || after != nil else { continue }
      table.append([
        DifferenceText.name(size), before.map { NumberText.grouped($0) } ?? "-",
        after.map { NumberText.grouped($0) } ?? "-",
        before.flatMap { before in after.map { DifferenceText.cycles(Double($0 - before)) } }
          ?? "-",
      ])
    }
    return table.text
  }

  private static func facts(
    _ comparison: RunComparison, _ outcome: RunComparison.Outcome, _ names: Names
  ) -> String {
    let warnings = comparison.findings.map { finding in
      "  Note      \(finding.code.rawValue): \(TerminalText.escaping(finding.text))\n"
    }
    return warnings.joined() + "  Verdict   \(verdict(comparison, outcome, names))\n"
  }

  private static func verdict(
    _ comparison: RunComparison, _ outcome: RunComparison.Outcome, _ names: Names
  ) -> String {
    switch outcome {
    case .blocked: return "none"
    case .sideBySide: return "none: the runs stand side by side"
    case .judged(.unchanged):
      let layers = comparison.layers(that: .slower).count + comparison.layers(that: .faster).count
      return "no change of the whole network beyond its limits"
        + (layers > 0 ? "; layers beyond theirs: \(layers)" : "")
    case .judged(let verdict):
      return "\(names.candidate) is \(verdict.rawValue): "
        + DifferenceText.totals(of: comparison, that: verdict)
    }
  }

  private static func cycles(_ figure: ComparedFigure?) -> String {
    figure.map { NumberText.grouped($0.medianCycles) } ?? "-"
  }

  private static func time(_ figure: ComparedFigure, in run: ComparedRun) -> String {
    run.microseconds(figure).map { NumberText.duration(microseconds: $0) } ?? "-"
  }
}
