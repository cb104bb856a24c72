import Measurements
package import Regression

/// A night as JSON, `mcubench.night/1`.
package enum NightDocument {
  package static let schema = "mcubench.night/1"

  package static func text(_ report: NightReport) -> String { json(report).text }

  package static func json(_ report: NightReport) -> JSONValue {
    .object(known: [
      ("schema", .string(schema)),
      ("night", .string(report.id)),
      ("suite", .string(report.suite)),
      ("started", .string(report.started.description)),
      ("ended", report.ended.map { .string($0.description) }),
      ("commit", report.commit.map { .string($0) }),
      ("regression", .bool(report.hasRegression)),
      ("failure", .bool(report.hasFailure)),
      ("entries", .array(report.entries.map(json))),
    ])
  }

  private static func json(_ entry: NightEntry) -> JSONValue {
    .object(known: [
      ("model", .string(entry.modelName)),
      ("pruned", entry.isPruned.map { .bool($0) }),
      ("model_sha256", .string(entry.modelSHA256)),
      ("board_profile", .string(entry.board)),
      ("board_name", entry.boardName.map { .string($0) }),
      ("cores", entry.cores.map { .integer($0) }),
      ("placement", entry.placement.map { .string($0) }),
      ("evidence", entry.evidence.map { .string($0.rawValue) }),
      ("timing_model", entry.timingModel.map(RunDocument.json)),
      ("outcome", .string(entry.outcome.rawValue)),
      ("regression", .bool(entry.outcome.isRegression)),
      ("run_id", entry.runID.map { .string($0.rawValue) }),
      ("baseline_run_id", entry.baselineRunID.map { .string($0.rawValue) }),
      ("cycles", entry.cycles.map { .number($0) }),
      ("total", entry.total.map { .object(known: members(of: $0)) }),
      ("layers", .array(entry.layers.map(json))),
      ("confirmations", .array(entry.confirmations.map(json))),
      ("suspect", entry.suspect.map(json)),
      ("notes", .array(entry.notes.map { .string($0) })),
      ("failure", entry.failure.map { .string($0) }),
      ("seconds", entry.seconds.map { .number($0) }),
    ])
  }

  private static func json(_ layer: NightEntry.ChangedLayer) -> JSONValue {
    .object(
      known: [
        ("layer", .integer(layer.index)),
        ("op", .string(layer.operatorName)),
        ("name", .string(layer.name)),
        ("kernel", layer.kernelSymbol.map { .string($0) }),
      ] + members(of: layer.figure))
  }

  private static func members(of figure: NightEntry.ChangedFigure) -> [(String, JSONValue?)] {
    [
      ("baseline_cycles", .number(figure.baselineCycles)),
      ("cycles", .number(figure.cycles)),
      ("delta_cycles", .number(figure.cycles - figure.baselineCycles)),
      ("delta_pct", figure.deltaPercent.map { .number($0) }),
      ("limit_cycles", .number(figure.limitCycles)),
      ("verdict", .string(figure.verdict.rawValue)),
    ]
  }

  private static func json(_ confirmation: NightEntry.Confirmation) -> JSONValue {
    .object(known: [
      ("board_name", .string(confirmation.boardName)),
      ("twin", .bool(confirmation.isTwin)),
      ("agrees", confirmation.agrees.map { .bool($0) }),
      ("code_padding_bytes", confirmation.codePaddingBytes.map { .integer($0) }),
      ("run_id", confirmation.runID.map { .string($0.rawValue) }),
    ])
  }

  private static func json(_ suspect: NightEntry.Suspect) -> JSONValue {
    .object(known: [
      ("first_bad_commit", .string(suspect.firstBadCommit)),
      ("first_bad_run", .string(suspect.firstBadRun.rawValue)),
      ("last_good_commit", suspect.lastGoodCommit.map { .string($0) }),
      ("last_good_run", suspect.lastGoodRun.map { .string($0.rawValue) }),
    ])
  }
}
