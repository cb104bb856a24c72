import Measurements

/// What a prediction has besides a run's table: intervals, and what to trust less.
extension RunTable {
  static let intervalColumns: [TextTable.Column] = [.text("90 % interval, µs"), .text("note")]

  /// A layer's interval, and what of it was not measured.
  static func interval(_ row: LayerRow) -> [String] {
    let ends =
      if let low = row.predicted(\.low), let high = row.predicted(\.high) {
        "\(NumberText.fixed(low, digits: 1)) … \(NumberText.fixed(high, digits: 1))"
      } else {
        "-"
      }
    return [ends, row.run.prediction?.flag(ofLayer: row.layer.index) ?? ""]
  }

  static func latency(
    _ run: Measurement, _ prediction: PredictionRecord
  ) -> [(String, String)] {
    guard let total = prediction.total else {
      return [("Latency", "not predicted: the table lacks a layer's kernel")]
    }
    return [
      (
        "Latency",
        "predicted \(PredictionTable.time(total.cycles, in: run)), \(NumberText.grouped(total.cycles.rounded()))"
          + " cycles"
      ),
      (
        "Range",
        "\(PredictionTable.range(total, in: run)): nine of ten predictions lie in their interval"
      ),
    ]
  }
}

extension RunDocument {
  /// What a prediction rests on and its interval, or `nil` of a run.
  static func prediction(of run: Measurement) -> JSONValue? {
    run.prediction.map { prediction in
      let total = prediction.total
      func microseconds(_ side: KeyPath<CycleInterval, Double>) -> JSONValue? {
        total.flatMap { run.microseconds($0[keyPath: side]) }.map { .number($0) }
      }
      return .object(known: [
        ("predicted_cycles", total.map { .number($0.cycles) }),
        ("predicted_us", microseconds(\.cycles)),
        ("predicted_lo_us", microseconds(\.low)),
        ("predicted_hi_us", microseconds(\.high)),
        ("interval_percent", .integer(90)),
        ("constant_bytes", .integer(prediction.constantBytes)),
        ("table", json(prediction.table)),
      ])
    }
  }
}
