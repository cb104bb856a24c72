import Architectures
import FoundationEssentials
import Measurements
import ModelGraph
import Reports
import Workbench

/// A variation of a sweep: what was made, and what a board is predicted to take.
struct SweepRow: Sendable {
  let figures: SweepFigures
  let path: String
  /// Whether an earlier sweep had made it.
  let isResumed: Bool
  var prediction: Measurement?
  /// Why there is no prediction, where one was asked for.
  var problem: String?

  /// Predicted microseconds of an inference, or `nil` without a prediction of every layer.
  var microseconds: Double? {
    guard let prediction, prediction.validity.isUsable else { return nil }
    return prediction.clean.flatMap { prediction.microseconds($0.median) }
  }

  /// The limits that it misses, in the budget's order; one that is unknown is missed.
  func missed(_ budget: RunBudget?) -> [String] {
    (budget?.limits ?? []).filter { limit in
      guard let value = value(of: limit.quantity) else { return true }
      return value > limit.value
    }.map(\.quantity.name)
  }

  private func value(of quantity: RunBudget.Quantity) -> Double? {
    switch quantity {
    case .latency: microseconds
    case .bytesPerParameter: figures.bytesPerParameter
    case .model(.ram): Double(figures.peakBytes)
    case .model(.rom): figures.romBytes.map { Double($0) }
    case .model(.macs): Double(figures.macs)
    case .model(.params): Double(figures.trainingParameters)
    case .model(.file): Double(figures.fileBytes)
    }
  }
}

/// What a sweep keeps of a variation that it made; a line of its journal.
struct SweepFigures: Codable, Hashable, Sendable {
  let name: String
  let seed: UInt64
  let inputLow: Float
  let inputHigh: Float
  let sha256: String
  let trainingParameters: Int
  let fileParameters: Int
  let macs: Int
  let fileBytes: Int
  let romBytes: Int?
  let peakBytes: Int
  let canRun: Bool

  init(_ row: MadeRow, inputRange: ClosedRange<Float>) {
    name = row.name
    seed = row.variation.seed
    inputLow = inputRange.lowerBound
    inputHigh = inputRange.upperBound
    sha256 = row.sha256
    trainingParameters = row.trainingParameters
    fileParameters = row.fileParameters
    macs = row.macs
    fileBytes = row.fileBytes
    romBytes = row.romBytes
    peakBytes = row.peakBytes
    canRun = row.canRun
  }

  /// Bytes of the file a trained parameter.
  var bytesPerParameter: Double { Double(fileBytes) / Double(max(1, trainingParameters)) }
}

/// What rows of a sweep are ordered by; latency with the least first, the rest with the most.
enum SweepOrder: String, CaseIterable {
  case params, macs, file, ram, latency

  /// The rows that keep the budget first, each part in this order, equals by name.
  func sorted(_ rows: [SweepRow], budget: RunBudget?) -> [SweepRow] {
    rows.sorted { left, right in
      let (fits, alsoFits) = (left.missed(budget).isEmpty, right.missed(budget).isEmpty)
      if fits != alsoFits { return fits }
      let (first, second) = (key(of: left), key(of: right))
      return first == second ? left.figures.name < right.figures.name : first > second
    }
  }

  private func key(of row: SweepRow) -> Double {
    switch self {
    case .params: Double(row.figures.trainingParameters)
    case .macs: Double(row.figures.macs)
    case .file: Double(row.figures.fileBytes)
    case .ram: Double(row.figures.peakBytes)
    case .latency: -(row.microseconds ?? .infinity)
    }
  }
}

/// The journal of a sweep in its folder: a line of JSON a variation, so that the same sweep goes on
/// where it was stopped.
struct SweepJournal: Sendable {
  private let path: String
  private(set) var known: [String: SweepFigures] = [:]

  /// Reads what an earlier sweep left; lines that are cut or of another form are passed over.
  init(folder: String) {
    path = folder + "/sweep.jsonl"
    guard let bytes = try? Files.readRegular(path, limit: 1 << 26) else { return }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let figures = try? JSONDecoder().decode(SweepFigures.self, from: Data(line)) else {
        continue
      }
      known[figures.name] = figures
    }
  }

  /// Writes the journal whole.
  mutating func save(_ figures: [SweepFigures]) throws {
    for one in figures { known[one.name] = one }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var bytes: [UInt8] = []
    for one in known.values.sorted(by: { $0.name < $1.name }) {
      bytes += try encoder.encode(one) + [UInt8(ascii: "\n")]
    }
    try Files.replace(path, with: bytes)
  }
}
