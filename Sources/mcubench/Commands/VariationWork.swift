import Architectures
import ContentHash
import Failures
import Foundation
import ModelGraph
import Reports
import VariationFactory
import Workbench

/// Makes, analyses and writes variations, as many at a time as there are processors.
enum VariationWork {
  /// The variations that are networks; the others are noted and left out, or refused.
  ///
  /// - Throws: `FactorError` of the first that is none, unless they are to be left out.
  static func possible(
    _ variations: [Variation], skipsImpossible: Bool
  ) throws(FactorError) -> [Variation] {
    var possible: [Variation] = []
    var leftOut = 0
    for variation in variations {
      guard let obstacle = variation.obstacle() else {
        possible.append(variation)
        continue
      }
      if !skipsImpossible || variations.count == 1 { _ = try variation.outline() }
      leftOut += 1
      if leftOut <= mostNotes {
        Terminal.note("left out \(variation.name.text): \(obstacle.problem)")
      }
    }
    if leftOut > mostNotes { Terminal.note("left out \(leftOut - mostNotes) more") }
    return possible
  }

  /// Notes of variations that are left out; a grid may have thousands.
  private static let mostNotes = 20

  /// Which files that stand there and differ are replaced.
  enum Replacing: Sendable {
    case all, none
    /// Those of these hashes.
    case files(Set<String>)

    fileprivate func includes(_ there: [UInt8]?) -> Bool {
      switch self {
      case .all: true
      case .none: false
      case .files(let hashes):
        there.map { hashes.contains(SHA256Digest(of: $0).hexadecimal) } ?? false
      }
    }
  }

  /// One row a variation, in their order; `each` is called with a row as soon as its file is whole.
  ///
  /// - Throws: The first failure; variations that were written before stay, each whole.
  static func rows(
    _ variations: [Variation], _ settings: VariationFactory.Settings, into folder: String,
    replacing: Replacing, each: (MadeRow) throws -> Void = { _ in }
  ) async throws -> [MadeRow] {
    var rows = [MadeRow?](repeating: nil, count: variations.count)
    var done = 0
    try await withThrowingTaskGroup(of: (Int, MadeRow).self) { group in
      var waiting = variations.enumerated().makeIterator()
      func start() {
        guard let (place, variation) = waiting.next() else { return }
        group.addTask {
          try Task.checkCancellation()
          return (place, try row(variation, settings, into: folder, replacing: replacing))
        }
      }
      for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { start() }
      for try await (place, row) in group {
        rows[place] = row
        try each(row)
        done += 1
        if Terminal.isInteractive, variations.count > 1 {
          Terminal.drawProgress("made \(done) of \(variations.count): \(row.name)")
        }
        start()
      }
    }
    Terminal.eraseProgress()
    return rows.compactMap(\.self)
  }

  private static func row(
    _ variation: Variation, _ settings: VariationFactory.Settings, into folder: String,
    replacing: Replacing
  ) throws -> MadeRow {
    let made = try VariationFactory.make(variation, settings)
    let name = variation.name.text
    let analysis = try ModelAnalysis.analysis(
      of: made.int8Bytes, named: name, trainingParameters: made.parameters.count)
    let path = "\(folder)/\(name).tflite"
    var state = try write(made.int8Bytes, to: path, replacing)
    var floatPath: String?
    if let bytes = made.floatBytes {
      let path = "\(folder)/\(name).float32.tflite"
      if try write(bytes, to: path, replacing) == .kept { state = .kept }
      floatPath = path
    }
    return MadeRow(
      variation: variation, analysis: analysis, trainableCount: made.parameters.trainableCount,
      path: path, floatPath: floatPath, state: state)
  }

  private static func write(
    _ bytes: [UInt8], to path: String, _ replacing: Replacing
  ) throws -> MadeRow.State {
    if Files.exists(path) {
      let there = try? Files.readRegular(path)
      if there == bytes { return .same }
      guard replacing.includes(there) else { return .kept }
    }
    try Files.replace(path, with: bytes)
    return .written
  }
}

/// One variation that was made.
struct MadeRow: Sendable {
  /// What became of its file.
  enum State: String, Sendable {
    case written
    /// It was there already, byte for byte.
    case same
    /// Another one is there and stayed.
    case kept
  }

  let variation: Variation
  let name: String
  let sha256: String
  /// Keras's count, normalizations with four a channel.
  let trainingParameters: Int
  let trainableParameters: Int
  /// Elements of the file's weights and biases.
  let fileParameters: Int
  let macs: Int
  let fileBytes: Int
  let romBytes: Int?
  let peakBytes: Int
  let canRun: Bool
  let path: String
  let floatPath: String?
  let state: State

  init(
    variation: Variation, analysis: Analysis, trainableCount: Int, path: String,
    floatPath: String?, state: State
  ) {
    self.variation = variation
    name = analysis.name
    sha256 = analysis.facts.graph.source.sha256
    trainingParameters = analysis.trainingParameterCount ?? 0
    trainableParameters = trainableCount
    fileParameters = analysis.facts.parameterCount
    macs = analysis.facts.macCount
    fileBytes = analysis.facts.graph.source.fileBytes
    romBytes = analysis.imageConstantBytes
    peakBytes = analysis.facts.peakBytes
    canRun = analysis.unsupported == nil
    self.path = path
    self.floatPath = floatPath
    self.state = state
  }

  /// Bytes of the file a weight or bias in it.
  var bytesPerParameter: Double { Double(fileBytes) / Double(max(1, fileParameters)) }

  /// Bytes of the file a trained parameter, as the paper has it.
  var bytesPerTrainingParameter: Double { Double(fileBytes) / Double(max(1, trainingParameters)) }
}
