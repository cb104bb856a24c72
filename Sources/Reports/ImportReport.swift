package import Measurements

/// What `import` prints, and how other commands say that a run was imported.
package enum ImportReport {
  package static let schema = "mcubench.import/1"

  package static func text(
    _ run: Measurement, _ origin: ImportRecord, isNew: Bool
  ) -> String {
    let model = run.timingModel
    let lines = [
      "\(isNew ? "imported" : "already there:") run \(run.runID.short):"
        + " \(run.model.name) on \(run.board.profile)",
      "  Evidence  \(EvidenceText.short(run.evidence, model)), \(run.validity.rawValue)",
      "  From      \(sentence(origin))",
      "  Look      mcubench show \(run.runID.short)",
    ]
    return lines.map { TerminalText.escaping($0) + "\n" }.joined()
  }

  package static func json(
    _ run: Measurement, _ origin: ImportRecord, isNew: Bool
  ) -> String {
    JSONValue.object(known: [
      ("schema", .string(schema)),
      ("run_id", .string(run.runID.rawValue)),
      ("stored", .bool(isNew)),
      ("evidence", .string(run.evidence.rawValue)),
      ("timing_model", run.timingModel.map(RunDocument.json)),
      ("validity", .string(run.validity.rawValue)),
      ("imported", json(origin)),
    ]).text
  }

  /// `a bundle, ci/run.tar (SHA-256 0123...), on 2026-11-21T04:32:21.250Z`.
  static func sentence(_ origin: ImportRecord) -> String {
    "\(name(origin.kind)), \(origin.source) (SHA-256 \(origin.sha256.prefix(12))...),"
      + " on \(origin.time)"
  }

  private static func name(_ kind: ImportRecord.Kind) -> String {
    switch kind {
    case .bundle: "a bundle"
    case .mlperf: "results of an MLPerf Tiny run"
    case .tflm: "a table of TFLM's profiler"
    }
  }

  static func json(_ origin: ImportRecord) -> JSONValue {
    .object(known: [
      ("time", .string(origin.time.description)),
      ("kind", .string(origin.kind.rawValue)),
      ("source", .string(origin.source)),
      ("sha256", .string(origin.sha256)),
    ])
  }
}
