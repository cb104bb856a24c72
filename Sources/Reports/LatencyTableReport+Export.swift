package import Calibration
import LatencyTables
import Measurements

/// A table's samples and fits for other programs.
extension LatencyTableReport {
  /// The samples as comma-separated values: the layer's shape, what it took, what the table says.
  package static func samplesCSV(_ file: LatencyTableFile) -> String {
    let shape = [
      "operator", "height", "width", "channels", "outputs", "kernel", "stride", "padded",
      "rectified",
    ]
    return Delimited.line(
      ["board_profile", "evidence", "kernel_hash", "variant"] + shape
        + ["cycles", "predicted_cycles", "error_pct", "clamped", "normal", "per_tensor"]
        + originNames)
      + file.samples.map { sample in
        let (layer, cost) = (sample.layer, sample.sample.cost)
        let predicted = file.table.fits[cost.variant]?.predicted(cost)
        let error = predicted.map { ($0 / sample.sample.cycles - 1) * 100 }
        let extents = [
          layer.height, layer.width, layer.channels, layer.outputs, layer.kernel, layer.stride,
        ]
        return Delimited.row(
          key(file, cost.variant) + [.word(layer.kind.rawValue)]
            + extents.map { .integer($0) } + [.flag(layer.isPadded), .flag(layer.isRectified)]
            + [
              .number(sample.sample.cycles), rounded(predicted), rounded(error),
              .flag(layer.isClamped), .flag(layer.isNormal), .flag(layer.isPerTensor),
            ] + origin(file))
      }.joined()
  }

  /// The fits as comma-separated values: a row a part of a kernel, with what it takes, and how well
  /// the variant is known.
  package static func fitsCSV(_ file: LatencyTableFile) -> String {
    let counts = sampleCounts(file)
    return Delimited.line(
      [
        "board_profile", "evidence", "kernel_hash", "variant", "term", "cycles", "samples",
        "median_error_pct", "largest_error_pct", "interval_lo_pct", "interval_hi_pct",
      ] + originNames)
      + sortedFits(file).flatMap { variant, fit in
        let band = fit.middleBand
        let quality: [Delimited.Field] = [
          .integer(counts[variant] ?? 0),
          rounded(fit.residuals.isEmpty ? nil : fit.typicalError * 100),
          rounded(fit.residuals.map(abs).max().map { $0 * 100 }),
          rounded((band.lowerBound - 1) * 100), rounded((band.upperBound - 1) * 100),
        ]
        return fit.cycles.sorted { $0.key < $1.key }.map { term, cycles in
          Delimited.row(
            key(file, variant) + [.word(term), .number(cycles)] + quality + origin(file))
        }
      }.joined()
  }

  /// `mcubench.latency-table-export/1`: the origin, each fit with how well it is known, and each sample
  /// with what its fit says of it.
  package static func document(_ file: LatencyTableFile) -> String {
    let counts = sampleCounts(file)
    let fits = sortedFits(file).map { variant, fit in
      let band = fit.middleBand
      return JSONValue.object(known: [
        ("variant", .string(variant)), ("samples", .integer(counts[variant] ?? 0)),
        ("median_error_pct", fit.residuals.isEmpty ? nil : .number(fit.typicalError * 100)),
        ("largest_error_pct", fit.residuals.map(abs).max().map { .number($0 * 100) }),
        ("interval_lo_pct", .number((band.lowerBound - 1) * 100)),
        ("interval_hi_pct", .number((band.upperBound - 1) * 100)),
        ("cycles", object(fit.cycles) { .number($0) }),
        ("hull", object(fit.hull) { .array([.number($0.lowerBound), .number($0.upperBound)]) }),
      ])
    }
    let samples = file.samples.map { sample in
      let cost = sample.sample.cost
      let predicted = file.table.fits[cost.variant]?.predicted(cost)
      return JSONValue.object(known: [
        ("variant", .string(cost.variant)), ("layer", layer(sample.layer)),
        ("cycles", .number(sample.sample.cycles)),
        ("predicted_cycles", predicted.map { .number($0) }),
        ("error_pct", predicted.map { .number(($0 / sample.sample.cycles - 1) * 100) }),
      ])
    }
    return JSONValue.object(
      [.init("schema", .string("mcubench.latency-table-export/1"))] + members(of: file)
        + [.init("fits", .array(fits)), .init("samples", .array(samples))]
    ).text
  }

  // MARK: Parts

  /// What a table was made on and of.
  static func members(of file: LatencyTableFile) -> [JSONValue.Member] {
    let origin = file.table.origin
    let members: [(String, JSONValue?)] = [
      ("board_profile", .string(origin.board)), ("clock_hz", .integer(origin.clockHertz)),
      ("kernel_set", .string(origin.kernelSet)), ("kernel_hash", .string(origin.kernelHash)),
      ("evidence", .string(origin.evidence.rawValue)),
      ("timing_model", origin.timingModel.map { .string($0.name) }),
      ("timing_model_version", origin.timingModel.map { .string($0.version) }),
      ("compiler", .string(origin.compiler)), ("created", .string(origin.created.description)),
      ("shapes", .integer(file.table.shapeCount)),
      ("layer_overhead_cycles", .number(file.table.layerOverheadCycles)),
    ]
    return members.compactMap { name, value in value.map { JSONValue.Member(name, $0) } }
  }

  static func layer(_ layer: SweepLayer) -> JSONValue {
    .object(known: [
      ("operator", .string(layer.kind.rawValue)), ("height", .integer(layer.height)),
      ("width", .integer(layer.width)), ("channels", .integer(layer.channels)),
      ("outputs", .integer(layer.outputs)), ("kernel", .integer(layer.kernel)),
      ("stride", .integer(layer.stride)), ("padded", .bool(layer.isPadded)),
      ("rectified", .bool(layer.isRectified)), ("clamped", .bool(layer.isClamped)),
      ("normal", .bool(layer.isNormal)), ("per_tensor", .bool(layer.isPerTensor)),
    ])
  }

  private static func object<Value>(
    _ values: [String: Value], _ json: (Value) -> JSONValue
  ) -> JSONValue {
    .object(values.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, json($0.value)) })
  }

  private static func key(_ file: LatencyTableFile, _ variant: String) -> [Delimited.Field] {
    let origin = file.table.origin
    return [
      .word(origin.board), .word(origin.evidence.rawValue), .word(origin.kernelHash),
      .word(variant),
    ]
  }

  private static let originNames = [
    "timing_model", "timing_model_version", "kernel_set", "clock_hz",
  ]

  private static func origin(_ file: LatencyTableFile) -> [Delimited.Field] {
    let origin = file.table.origin
    return [
      .word(origin.timingModel?.name), .word(origin.timingModel?.version),
      .word(origin.kernelSet), .integer(origin.clockHertz),
    ]
  }

  private static func rounded(_ value: Double?) -> Delimited.Field {
    .number(value.map { ($0 * 1000).rounded() / 1000 })
  }
}
