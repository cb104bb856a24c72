import Measurements
package import Regression

/// A night as `mcubench nightly` prints it: a line a model and board, then what is to be known.
package enum NightTable {
  package static func text(_ report: NightReport) -> String {
    var table = TextTable(columns: [
      .text("outcome"), .text("model"), .text("board"), .number("cycles"),
      .number("against baseline"), .number("limit"), .text("evidence"),
    ])
    for entry in report.entries {
      table.append([
        NightText.title(entry.outcome), entry.modelName, NightText.board(entry),
        (entry.total?.cycles ?? entry.cycles).map { NumberText.grouped($0) } ?? "-",
        entry.total.map(NightText.delta) ?? "-",
        entry.total.map { NumberText.grouped($0.limitCycles) } ?? "-", NightText.evidence(entry),
      ])
    }
    var text = TerminalText.escaping(NightText.headline(report)) + "\n"
    if let commit = report.commit { text += "commit \(TerminalText.escaping(commit))\n" }
    text += "\n" + table.text
    for entry in report.entries where NightText.isNotable(entry) {
      let title = "\(entry.modelName) on \(NightText.board(entry))"
      text += "\n" + TerminalText.escaping("\(title): \(NightText.title(entry.outcome))") + "\n"
      text += NightText.details(entry).map { "  \(TerminalText.escaping($0))\n" }.joined()
    }
    return text
  }
}
