import Architectures
import Reports
import VariationSearch

/// A search as a person reads it: every variation tried with the reason why, the best, the front.
struct SearchReport {
  let result: SearchResult

  var text: String {
    let limits = result.limits.map { "\($0.quantity.label) \($0.quantity.text($0.value))" }
    var text =
      "\(result.space.architecture.name): most \(result.objective.rawValue) within "
      + "\(limits.joined(separator: ", "))\n\n"
    let lines = stepTable.lines
    text += lines[0] + "\n"
    for (line, step) in zip(lines.dropFirst(), result.steps) {
      text += line + "\n" + explanation(of: step).map { "      \($0)\n" }.joined()
    }
    return text + "\n" + outcome + frontText
  }

  // MARK: Tables

  private var boards: [String] {
    result.limits.compactMap { if case .latency(let board) = $0.quantity { board } else { nil } }
  }

  private var stepTable: TextTable {
    var table = TextTable(
      columns: [.number("try"), .text("step"), .text("variation")] + figureColumns + [.text("")])
    for step in result.steps {
      table.append(
        ["\(step.trial.number)", step.phase.rawValue, name(step.trial)] + cells(of: step.trial)
          + [step.decision.text])
    }
    return table
  }

  private var figureColumns: [TextTable.Column] {
    [
      .number("MACs"), .number("training params"), .number("RAM KB"), .number("ROM KB"),
      .number("file KB"),
    ]
      + boards.map { .number("\($0) ms, predicted") }
  }

  private func cells(of trial: SearchTrial) -> [String] {
    guard let figures = trial.figures else { return figureColumns.map { _ in "" } }
    return [
      NumberText.grouped(figures.macCount), NumberText.grouped(figures.parameterCount),
      AmountText.kilobytes(figures.peakBytes), AmountText.kilobytes(figures.constantBytes),
      AmountText.kilobytes(figures.fileBytes),
    ]
      + boards.map { board in
        figures.latencies[board].map { latency in
          NumberText.fixed(latency.microseconds / 1_000, digits: 2) + " ("
            + NumberText.fixed(latency.low / 1_000, digits: 1) + " to "
            + NumberText.fixed(latency.high / 1_000, digits: 1) + ")"
        } ?? "unknown"
      }
  }

  func name(_ trial: SearchTrial) -> String {
    VariationName(result.space.architecture, trial.factors).text
  }

  // MARK: The end

  private var outcome: String {
    guard let best = result.best, let figures = best.figures else {
      return "nothing that was tried fits: \(nearestText)\n\(endingText)"
    }
    var text = "best: \(name(best)), the \(ordinal(best.number)) of \(result.tryCount) tried"
    text += "\n" + endingText
    for limit in result.limits {
      let verdict = limit.verdict(on: figures)
      text +=
        "  \(limit.quantity.label) \(limit.quantity.text(verdict.actual)) of "
        + "\(limit.quantity.text(limit.value))\n"
    }
    return text
      + "  macs \(NumberText.grouped(figures.macCount)),"
      + " training params \(NumberText.grouped(figures.parameterCount)),"
      + " \(NumberText.fixed(1 / max(figures.parametersPerByte, 1e-9), digits: 3)) bytes of the file"
      + " each\n"
  }

  /// Why the search went no further.
  private var endingText: String {
    switch result.ending {
    case .triesSpent: "  ended: the tries ran out\n"
    case .noImprovement: "  ended: no change that it knows of promises better\n"
    }
  }

  /// `the nearest, NAME, misses ram by 45.0 KB (69.0 %)`.
  var nearestText: String {
    guard let nearest = result.nearest, let figures = nearest.figures else {
      return "no network can be built of these factors"
    }
    let missed = result.limits.map { $0.verdict(on: figures) }.filter { !$0.passes }
    let parts = missed.map { verdict in
      "\(verdict.missText) (\(NumberText.fixed(verdict.relativeExcess * 100, digits: 1)) %)"
    }
    return "the nearest, \(name(nearest)), misses " + parts.joined(separator: " and ")
  }

  private func ordinal(_ number: Int) -> String {
    let suffix =
      switch (number % 10, number % 100) {
      case (_, 11...13): "th"
      case (1, _): "st"
      case (2, _): "nd"
      case (3, _): "rd"
      default: "th"
      }
    return "\(number)\(suffix)"
  }

  private var frontText: String {
    guard !result.front.isEmpty else { return "" }
    var table = TextTable(
      columns: [.text("Pareto front")] + figureColumns + [.number("alpha"), .number("try")])
    for trial in result.front {
      table.append(
        [name(trial)] + cells(of: trial) + [
          FactorText.number(result.space.alpha(at: trial.spot)), "\(trial.number)",
        ])
    }
    return "\n" + table.text
  }
}

extension SearchQuantity {
  /// As `--budget` has it.
  var label: String {
    switch self {
    case .ram: "ram"
    case .rom: "rom"
    case .file: "file"
    case .macs: "macs"
    case .parameters: "training params"
    case .fileParameters: "params"
    case .latency(let board): "latency predicted on \(board)"
    }
  }

  /// `value` with its unit.
  func text(_ value: Double) -> String {
    switch self {
    case .ram, .rom, .file: "\(NumberText.fixed(value / 1_024, digits: 1)) KB"
    case .macs, .parameters, .fileParameters: NumberText.grouped(value)
    case .latency:
      value < SearchQuantity.unknownMicroseconds
        ? NumberText.duration(microseconds: value) : "unknown"
    }
  }

  /// ``text(_:)`` where the word is not clear without the unit: `1 200 MACs`.
  func amountText(_ value: Double) -> String {
    switch self {
    case .macs: text(value) + " MACs"
    case .parameters: text(value) + " training params"
    case .fileParameters: text(value) + " params"
    default: text(value)
    }
  }
}

extension SearchVerdict {
  /// `rom by 45.0 KB`.
  var missText: String { "\(limit.quantity.label) by \(limit.quantity.text(excess))" }
}

extension SearchStep.Decision {
  fileprivate var text: String {
    switch self {
    case .kept: "kept"
    case .noted: "noted"
    case .misses: "misses"
    case .worse: "no better"
    case .useless: "frees nothing"
    case .impossible: "impossible"
    }
  }
}
