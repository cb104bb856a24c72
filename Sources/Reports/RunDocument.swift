package import Measurements

/// `run.json`: everything known of a run but its layers and samples, as `mcubench.run/1`.
///
/// What is unknown is absent, never zero. `show --json` and `export --json` add the layers.
package enum RunDocument {
  package static let schema = "mcubench.run/1"

  /// The document's text; on request each layer's row follows under `layers`.
  ///
  /// `imported` says from what it came into the store that gave it.
  package static func text(
    _ run: Measurement, includesLayers: Bool = false, imported: ImportRecord? = nil
  ) -> String {
    json(run, includesLayers: includesLayers, imported: imported).text
  }

  package static func json(
    _ run: Measurement, includesLayers: Bool, imported: ImportRecord? = nil
  ) -> JSONValue {
    .object(known: [
      ("schema", .string(schema)),
      ("layers_schema", .string(LayersCSV.schema)),
      ("samples_schema", .string(SamplesDocument.schema)),
      ("run_id", .string(run.runID.rawValue)),
      ("created", .string(run.created.description)),
      ("validity", .string(run.validity.rawValue)),
      ("issues", .array(run.issues.map(json))),
      ("model", json(run.model, of: run)),
      ("pruning", run.pruning.map(json)),
      ("board", json(run.board)),
      ("cores", run.isForeign ? nil : .integer(run.coreCount)),
      ("available_cores", run.choices?.availableCores.map { .integer($0) }),
      ("placement", placement(run)),
      ("chip_state", run.chipState.map(json)),
      ("build", run.build.map(json)),
      ("memory", json(run.memory, of: run)),
      ("method", json(run.method, of: run)),
      ("evidence", .string(run.evidence.rawValue)),
      ("timing_model", run.timingModel.map(json)),
      ("prediction", prediction(of: run)),
      ("correction", correction(of: run)),
      ("timing", timing(run)),
      ("output_check", json(run.outputCheck)),
      (
        "provenance",
        .object(known: [
          ("program", .string(run.provenance.program)),
          ("user", run.provenance.user.map { .string($0) }),
          ("lab", run.provenance.lab.map(json)),
          ("imported", run.provenance.imported.map(json)),
        ])
      ),
      ("imported", imported.map(ImportReport.json)),
      ("artifacts", .array(run.artifacts.map(json))),
      ("layers", includesLayers ? layers(run) : nil),
    ])
  }

  /// Of a board that leaves the choice; `default` says whether its profile has it so.
  private static func placement(_ run: Measurement) -> JSONValue? {
    run.placement.map { placement in
      .object(known: [
        ("code", .string(placement.code.rawValue)),
        ("weights", .string(placement.weights.rawValue)),
        ("default", .bool(placement.isDefault)),
        ("text", PlacementText.sentence(run).map { .string($0) }),
      ])
    }
  }

  private static func json(_ lab: LabProvenance) -> JSONValue {
    .object(known: [
      ("job", .string(lab.job)),
      ("attempt", .integer(lab.attempt)),
      ("board_name", lab.boardName.map { .string($0) }),
      ("night", lab.night.map { .string($0) }),
      ("code_padding_bytes", lab.codePaddingBytes.map { .integer($0) }),
      ("commit", lab.commit.map { .string($0) }),
    ])
  }

  private static func json(_ origin: ImportOrigin) -> JSONValue {
    .object(known: [
      ("tool", .string(origin.tool)),
      ("file", .string(origin.fileName)),
      ("sha256", .string(origin.sha256)),
    ])
  }

  private static func json(_ issue: Issue) -> JSONValue {
    .object(known: [
      ("code", .string(issue.code)),
      ("severity", .string(issue.severity.rawValue)),
      ("layer", issue.layer.map { .integer($0) }),
      ("text", .string(issue.text)),
    ])
  }

  private static func json(_ method: MethodRecord, of run: Measurement) -> JSONValue {
    .object(known: [
      ("counter", .string(method.counter)),
      ("warmup", run.known(method.warmupRuns).map { .integer($0) }),
      ("warmup_before_each", method.warmupScope.map { .string($0.rawValue) }),
      ("runs", .integer(method.runs)),
      ("stop_rule", .string(method.stopRule)),
      ("irq_policy", method.interruptPolicy.map { .string($0) }),
      ("probe_state", method.probeState.map { .string($0) }),
      ("input", method.input.map { .string($0) }),
      ("passes", .array(run.passes.map { .string($0.kind.rawValue) })),
      ("pass_endings", run.passAccounts.map { .object($0.map(ending)) }),
    ])
  }

  private static func ending(of account: PassAccount) -> JSONValue.Member {
    JSONValue.Member(account.kind.rawValue, .string(account.ending.rawValue))
  }

  package static func json(_ model: TimingModel) -> JSONValue {
    .object(known: [
      ("name", .string(model.name)),
      ("version", .string(model.version)),
      ("parameter_hash", model.parameterHash.map { .string($0) }),
      ("claim", model.claim.map(json)),
    ])
  }

  static func json(_ claim: AccuracyClaim) -> JSONValue {
    .object(known: [
      ("row", claim.row.map { .string($0) }),
      ("label", .string(claim.label.rawValue)),
      ("total_error_pct", claim.totalErrorPercent.map { .number($0) }),
      ("layer_error_pct", claim.layerErrorPercent.map { .number($0) }),
      ("ranking_limit_pct", claim.rankingLimitPercent.map { .number($0) }),
      ("text", .string(claim.text)),
    ])
  }

  /// Cycles only where they are of the computation that was asked for.
  private static func timing(_ run: Measurement) -> JSONValue? {
    guard run.validity != .invalidOutput else { return nil }
    return .object(known: [
      ("clean", run.clean.map(json)),
      ("layer_sum_cycles", run.layerSumCycles.map { .number($0) }),
      ("one_core_layer_sum_cycles", run.singleCoreSumCycles.map { .number($0) }),
      ("speedup", run.speedup.map { .number($0) }),
      ("probe_cycles_subtracted", run.isForeign ? nil : .unsigned(run.probeCycles.rawValue)),
      ("residue_cycles", run.residueCycles.map { .number($0) }),
      ("frame_least_cycles", run.frameCycles.map { .unsigned($0.lowerBound) }),
      ("frame_most_cycles", run.frameCycles.map { .unsigned($0.upperBound) }),
      ("residue_unexplained_cycles", run.unexplainedCycles.map { .number($0) }),
      ("residue_limit_cycles", run.residueLimitCycles.map { .number($0) }),
      ("residue_pct", run.residuePercent.map { .number($0) }),
      ("cold", run.cold.map(json)),
      ("init_cycles", run.initCycles.map { .unsigned($0.rawValue) }),
      ("first_inference_cycles", run.firstInferenceCycles.map { .unsigned($0.rawValue) }),
      ("throughput_ips", run.inferencesPerSecond.map { .number($0) }),
    ])
  }

  private static func json(_ statistics: SampleStatistics) -> JSONValue {
    .object(known: [
      ("median_cycles", .number(statistics.median)),
      ("min_cycles", .unsigned(statistics.minimum.rawValue)),
      ("max_cycles", .unsigned(statistics.maximum.rawValue)),
      ("mad_cycles", .number(statistics.medianAbsoluteDeviation)),
      ("first_cycles", .unsigned(statistics.first.rawValue)),
      ("n", .integer(statistics.count)),
      ("rejected", .integer(statistics.rejectedCount)),
      (
        "rejected_by",
        statistics.rejected.isEmpty
          ? nil
          : .object(
            known: Rejection.allCases.map { reason in
              (reason.rawValue, statistics.rejected[reason].map { .integer($0) })
            })
      ),
    ])
  }

  private static func json(_ check: OutputCheck) -> JSONValue {
    .object(known: [
      ("vectors", .integer(check.vectorCount)),
      ("output_sha256", check.outputSHA256.map { .string($0) }),
      ("outputs", check.outputs.map { .array($0.map(json)) }),
      (
        "mismatches",
        .array(
          check.mismatches.map { mismatch in
            .object(known: [
              ("vector", .integer(mismatch.vector)),
              ("output", .integer(mismatch.output)),
              ("first_element", .integer(mismatch.firstElement)),
              ("differing_elements", .integer(mismatch.differingElements)),
              ("elements", .integer(mismatch.elementCount)),
              ("max_abs", mismatch.maximumError.map { .number($0) }),
            ])
          })
      ),
    ])
  }

  private static func json(_ output: OutputRecord) -> JSONValue {
    .object(known: [
      ("tensor", .integer(output.tensor)),
      ("crc32", .string(RunDocument.hexadecimal(output.crc32))),
      ("reference_match", .bool(output.isMatch)),
      ("max_abs", output.maximumError.map { .number($0) }),
    ])
  }

  private static func json(_ artifact: Artifact) -> JSONValue {
    .object(known: [
      ("path", .string(artifact.path)),
      ("bytes", .integer(artifact.byteCount)),
      ("sha256", artifact.sha256.map { .string($0) }),
      ("role", .string(artifact.role)),
    ])
  }

  /// The rows of `layers.csv` under the names of its columns.
  private static func layers(_ run: Measurement) -> JSONValue {
    let columns = LayerColumn.all
    return .array(
      LayerRow.rows(of: run).map { row in
        .object(known: columns.map { ($0.name, $0.field(row).json) })
      })
  }
}

extension Delimited.Field {
  /// The value as JSON, or `nil` when it is unknown.
  fileprivate var json: JSONValue? {
    switch self {
    case .unknown: nil
    case .word(let text), .untrusted(let text): .string(text)
    case .integer(let value): .integer(value)
    case .number(let value): value.isFinite ? .number(value) : nil
    case .flag(let value): .bool(value)
    }
  }
}
