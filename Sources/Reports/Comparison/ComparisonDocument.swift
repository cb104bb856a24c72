import Measurements

/// A comparison as JSON, `mcubench.compare/1`.
package enum ComparisonDocument {
  package static let schema = "mcubench.compare/1"

  /// The document's text; of a comparison that is blocked it holds what blocks it and no figure.
  package static func text(_ report: ComparisonReport) -> String {
    JSONValue.object([
      JSONValue.Member("schema", .string(schema)),
      JSONValue.Member("forced", .bool(report.isForced)),
      JSONValue.Member("regression", .bool(!report.regressions.isEmpty)),
      JSONValue.Member("baseline", json(report.baseline)),
      JSONValue.Member(
        "comparisons",
        .array(report.comparisons.map { json($0, report.outcome(of: $0)) })),
    ]).text
  }

  private static func json(
    _ comparison: RunComparison, _ outcome: RunComparison.Outcome
  ) -> JSONValue {
    let shows = outcome != .blocked
    func list<Element>(_ elements: [Element], _ json: (Element) -> JSONValue) -> JSONValue? {
      shows ? .array(elements.map(json)) : nil
    }
    return .object(known: [
      ("run", json(comparison.candidate)),
      ("outcome", .string(outcome.word)),
      ("findings", .array(comparison.findings.map(json))),
      ("totals", list(comparison.totals, json)),
      ("layers", list(comparison.layers, json)),
      ("only_in_baseline", list(comparison.onlyInBaseline, json)),
      ("only_in_run", list(comparison.onlyInCandidate, json)),
      (
        "sizes",
        list(ComparedRun.Size.allCases) { size in
          .object(known: [
            ("name", .string(size.rawValue)),
            ("baseline", comparison.baseline.sizes[size].map { .integer($0) }),
            ("run", comparison.candidate.sizes[size].map { .integer($0) }),
          ])
        }
      ),
    ])
  }

  private static func json(_ run: ComparedRun) -> JSONValue {
    .object(known: [
      ("run_id", .string(run.runID.rawValue)),
      ("created", .string(run.created.description)),
      ("model", .string(run.modelName)),
      ("model_sha256", .string(run.modelSHA256)),
      ("board_profile", .string(run.board)),
      ("board_uid", run.uniqueID.map { .string($0) }),
      ("clock_hz", run.clockHertz.map { .integer($0) }),
      ("evidence", .string(run.evidence.rawValue)),
      ("timing_model", run.timingModel.map(RunDocument.json)),
      ("validity", .string(run.validity.rawValue)),
      ("cores", run.cores.map { .integer($0) }),
      ("placement", run.placement.map { .string($0.flag) }),
      ("kernel_set", run.kernelSet.map { .string($0) }),
      ("toolchain", run.toolchain.map { .string($0) }),
      ("flags", .array(run.flags.map { .string($0) })),
      ("program", .string(run.program)),
    ])
  }

  private static func json(_ finding: ComparabilityFinding) -> JSONValue {
    .object(known: [
      ("code", .string(finding.code.rawValue)),
      ("effect", .string(finding.code.effect.rawValue)),
      ("text", .string(finding.text)),
      ("remedy", finding.code.remedy.map { .string($0) }),
    ])
  }

  private static func json(_ pair: RunComparison.TotalPair) -> JSONValue {
    .object(
      known: [("name", .string(pair.total.rawValue)), ("judged", .bool(pair.total.isJudged))]
        + members(of: pair.test, verdict: pair.test.verdict))
  }

  private static func json(_ pair: LayerPair) -> JSONValue {
    .object(
      known: [
        ("match", .string(pair.basis.rawValue)),
        ("baseline_layer", .integer(pair.baseline.index)),
        ("layer", .integer(pair.candidate.index)),
      ] + members(of: pair.candidate)
        + [("baseline_kernel", pair.baseline.kernelSymbol.map { .string($0) })]
        + (pair.test.map { members(of: $0, verdict: pair.verdict) } ?? []))
  }

  private static func json(_ layer: ComparedLayer) -> JSONValue {
    .object(
      known: [("layer", .integer(layer.index))] + members(of: layer)
        + [("cycles", layer.figure.map { .number($0.medianCycles) })])
  }

  private static func members(of layer: ComparedLayer) -> [(String, JSONValue?)] {
    [
      ("name", .string(layer.name)),
      ("op", .string(layer.operatorName)),
      ("custom_name", layer.customName.map { .string($0) }),
      ("input_shapes", .string(ShapeText.list(layer.shapes.inputs))),
      ("output_shapes", .string(ShapeText.list(layer.shapes.outputs))),
      ("kernel", layer.kernelSymbol.map { .string($0) }),
    ]
  }

  private static func members(
    of test: PairTest, verdict: PairTest.Verdict?
  ) -> [(String, JSONValue?)] {
    [
      ("baseline_cycles", .number(test.baseline.medianCycles)),
      ("cycles", .number(test.candidate.medianCycles)),
      ("delta_cycles", .number(test.deltaCycles)),
      ("delta_pct", test.deltaPercent.map { .number($0) }),
      ("pooled_mad_cycles", .number(test.pooledDeviationCycles)),
      ("limit_cycles", .number(test.limitCycles)),
      ("verdict", verdict.map { .string($0.rawValue) }),
    ]
  }
}
