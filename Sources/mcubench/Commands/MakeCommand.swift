import Architectures
import ArgumentParser
import Failures
import Foundation
import Reports
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

  @OptionGroup var input: InputRangeOption

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
    guard let output, !output.isEmpty else {
      throw ValidationError("name a directory with --output")
    }
  }

  func run() async throws {
    guard !list else {
      try Terminal.writeResult(try ArchitectureList.text(of: what, asJSON: json))
      return
    }
    guard let what, let output else { return }
    let settings = VariationFactory.Settings(
      inputRange: try input.range(), writesFloat: float)
    // Whatever is impossible shows before anything is written.
    let variations = try VariationWork.possible(
      factors.variations(of: what), skipsImpossible: skipImpossible)
    if save { try RunKeeper(places: places.places).check() }
    try Files.makeDirectory(output)
    let rows = try await VariationWork.rows(
      variations, settings, into: output, replacing: force ? .all : .none)
    if save {
      try SavedVariation.save(
        rows.filter { $0.state != .kept }.map(SavedVariation.init), in: places.places)
    }
    try Terminal.writeResult(json ? MakeReport.json(rows) : MakeReport.table(rows))
    let kept = rows.filter { $0.state == .kept }
    if !kept.isEmpty { throw KeptFiles(paths: kept.map(\.path)) }
  }
}

/// The flag that says what the pixels are.
struct InputRangeOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The pixels' range, which fixes the input's scale: LOW,HIGH.", valueName: "range"))
  var inputRange: String = "-1,1"

  func validate() throws { _ = try range() }

  func range() throws -> ClosedRange<Float> {
    let ends = inputRange.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low.isFinite, high.isFinite,
      low < high, low <= 0, high >= 0, Self.widths.contains(high - low)
    else {
      throw ValidationError(
        "--input-range '\(inputRange)' is not LOW,HIGH around 0, such as -1,1 or 0,1")
    }
    return low...high
  }

  /// Far around what pixels are scaled to; scales beyond it would not be representable.
  private static let widths: ClosedRange<Float> = 1e-6...1e6
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
