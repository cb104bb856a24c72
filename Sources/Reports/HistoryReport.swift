package import Measurements

/// The list of runs that `history` prints.
package enum HistoryReport {
  package static let schema = "mcubench.history/1"

  /// A line a run; figures of runs that must not be used are left out.
  ///
  /// Cores and placement have columns where a listed run's are not what its board's profile has.
  package static func table(_ runs: [RunSummary]) -> String {
    guard !runs.isEmpty else { return "no runs\n" }
    let (isShared, isPlaced) = (runs.contains(where: \.isShared), runs.contains(where: \.isPlaced))
    var table = TextTable(
      columns: [.text("run"), .text("when (UTC)"), .text("model"), .text("board")]
        + (isShared ? [.number("cores")] : []) + (isPlaced ? [.text("placement")] : [])
        + [
          .number("latency"), .number("cycles"), .text("evidence"), .text("claim"),
          .text("validity"),
        ])
    for run in runs {
      let identity = [
        run.runID.short, moment(run.created),
        TerminalText.escaping(run.modelName, width: 44) + (run.isPruned ? ", pruned" : ""),
        run.board,
      ]
      let choices =
        (isShared ? [run.cores.map { String($0) } ?? "-"] : [])
        + (isPlaced ? [run.placement?.flag ?? "-"] : [])
      table.append(
        identity + choices + [
          run.cleanMicroseconds.map(NumberText.duration) ?? "-",
          run.cleanMedianCycles.map { NumberText.grouped($0) } ?? "-",
          EvidenceText.short(run.evidence, run.timingModel)
            + (run.imported == nil ? "" : ", imported"),
          EvidenceText.shortClaim(run.timingModel), run.validity.rawValue,
        ])
    }
    return table.text
  }

  /// `2026-11-21 04:32`, the seconds left out.
  package static func moment(_ created: Timestamp) -> String {
    let text = Array(created.description)
    return String(text.prefix(16).map { $0 == "T" ? " " : $0 })
  }

  /// `next` is the run to go on before, where there are more.
  package static func json(_ runs: [RunSummary], next: RunID? = nil) -> String {
    JSONValue.object(known: [
      ("schema", .string(schema)), ("runs", .array(runs.map(json))),
      ("next", next.map { .string($0.rawValue) }),
    ]).text
  }

  static func json(_ run: RunSummary) -> JSONValue {
    .object(known: [
      ("run_id", .string(run.runID.rawValue)),
      ("created", .string(run.created.description)),
      ("model", .string(run.modelName)),
      ("model_sha256", run.modelSHA256.isEmpty ? nil : .string(run.modelSHA256)),
      ("board_profile", .string(run.board)),
      ("evidence", .string(run.evidence.rawValue)),
      ("timing_model", run.timingModel.map { .string($0.name) }),
      ("timing_model_version", run.timingModel.map { .string($0.version) }),
      ("timing_parameter_hash", run.timingModel?.parameterHash.map { .string($0) }),
      ("claimed_error_pct", run.timingModel?.claim?.totalErrorPercent.map { .number($0) }),
      ("claim", run.timingModel?.claim.map(RunDocument.json)),
      ("cores", run.cores.map { .integer($0) }),
      ("placement", run.placement.map { .string($0.flag) }),
      ("default_placement", run.placement.map { .bool($0.isDefault) }),
      ("pruned", run.isPruned ? .bool(true) : nil),
      ("validity", .string(run.validity.rawValue)),
      ("clean_median_cycles", run.cleanMedianCycles.map { .number($0) }),
      ("clock_hz", run.clockHertz.map { .integer($0) }),
      ("time_us", run.cleanMicroseconds.map { .number($0) }),
      ("imported", run.imported.map { .string($0.rawValue) }),
    ])
  }
}
