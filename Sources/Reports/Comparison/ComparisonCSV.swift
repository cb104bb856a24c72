import Measurements

/// A comparison as rows: totals, layers, layers without a partner, sizes; `mcubench.compare/1`.
package enum ComparisonCSV {
  package static let columnNames = [
    "baseline_run_id", "run_id", "outcome", "scope", "name", "unit", "baseline", "value", "delta",
    "delta_pct", "limit", "verdict", "match", "baseline_layer", "layer", "op", "input_shapes",
    "output_shapes", "baseline_kernel", "kernel", "evidence", "timing_model",
    "timing_model_version", "timing_parameter_hash", "claim_label", "claimed_error_pct",
    "baseline_evidence",
  ]

  /// The file's text, header first; a comparison that is blocked has no rows.
  package static func text(_ report: ComparisonReport) -> String {
    let rows = report.comparisons.flatMap { comparison in
      let outcome = report.outcome(of: comparison)
      return outcome == .blocked ? [] : Self.rows(of: comparison, outcome)
    }
    return Delimited.line(columnNames)
      + rows.map { row in Delimited.row(columnNames.map { row[$0] ?? .unknown }) }.joined()
  }

  private typealias Row = [String: Delimited.Field]

  private static func rows(
    of comparison: RunComparison, _ outcome: RunComparison.Outcome
  ) -> [Row] {
    let model = comparison.candidate.timingModel
    let common: Row = [
      "baseline_run_id": .word(comparison.baseline.runID.rawValue),
      "run_id": .word(comparison.candidate.runID.rawValue),
      "outcome": .word(outcome.word),
      "evidence": .word(comparison.candidate.evidence.rawValue),
      "baseline_evidence": .word(comparison.baseline.evidence.rawValue),
      "timing_model": .word(model?.name), "timing_model_version": .word(model?.version),
      "timing_parameter_hash": .word(model?.parameterHash),
      "claim_label": .word(model?.claim?.label.rawValue),
      "claimed_error_pct": .number(model?.claim?.totalErrorPercent),
    ]
    let own =
      comparison.totals.map(row) + comparison.layers.map(row)
      + comparison.onlyInBaseline.map { row($0, scope: "only_in_baseline") }
      + comparison.onlyInCandidate.map { row($0, scope: "only_in_run") }
      + ComparedRun.Size.allCases.compactMap { row($0, comparison) }
    return own.map { $0.merging(common) { own, _ in own } }
  }

  private static func row(_ pair: RunComparison.TotalPair) -> Row {
    var row = figures(of: pair.test, verdict: pair.test.verdict)
    row["scope"] = .word("total")
    row["name"] = .word(pair.total.rawValue)
    return row
  }

  private static func row(_ pair: LayerPair) -> Row {
    var row = identity(of: pair.candidate)
    if let test = pair.test {
      row.merge(figures(of: test, verdict: pair.verdict)) { _, figure in figure }
    }
    row["scope"] = .word("layer")
    row["match"] = .word(pair.basis.rawValue)
    row["baseline_layer"] = .integer(pair.baseline.index)
    row["layer"] = .integer(pair.candidate.index)
    row["baseline_kernel"] = .word(pair.baseline.kernelSymbol)
    row["kernel"] = .word(pair.candidate.kernelSymbol)
    return row
  }

  private static func row(_ layer: ComparedLayer, scope: String) -> Row {
    let isBaseline = scope == "only_in_baseline"
    var row = identity(of: layer)
    row["scope"] = .word(scope)
    row["unit"] = .word("cycles")
    row[isBaseline ? "baseline_layer" : "layer"] = .integer(layer.index)
    row[isBaseline ? "baseline_kernel" : "kernel"] = .word(layer.kernelSymbol)
    row[isBaseline ? "baseline" : "value"] = .number(layer.figure?.medianCycles)
    return row
  }

  private static func row(_ size: ComparedRun.Size, _ comparison: RunComparison) -> Row? {
    let (before, after) = (comparison.baseline.sizes[size], comparison.candidate.sizes[size])
    guard before != nil || after != nil else { return nil }
    return [
      "scope": .word("size"), "name": .word(size.rawValue),
      "unit": .word(size.rawValue.hasSuffix("_bytes") ? "bytes" : "count"),
      "baseline": .integer(before), "value": .integer(after),
      "delta": .integer(before.flatMap { before in after.map { $0 - before } }),
    ]
  }

  private static func identity(of layer: ComparedLayer) -> Row {
    [
      "name": .untrusted(layer.name), "op": .word(layer.operatorName),
      "input_shapes": .word(ShapeText.list(layer.shapes.inputs)),
      "output_shapes": .word(ShapeText.list(layer.shapes.outputs)),
    ]
  }

  private static func figures(of test: PairTest, verdict: PairTest.Verdict?) -> Row {
    [
      "unit": .word("cycles"), "baseline": .number(test.baseline.medianCycles),
      "value": .number(test.candidate.medianCycles), "delta": .number(test.deltaCycles),
      "delta_pct": .number(test.deltaPercent), "limit": .number(test.limitCycles),
      "verdict": .word(verdict?.rawValue),
    ]
  }
}
