import Foundation
import LatencyTables
import Measurements

/// The file as JSON: a line a fit and a line a sample, keys in order, so that equal tables are equal
/// files and a change shows as the lines it changes.
extension LatencyTableFile {
  /// The file's text.
  ///
  /// - Throws: ``LatencyTableFileError`` when a figure is not finite, which no fit gives.
  package func text(path: String = "the table") throws(LatencyTableFileError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    func line(_ value: some Encodable) throws(LatencyTableFileError) -> String {
      do {
        return String(decoding: try encoder.encode(value), as: UTF8.self)
      } catch {
        throw LatencyTableFileError(path: path, reason: .malformed("a figure is not finite"))
      }
    }
    var fits: [String] = []
    for (variant, fit) in table.fits.sorted(by: { $0.key < $1.key }) {
      fits.append("\(try line(variant)): \(try line(FitRecord(fit)))")
    }
    var lines: [String] = []
    for sample in samples { lines.append(try line(SampleRecord(sample))) }
    let members = [
      "\"fits\": {\(Self.block(fits))}",
      "\"layer_overhead_cycles\": \(try line(table.layerOverheadCycles))",
      "\"origin\": \(try line(table.origin))",
      "\"samples\": [\(Self.block(lines))]",
      "\"schema\": \(try line(Self.schema))",
      "\"shape_count\": \(try line(table.shapeCount))",
    ]
    return "{\n\(members.joined(separator: ",\n"))\n}\n"
  }

  private static func block(_ lines: [String]) -> String {
    lines.isEmpty ? "" : "\n\(lines.joined(separator: ",\n"))\n"
  }

  /// The table that `bytes` hold; `path` is for errors only.
  package static func parse(
    _ bytes: [UInt8], path: String
  ) throws(LatencyTableFileError) -> LatencyTableFile {
    let data = Data(bytes)
    let found = try decode(Head.self, from: data, path: path).schema
    guard found == schema else {
      throw LatencyTableFileError(path: path, reason: .otherSchema(found))
    }
    let document = try decode(Document.self, from: data, path: path)
    if let (key, problem) = document.fault {
      throw LatencyTableFileError(path: path, reason: .wrongKey(key: key, problem: problem))
    }
    return LatencyTableFile(
      table: LatencyTable(
        origin: document.origin,
        fits: Dictionary(
          uniqueKeysWithValues: document.fits.map { ($0.key, $0.value.fit(of: $0.key)) }),
        layerOverheadCycles: document.layerOverheadCycles, shapeCount: document.shapeCount),
      samples: document.samples.map(\.sample))
  }

  fileprivate static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, path: String
  ) throws(LatencyTableFileError) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: data)
    } catch {
      throw LatencyTableFileError(path: path, reason: .init(error))
    }
  }
}

/// A sample as a line of its own, as the file has it.
extension CalibrationSample {
  /// The line, without an end.
  ///
  /// - Precondition: the cycles are finite, as those of every sample are.
  package var line: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let data = try? encoder.encode(SampleRecord(self)) else {
      preconditionFailure("a sample's cycles and terms are finite")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// The sample of a ``line``.
  package init(line: String) throws(LatencyTableFileError) {
    self = try LatencyTableFile.decode(
      SampleRecord.self, from: Data(line.utf8), path: "a stored sample"
    ).sample
  }
}

/// What every version of the file begins with.
private struct Head: Decodable {
  let schema: String
}

private struct Document: Decodable {
  let origin: LatencyTable.Origin
  let layerOverheadCycles: Double
  let shapeCount: Int
  let fits: [String: FitRecord]
  let samples: [SampleRecord]

  /// A key and what of its value no calibration gives, or `nil`.
  var fault: (key: String, problem: String)? {
    guard (0...TableBounds.cycles).contains(layerOverheadCycles) else {
      return ("layer_overhead_cycles", "is below 0 or beyond all reason")
    }
    switch (origin.evidence, origin.timingModel) {
    case (.simulated, nil): return ("origin.timing_model", "is missing of simulated figures")
    case (.simulated, _), (.measured, nil): return nil
    case (.measured, _): return ("origin.timing_model", "measured figures are of no timing model")
    default: return ("origin.evidence", "is neither measured nor simulated")
    }
  }
}

/// What a file's figures may be at most; far beyond any layer's.
private enum TableBounds {
  static let cycles = 1e12
  static let counts = 1e12
  static let extent = 1 << 20
  /// The errors of a prediction: none is below -1, since no cycles are below 0.
  static let residuals = -1.0...1e6
}

private struct FitRecord: Codable {
  let cycles: [String: Double]
  let hull: [String: Range]
  let residuals: [Double]
  let sampleCycles: [Double]

