import Measurements
import Reports

/// A sweep as text.
enum SweepReport {
  static let schema = "mcubench.sweep/1"

  static func table(_ rows: [SweepRow], budget: RunBudget?) -> String {
    let isPredicted = rows.contains { $0.prediction != nil || $0.problem != nil }
    var columns: [TextTable.Column] = [
      .text("variation"), .number("params"), .number("MACs"), .number("file KB"),
      .number("B/param"), .number("ROM KB"), .number("peak RAM KB"),
    ]
    if isPredicted { columns.append(.number("predicted")) }
    if budget != nil { columns.append(.text("budget")) }
    var table = TextTable(columns: columns)
    for row in rows {
      let figures = row.figures
      var cells = [
        figures.name, NumberText.grouped(figures.trainingParameters),
        NumberText.grouped(figures.macs), AmountText.kilobytes(figures.fileBytes),
        NumberText.fixed(figures.bytesPerParameter, digits: 2),
        figures.romBytes.map(AmountText.kilobytes) ?? "-", AmountText.kilobytes(figures.peakBytes),
      ]
      if isPredicted {
        cells.append(row.microseconds.map { NumberText.duration(microseconds: $0) } ?? "-")
      }
      if budget != nil {
        let missed = row.missed(budget)
        cells.append(missed.isEmpty ? "pass" : "FAIL " + missed.joined(separator: ", "))
      }
      table.append(cells)
    }
    let problems = rows.compactMap { row in
      row.problem.map {
        "  not predicted: \(row.figures.name): \(TerminalText.escaping($0))\n"
      }
    }
    let fitting = rows.filter { $0.missed(budget).isEmpty }.count
    let evidence = rows.lazy.compactMap(\.prediction).first.map {
      "\n  Evidence  \(EvidenceText.sentence($0))\n"
    }
    return table.text + (evidence ?? "") + problems.joined()
      + (budget == nil ? "" : "\n  \(fitting) of \(rows.count) keep the budget\n")
  }

  static func csv(_ rows: [SweepRow], budget: RunBudget?) -> String {
    let head = [
      "name", "seed", "sha256", "training_parameters", "params", "macs", "file_bytes", "rom_bytes",
      "peak_ram_bytes", "can_run", "predicted_us", "budget_missed", "file",
    ]
    let lines = rows.map { row in
      let figures = row.figures
      return [
        figures.name, "\(figures.seed)", figures.sha256, "\(figures.trainingParameters)",
        "\(figures.fileParameters)", "\(figures.macs)", "\(figures.fileBytes)",
        figures.romBytes.map { "\($0)" } ?? "", "\(figures.peakBytes)", "\(figures.canRun)",
        row.microseconds.map { NumberText.plain($0) } ?? "",
        row.missed(budget).joined(separator: " "), quoted(row.path),
      ].joined(separator: ",")
    }
    return ([head.joined(separator: ",")] + lines).map { $0 + "\r\n" }.joined()
  }

  /// A field after RFC 4180.
  private static func quoted(_ text: String) -> String {
    let safe = TerminalText.escaping(text)
    guard safe.contains(where: { ",\"".contains($0) }) else { return safe }
    return "\""
      + safe.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  static func json(_ rows: [SweepRow], budget: RunBudget?) -> String {
    JSONValue.object(known: [
      ("schema", .string(schema)),
      (
        "variations",
        .array(
          rows.map { row in
            let figures = row.figures
            return .object(known: [
              ("name", .string(figures.name)),
              ("seed", .unsigned(figures.seed)),
              ("sha256", .string(figures.sha256)),
              ("training_parameters", .integer(figures.trainingParameters)),
              ("params", .integer(figures.fileParameters)),
              ("macs", .integer(figures.macs)),
              ("file_bytes", .integer(figures.fileBytes)),
              ("bytes_per_param", .number(figures.bytesPerParameter)),
              ("rom_bytes", figures.romBytes.map { .integer($0) }),
              ("peak_ram_bytes", .integer(figures.peakBytes)),
              ("can_run", .bool(figures.canRun)),
              ("predicted_us", row.microseconds.map { .number($0) }),
              ("problem", row.problem.map { .string($0) }),
              ("budget_missed", budget.map { .array(row.missed($0).map { .string($0) }) }),
              ("file", .string(row.path)),
            ])
          })
      ),
    ]).text
  }
}
