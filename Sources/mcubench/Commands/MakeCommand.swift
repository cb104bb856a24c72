import Architectures
import ArgumentParser
import Failures
import Foundation
import ModelCatalog
import Reports
import ResultStore
import VariationFactory
import Workbench

/// `mcubench make`: variations of architectures as int8 models, without TensorFlow.
struct MakeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make",
    abstract: "Make variations of a network from its scaling factors, as int8 .tflite files.",
    discussion: """
      Factors take several values, and every combination is made: --alpha 0.1,0.25 --loop 1-5. Weights \
      are random and fixed by the seed; they are not trained. A file that is there stays unless \
      --force. KB is 1024 bytes.
      """)

  @Argument(
    help: ArgumentHelp(
      "An architecture, or a variation's name such as mobilenetv1_0.25_96_c3_o2_l5.",
      valueName: "architecture"))
  var what: String?

  @Option(name: [.short, .customLong("output")], help: "The directory that the files go to.")
  var output: String?

  @OptionGroup var factors: FactorOptions

  @Option(
    help: ArgumentHelp(
      "The pixels' range, which fixes the input's scale: LOW,HIGH.", valueName: "range"))
  var inputRange: String = "-1,1"

  @Flag(help: "Write the float32 network too, as NAME.float32.tflite.")
  var float = false

  @Flag(help: "Leave out combinations that give no network, with a note.")
  var skipImpossible = false

  @Flag(help: "Replace files that are there and differ.")
  var force = false

  @Flag(help: "Put the models into the store, too, as 'mcubench models add' does.")
  var save = false

  @Flag(help: "List the architectures with their factors, and make nothing.")
  var list = false

  @Flag(help: "Write JSON instead of the table.")
  var json = false

  @OptionGroup var places: PlaceOptions

  func validate() throws {
    if list {
      guard output == nil else { throw ValidationError("--list makes nothing: leave out --output") }
      return
    }
    guard what != nil else {
      throw ValidationError("name an architecture or a variation; --list lists them")
    }
    guard output != nil else { throw ValidationError("name a directory with --output") }
  }

  func run() async throws {
    guard !list else {
      try Terminal.writeResult(try ArchitectureList.text(of: what, asJSON: json))
      return
    }
    guard let what, let output else { return }
    let settings = VariationFactory.Settings(
      inputRange: try PixelRange(parsing: inputRange).range, writesFloat: float)
    // Whatever is impossible shows before anything is written.
    let variations = try VariationWork.possible(
      factors.variations(of: what), skipsImpossible: skipImpossible)
    try Files.makeDirectory(output)
    let rows = try await VariationWork.rows(
      variations, settings, into: output, replaces: force)
    if save { try keep(rows) }
    try Terminal.writeResult(json ? MakeReport.json(rows) : MakeReport.table(rows))
    let kept = rows.filter { $0.state == .kept }
    if !kept.isEmpty { throw KeptFiles(paths: kept.map(\.path)) }
  }

  /// Puts what was made into the store; of a file that stayed as it was, nothing.
  private func keep(_ rows: [MadeRow]) throws {
    let models = try rows.filter { $0.state != .kept }.map { row in
      try CatalogedModel(
        analysing: row.path,
        training: TrainingParameterCounts(
          total: row.trainingParameters, trainable: row.trainableParameters,
          nonTrainable: row.trainingParameters - row.trainableParameters))
    }
    let store = try ResultStore(path: places.places.store)
    try store.record(models, at: .now)
    try store.close()
  }
}

/// The range of `--input-range`.
struct PixelRange: Hashable {
  let range: ClosedRange<Float>

  init(parsing text: String) throws {
    let ends = text.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low.isFinite, high.isFinite,
      low < high, low <= 0, high >= 0
    else {
      throw ValidationError("--input-range '\(text)' is not LOW,HIGH around 0, such as -1,1 or 0,1")
    }
    range = low...high
  }
}

/// Files that stood there with other contents and were left as they are.
struct KeptFiles: Failure, Hashable {
  let paths: [String]

  var summary: String {
    let rest = paths.count > 1 ? " and \(paths.count - 1) more" : ""
    return "kept \(TerminalText.escaping(paths[0]))\(rest), which differs from what was made"
  }
  var remedy: String? { "give --force to replace what is there, or another --output" }
}
