import Measurements
package import Regression

/// A night as Markdown, for a pull request, an issue or a job's summary.
package enum NightMarkdown {
  package static func text(_ report: NightReport) -> String {
    var text = "# \(MarkdownText.escaping(NightText.headline(report)))\n\n"
    text += facts(report).map { "- \($0)\n" }.joined() + "\n"
    guard !report.entries.isEmpty else { return text + "Nothing was to be measured.\n" }
    text += table(report.entries)
    for entry in report.entries where NightText.isNotable(entry) { text += section(entry) }
    return text
  }

  private static func facts(_ report: NightReport) -> [String] {
    var facts = ["night \(MarkdownText.code(report.id)), began \(report.started)"]
    facts[0] += report.ended.map { ", ended \($0)" } ?? ", still running"
    if let commit = report.commit { facts.append("commit \(MarkdownText.code(commit))") }
    return facts
  }

  private static func table(_ entries: [NightEntry]) -> String {
    var text = row(["outcome", "model", "board", "cycles", "against baseline", "limit", "evidence"])
    text += "|---|---|---|---:|---:|---:|---|\n"
    for entry in entries {
      let title = NightText.title(entry.outcome)
      text += row([
        entry.outcome.isRegression || entry.outcome == .failed ? "**\(title)**" : title,
        MarkdownText.code(entry.modelName), MarkdownText.code(NightText.board(entry)),
        (entry.total?.cycles ?? entry.cycles).map { NumberText.grouped($0) } ?? "–",
        entry.total.map(NightText.delta) ?? "–",
        entry.total.map { NumberText.grouped($0.limitCycles) } ?? "–",
        MarkdownText.escaping(NightText.evidence(entry)),
      ])
    }
    return text
  }

  private static func section(_ entry: NightEntry) -> String {
    var text =
      "\n## \(MarkdownText.code(entry.modelName)) on \(MarkdownText.code(NightText.board(entry))): "
      + "\(NightText.title(entry.outcome))\n\n"
    if let failure = entry.failure { text += "- failed: \(MarkdownText.escaping(failure))\n" }
    if let suspect = entry.suspect {
      text += "- suspect: \(MarkdownText.escaping(NightText.suspect(suspect)))\n"
    }
    text += entry.confirmations.map {
      "- \(MarkdownText.escaping(NightText.confirmation($0)))\n"
    }.joined()
    text += entry.notes.map { "- \(MarkdownText.escaping($0))\n" }.joined()
    let runs = [("run", entry.runID), ("baseline", entry.baselineRunID)].compactMap { name, run in
      run.map { "\(name) \(MarkdownText.code($0.rawValue))" }
    }
    if !runs.isEmpty { text += "- \(runs.joined(separator: ", "))\n" }
    return entry.layers.isEmpty ? text : text + "\n" + layers(entry)
  }

  private static func layers(_ entry: NightEntry) -> String {
    var text = row([
      "layer", "operator", "name", "kernel", "baseline", "cycles", "change", "evidence",
    ])
    text += "|---:|---|---|---|---:|---:|---:|---|\n"
    let evidence = MarkdownText.escaping(NightText.evidence(entry))
    for layer in entry.layers {
      text += row([
        String(layer.index), MarkdownText.code(layer.operatorName), MarkdownText.code(layer.name),
        layer.kernelSymbol.map(MarkdownText.code) ?? "–",
        NumberText.grouped(layer.figure.baselineCycles), NumberText.grouped(layer.figure.cycles),
        NightText.delta(layer.figure), evidence,
      ])
    }
    return text
  }

  private static func row(_ cells: [String]) -> String {
    "| \(cells.joined(separator: " | ")) |\n"
  }
}
