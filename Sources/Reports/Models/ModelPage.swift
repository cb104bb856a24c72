package import Measurements
package import ModelCatalog

/// All that is known of a model, as text for a terminal.
package enum ModelPage {
  /// The page, one fact a line.
  ///
  /// - Parameters:
  ///   - entry: the model.
  ///   - runs: the runs and predictions to list, the newest first.
  /// - Returns: lines, the last one ended.
  package static func text(_ entry: ModelEntry, runs: [RunSummary]) -> String {
    var lines = [TerminalText.escaping(entry.name)]
    func add(_ label: String, _ value: String?) {
      guard let value else { return }
      lines.append("  " + label + String(repeating: " ", count: max(1, 12 - label.count)) + value)
    }
    add("SHA-256", entry.sha256)
    if entry.names.count > 1 {
      add("Also", entry.names.dropFirst().map { TerminalText.escaping($0) }.joined(separator: ", "))
    }
    add("Factors", factors(entry.factors))
    add("File", entry.costs.fileBytes.map(AmountText.bytes))
    add("Parameters", parameters(entry))
    add("MACs", entry.costs.macCount.map { NumberText.grouped($0) })
    add("Peak RAM", peak(entry.costs))
    add("Told by", origin(entry.origin))
    add("Path", entry.path.map { TerminalText.escaping($0) })
    add("Created", HistoryReport.moment(entry.created))
    add("Tags", entry.tags.isEmpty ? nil : entry.tags.joined(separator: " "))
    add("Note", entry.note.map { TerminalText.escaping($0) })
    lines += section("accuracies", accuracies(entry.accuracies))
    lines += section("training and other tools' figures", figures(entry.figures))
    let (predictions, real) = (
      runs.filter { $0.evidence == .predicted }, runs.filter { $0.evidence != .predicted }
    )
    if !real.isEmpty { lines += section("runs", split(HistoryReport.table(real))) }
    if !predictions.isEmpty {
      lines += section("predictions", split(HistoryReport.table(predictions)))
    }
    if runs.isEmpty { lines += ["", "no runs"] }
    if runs.count < entry.runCount {
      lines.append("(the newest \(runs.count) of \(entry.runCount))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `88.80 % vww`: value and data set.
  static func brief(_ accuracy: AccuracyRecord) -> String {
    [value(accuracy), accuracy.dataSet.map { TerminalText.escaping($0, width: 16) }]
      .compactMap(\.self).joined(separator: " ")
  }

  private static func value(_ accuracy: AccuracyRecord) -> String {
    accuracy.metric.isPercent
      ? NumberText.fixed(accuracy.value, digits: 2) + " %" : NumberText.plain(accuracy.value)
  }

  private static func factors(_ factors: ModelFactors) -> String? {
    let parts: [String?] = [
      factors.architecture, factors.alpha.map { "alpha \(NumberText.plain($0))" },
      factors.resolution.map { "\($0) x \($0)" }, factors.channels.map { "\($0) channels" },
      factors.classes.map { "\($0) classes" }, factors.variation.map { "variation \($0)" },
    ]
    let known = parts.compactMap(\.self).map { TerminalText.escaping($0) }
    return known.isEmpty ? nil : known.joined(separator: ", ")
  }

  private static func parameters(_ entry: ModelEntry) -> String? {
    let training = entry.training
    let parts: [String?] = [
      entry.costs.parameterCount.map { "\(NumberText.grouped($0)) in the file" },
      entry.costs.bytesPerParameter.map { "\(NumberText.fixed($0, digits: 3)) bytes each" },
      training.total.map { "\(NumberText.grouped($0)) in training" },
      training.trainable.map { "\(NumberText.grouped($0)) trainable" },
      training.nonTrainable.map { "\(NumberText.grouped($0)) not" },
    ]
    let known = parts.compactMap(\.self)
    return known.isEmpty ? nil : known.joined(separator: ", ")
  }

  private static func peak(_ costs: ModelCosts) -> String? {
    let parts = [
      costs.peakBytes.map { AmountText.bytes($0) + " in the file's order" },
      costs.lowestPeakBytes.map { AmountText.bytes($0) + " in the best order" },
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private static func origin(_ origin: ModelOrigin) -> String {
    switch origin {
    case .analysed: "the file itself"
    case .run: "a run's record"
    case .imported: "an imported table"
    case .foreign: "another tool's run, which tells no costs"
    }
  }

  private static func accuracies(_ accuracies: [AccuracyRecord]) -> [String] {
    guard !accuracies.isEmpty else { return [] }
    var table = TextTable(
      columns: [
        .text("metric"), .number("value"), .text("data set"), .number("n"), .text("ran on"),
        .text("source"), .text("when (UTC)"),
      ])
    for accuracy in accuracies {
      table.append([
        accuracy.metric.rawValue, value(accuracy), accuracy.dataSet ?? "-",
        accuracy.sampleCount.map { NumberText.grouped($0) } ?? "-", accuracy.place.text,
        accuracy.source.rawValue, HistoryReport.moment(accuracy.noted),
      ])
    }
    return table.lines
  }

  private static func figures(_ figures: [ModelFigure]) -> [String] {
    guard !figures.isEmpty else { return [] }
    var table = TextTable(columns: [.text("name"), .text("value"), .text("source")])
    for figure in figures { table.append([figure.name, figure.value, figure.source.rawValue]) }
    return table.lines
  }

  private static func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", title] + lines.map { "  " + $0 }
  }

  private static func split(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }
}