  /// The least and the most, as `[1,64]`.
  struct Range: Codable {
    let least: Double
    let most: Double

    init(_ range: ClosedRange<Double>) { (least, most) = (range.lowerBound, range.upperBound) }

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      least = try values.decode(Double.self)
      most = try values.decode(Double.self)
      guard least <= most, values.isAtEnd else {
        throw DecodingError.dataCorruptedError(
          in: values, debugDescription: "a range is its least and its most value")
      }
    }

    func encode(to encoder: any Encoder) throws {
      var values = encoder.unkeyedContainer()
      try values.encode(least)
      try values.encode(most)
    }
  }

  init(_ fit: VariantFit) {
    cycles = fit.cycles
    hull = fit.hull.mapValues(Range.init)
    residuals = fit.residuals
    sampleCycles = fit.sampleCycles
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    cycles = try values.decode([String: Double].self, forKey: .cycles)
    hull = try values.decode([String: Range].self, forKey: .hull)
    residuals = try values.decode([Double].self, forKey: .residuals)
    sampleCycles = try values.decode([Double].self, forKey: .sampleCycles)
    guard residuals.isEmpty || residuals.count == sampleCycles.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .residuals, in: values, debugDescription: "a residual belongs to each sample")
    }
    guard cycles.values.allSatisfy({ $0 >= 0 }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .cycles, in: values, debugDescription: "a term's cycles are below 0")
    }
    let allCycles = Array(cycles.values) + sampleCycles
    guard allCycles.allSatisfy({ $0 <= TableBounds.cycles }),
      sampleCycles.allSatisfy({ $0 > 0 }), residuals.allSatisfy(TableBounds.residuals.contains)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .residuals, in: values, debugDescription: "a fit's figures are beyond all reason")
    }
  }

  func fit(of variant: String) -> VariantFit {
    VariantFit(
      variant: variant, cycles: cycles, residuals: residuals, sampleCycles: sampleCycles,
      hull: hull.mapValues { $0.least...$0.most })
  }
}

private struct SampleRecord: Codable {
  let layer: SweepLayer
  let variant: String
  let terms: [String: Double]
  let extents: [String: Double]
  let cycles: Double

  init(_ sample: CalibrationSample) {
    layer = sample.layer
    let cost = sample.sample.cost
    variant = cost.variant
    terms = Dictionary(cost.terms.map { ($0.name, $0.count) }, uniquingKeysWith: +)
    extents = Dictionary(cost.extents.map { ($0.name, $0.count) }, uniquingKeysWith: +)
    cycles = sample.sample.cycles
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    layer = try values.decode(SweepLayer.self, forKey: .layer)
    variant = try values.decode(String.self, forKey: .variant)
    terms = try values.decode([String: Double].self, forKey: .terms)
    extents = try values.decode([String: Double].self, forKey: .extents)
    cycles = try values.decode(Double.self, forKey: .cycles)
    guard cycles > 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .cycles, in: values, debugDescription: "a layer's cycles are not above 0")
    }
    guard cycles <= TableBounds.cycles, terms.values.allSatisfy({ $0 <= TableBounds.counts }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .cycles, in: values, debugDescription: "cycles or terms are beyond all reason")
    }
    let sides = [
      layer.height, layer.width, layer.channels, layer.kernel, layer.stride,
    ]
    guard sides.allSatisfy((1...TableBounds.extent).contains),
      (0...TableBounds.extent).contains(layer.outputs)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .layer, in: values, debugDescription: "an extent is below 1 or beyond all reason")
    }
    guard terms.values.allSatisfy({ $0 >= 0 }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .terms, in: values, debugDescription: "a term's count is below 0")
    }
  }

  var sample: CalibrationSample {
    func terms(_ counts: [String: Double]) -> [CostTerm] {
      counts.map { CostTerm($0.key, $0.value) }
    }
    return CalibrationSample(
      layer: layer,
      sample: LatencySample(
        cost: LayerCost(variant: variant, terms: terms(self.terms), extents: terms(extents)),
        cycles: cycles))
  }
}
