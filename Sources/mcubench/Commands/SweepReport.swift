import Measurements
import Reports

/// A sweep as text.
enum SweepReport {
  static let schema = "mcubench.sweep/1"

  static func table(_ rows: [SweepRow], budget: RunBudget?) -> String {
    let isPredicted = rows.contains { $0.prediction != nil || $0.problem != nil }
    let evidences = runEvidences.filter { kind in rows.contains { $0.run?.evidence == kind } }
    var columns: [TextTable.Column] = [
      .text("variation"), .number("training params"), .number("params"), .number("MACs"),
      .number("file KB"), .number("B/param"), .number("ROM KB"), .number("peak RAM KB"),
    ]
    if isPredicted { columns.append(.number(Evidence.predicted.rawValue)) }
    columns += evidences.map { .number($0.rawValue) }
    if budget != nil { columns.append(.text("budget")) }
    var table = TextTable(columns: columns)
    for row in rows {
      let figures = row.figures
      var cells = [
        figures.name, NumberText.grouped(figures.trainingParameters),
        NumberText.grouped(figures.fileParameters), NumberText.grouped(figures.macs),
        AmountText.kilobytes(figures.fileBytes),
        NumberText.fixed(figures.bytesPerParameter, digits: 2),
        figures.romBytes.map(AmountText.kilobytes) ?? "-", AmountText.kilobytes(figures.peakBytes),
      ]
      if isPredicted { cells.append(time(row.predictedMicroseconds)) }
      cells += evidences.map { time(row.microseconds($0)) }
      if budget != nil {
        let missed = row.missed(budget)
        cells.append(missed.isEmpty ? "pass" : "FAIL " + missed.joined(separator: ", "))
      }
      table.append(cells)
    }
    let fitting = rows.filter { $0.missed(budget).isEmpty }.count
    return table.text + evidence(of: rows) + remarks(on: rows, budget)
      + (budget == nil ? "" : "\n  \(fitting) of \(rows.count) keep the budget\n")
  }

  /// What runs are worth, in the columns' order.
  private static let runEvidences: [Evidence] = [.measured, .simulated]

  private static func time(_ microseconds: Double?) -> String {
    microseconds.map { NumberText.duration(microseconds: $0) } ?? "-"
  }

  /// Where the figures of each column come from.
  private static func evidence(of rows: [SweepRow]) -> String {
    var lines: [String] = []
    for latency in rows.compactMap(\.prediction).prefix(1) + rows.compactMap(\.run) {
      let line =
        "  Evidence  \(latency.sentence)\n" + (latency.claim.map { "  Claim     \($0)\n" } ?? "")
      if !lines.contains(line) { lines.append(line) }
    }
    return lines.isEmpty ? "" : "\n" + lines.joined()
  }

  /// What has no figure and why, and what took longer than predicted.
  private static func remarks(on rows: [SweepRow], _ budget: RunBudget?) -> String {
    rows.map { row in
      let name = row.figures.name
      var text = ""
      if let problem = row.problem {
        text += "  not predicted: \(name): \(TerminalText.escaping(problem))\n"
      }
      if let problem = row.runProblem {
        text += "  not measured: \(name): \(TerminalText.escaping(problem))\n"
      }
      if let run = row.run, row.runMissesLatency(of: budget) == true, row.missed(budget).isEmpty {
        text +=
          "  over the limit: \(name): \(run.evidence.rawValue) \(time(run.microseconds)), though "
          + "the prediction keeps it\n"
      }
      return text
    }.joined()
  }

  static func csv(_ rows: [SweepRow], board: String?, budget: RunBudget?) -> String {
    let head = [
      "name", "seed", "sha256", "training_parameters", "params", "macs", "file_bytes", "rom_bytes",
      "peak_ram_bytes", "can_run", "predicted_us", "simulated_us", "measured_us", "run",
      "run_problem",
      "budget_missed", "file", "board", "predicted_source", "predicted_claim", "run_source",
      "run_claim",
    ]
    let lines = rows.map { row in
      let figures = row.figures
      return [
        figures.name, "\(figures.seed)", figures.sha256, "\(figures.trainingParameters)",
        "\(figures.fileParameters)", "\(figures.macs)", "\(figures.fileBytes)",
        figures.romBytes.map { "\($0)" } ?? "", "\(figures.peakBytes)", "\(figures.canRun)",
        row.predictedMicroseconds.map { NumberText.plain($0) } ?? "",
        row.microseconds(.simulated).map { NumberText.plain($0) } ?? "",
        row.microseconds(.measured).map { NumberText.plain($0) } ?? "",
        row.run?.runID.rawValue ?? "", quoted(row.runProblem ?? ""),
        row.missed(budget).joined(separator: " "), quoted(row.path), quoted(board ?? ""),
        quoted(row.prediction?.sentence ?? ""), quoted(row.prediction?.claim ?? ""),
        quoted(row.run?.sentence ?? ""), quoted(row.run?.claim ?? ""),
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

  static func json(_ rows: [SweepRow], board: String?, budget: RunBudget?) -> String {
    JSONValue.object(known: [
      ("schema", .string(schema)), ("board", board.map { .string($0) }),
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
              ("bytes_per_training_param", .number(figures.bytesPerTrainingParameter)),
              ("rom_bytes", figures.romBytes.map { .integer($0) }),
              ("peak_ram_bytes", .integer(figures.peakBytes)),
              ("can_run", .bool(figures.canRun)),
              ("predicted_us", row.predictedMicroseconds.map { .number($0) }),
              ("predicted_source", row.prediction.map { .string($0.sentence) }),
              ("predicted_claim", row.prediction?.claim.map { .string($0) }),
              ("run_source", row.run.map { .string($0.sentence) }),
              ("run_claim", row.run?.claim.map { .string($0) }),
              ("problem", row.problem.map { .string($0) }),
              ("simulated_us", row.microseconds(.simulated).map { .number($0) }),
              ("measured_us", row.microseconds(.measured).map { .number($0) }),
              ("run", row.run.map { .string($0.runID.rawValue) }),
              ("run_validity", row.run.map { .string($0.validity.rawValue) }),
              ("run_misses_latency", row.runMissesLatency(of: budget).map { .bool($0) }),
              ("run_problem", row.runProblem.map { .string($0) }),
              ("budget_missed", budget.map { .array(row.missed($0).map { .string($0) }) }),
              ("file", .string(row.path)),
            ])
          })
      ),
    ]).text
  }
}
