import Measurements

/// What corrected figures add to a simulated run's table, each under a name of its own.
extension RunTable {
  static let correctedColumns: [TextTable.Column] = [
    .number("corrected µs"), .text("90 % interval, µs"), .text("note"),
  ]

  /// A layer's corrected time, its interval, and what of the layer was not measured.
  static func corrected(_ row: LayerRow) -> [String] {
    func text(_ side: KeyPath<CycleInterval, Double>) -> String? {
      row.corrected(side).map { NumberText.fixed($0, digits: 1) }
    }
    let note = row.run.correction?.flag(ofLayer: row.layer.index) ?? ""
    guard let middle = text(\.cycles), let low = text(\.low), let high = text(\.high) else {
      return ["-", "-", note]
    }
    return [middle, "\(low) … \(high)", note]
  }

  /// The corrected total.
  static func corrected(
    _ run: Measurement, _ correction: CorrectionRecord
  ) -> [(String, String)] {
    let word = correction.evidence.rawValue
    guard let total = correction.total else {
      return [("Total", "not \(word): a table lacks a layer's kernel")]
    }
    let unlike = run.layers.indices.count { correction.flag(ofLayer: $0) != nil }
    let note =
      unlike == 0
      ? "" : "; \(unlike) \(unlike == 1 ? "layer" : "layers") unlike those that were measured"
    return [
      (
        "Total",
        "\(word) \(PredictionTable.time(total.cycles, in: run)),"
          + " \(NumberText.grouped(total.cycles.rounded())) cycles, nine of ten in"
          + " \(PredictionTable.range(total, in: run))\(note)"
      )
    ]
  }
}

extension RunDocument {
  /// Corrected figures with their evidence, or `nil` of a run without.
  static func correction(of run: Measurement) -> JSONValue? {
    guard let correction = run.correction else { return nil }
    func figures(_ interval: CycleInterval?) -> [(String, JSONValue?)] {
      func microseconds(_ side: KeyPath<CycleInterval, Double>) -> JSONValue? {
        interval.flatMap { run.microseconds($0[keyPath: side]) }.map { .number($0) }
      }
      return [
        ("corrected_cycles", interval.map { .number($0.cycles) }),
        ("corrected_us", microseconds(\.cycles)),
        ("corrected_lo_us", microseconds(\.low)),
        ("corrected_hi_us", microseconds(\.high)),
      ]
    }
    let isShown = run.validity != .invalidOutput
    let layers = run.layers.indices.compactMap { index -> JSONValue? in
      guard correction.layers.indices.contains(index), let layer = correction.layers[index] else {
        return nil
      }
      return .object(
        known: [("index", .integer(index))] + figures(isShown ? layer.cycles : nil)
          + [("note", correction.flag(ofLayer: index).map { .string($0) })])
    }
    return .object(
      known: [("evidence", .string(correction.evidence.rawValue))]
        + figures(isShown ? correction.total : nil)
        + [
          ("interval_percent", .integer(90)),
          ("measured_table", json(correction.measured)),
          ("simulated_table", json(correction.simulated)),
          ("layers", .array(layers)),
        ])
  }

  static func json(_ table: PredictionRecord.Table) -> JSONValue {
    .object(known: [
      ("evidence", .string(table.evidence.rawValue)),
      ("kernel_hash", .string(table.kernelHash)),
      ("created", .string(table.created.description)),
      ("shapes", .integer(table.shapeCount)),
      ("stale", .bool(table.isStale)),
    ])
  }
}
