import Architectures
import ContentHash
import FoundationEssentials
import Workbench

/// What a sweep keeps of a variation that it made; a line of its journal.
struct SweepFigures: Codable, Hashable, Sendable {
  let name: String
  let seed: UInt64
  let inputLow: Float
  let inputHigh: Float
  let sha256: String
  let trainingParameters: Int
  let trainableParameters: Int
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
    trainableParameters = row.trainableParameters
    fileParameters = row.fileParameters
    macs = row.macs
    fileBytes = row.fileBytes
    romBytes = row.romBytes
    peakBytes = row.peakBytes
    canRun = row.canRun
  }

  /// Bytes of the file a weight or bias in it.
  var bytesPerParameter: Double { Double(fileBytes) / Double(max(1, fileParameters)) }

  /// Bytes of the file a trained parameter, as the paper has it.
  var bytesPerTrainingParameter: Double { Double(fileBytes) / Double(max(1, trainingParameters)) }

  /// Whether it was made with this seed and range, and stands at `path` as it was made.
  func isWhole(at path: String, seed: UInt64, inputRange: ClosedRange<Float>) -> Bool {
    guard isMade(with: seed, inputRange), let bytes = try? Files.readRegular(path) else {
      return false
    }
    return SHA256Digest(of: bytes).hexadecimal == sha256
  }
}

extension SweepFigures {
  fileprivate func isMade(with seed: UInt64, _ inputRange: ClosedRange<Float>) -> Bool {
    self.seed == seed && inputLow == inputRange.lowerBound && inputHigh == inputRange.upperBound
  }
}

/// The journal of the sweeps of a folder: a line of JSON a variation that was made, so that a sweep
/// goes on where it was stopped and knows its own files.
struct SweepJournal: Sendable {
  private static let newline = UInt8(ascii: "\n")

  private let path: String
  /// What was made last under each name.
  private(set) var known: [String: SweepFigures] = [:]
  /// What was ever made here, by hash.
  private var made: [String: SweepFigures] = [:]
  private var endsInsideLine = false

  /// Reads what earlier sweeps left; lines that are cut or of another form are passed over.
  ///
  /// - Throws: `FileFailure` for a journal that is there and cannot be read.
  init(folder: String) throws(FileFailure) {
    path = folder + "/sweep.jsonl"
    guard Files.exists(path) else { return }
    let bytes = try Files.readRegular(path)
    endsInsideLine = bytes.last.map { $0 != Self.newline } ?? false
    for line in bytes.split(separator: Self.newline) {
      if let figures = try? JSONDecoder().decode(SweepFigures.self, from: Data(line)) {
        note(figures)
      }
    }
  }

  /// The hashes of the files that were made here with this seed and input range.
  func hashes(seed: UInt64, inputRange: ClosedRange<Float>) -> Set<String> {
    Set(made.values.lazy.filter { $0.isMade(with: seed, inputRange) }.map(\.sha256))
  }

  private mutating func note(_ figures: SweepFigures) {
    known[figures.name] = figures
    made[figures.sha256] = figures
  }

  /// Adds a variation at the journal's end.
  mutating func add(_ figures: SweepFigures) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let line = try encoder.encode(figures) + [Self.newline]
    // Behind a line that was cut, a new one begins.
    try Files.append((endsInsideLine ? [Self.newline] : []) + line, to: path)
    endsInsideLine = false
    note(figures)
  }
}
