import ArgumentParser
import ContentHash
import Failures
import Foundation
import Imports
import Measurements
import ModelGraph
import Reports
import ResultStore
import TFLiteReader
import Workbench

/// Brings runs into the store that were measured for another one, or by another tool.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Bring a run from elsewhere into the store.",
    discussion: """
      A bundle as 'export --bundle' writes it, a folder or a .tar, is checked file by file and \
      stored as it was. results.json of an MLPerf Tiny run, by 'mcubench mlperf' or by the suite's \
      own runner, and the table of TFLM's MicroProfiler::LogCsv take --evidence, --board and \
      --clock, for they do not say; what nobody knows stays empty. Such runs are marked imported, \
      are at best degraded, and never enter a series or a calibration.
      """)

  @Argument(help: ArgumentHelp("The bundle or file.", valueName: "path"))
  var path: String

  @Option(
    help: ArgumentHelp(
      "Of another tool's file: where its times come from, measured or simulated.",
      valueName: "kind"))
  var evidence: Evidence?

  @Option(help: ArgumentHelp("Of another tool's file: the board's name.", valueName: "name"))
  var board: String?

  @Option(
    help: ArgumentHelp(
      "Of another tool's file: the core clock in hertz; of a profiler's table, ticks a second.",
      valueName: "hertz"))
  var clock: Int?

  @Option(
    help: ArgumentHelp(
      "Of another tool's file: the model that ran, for its digest and name.", valueName: "file"))
  var model: String?

  @Flag(help: "Print JSON instead of the text.")
  var json = false

  @OptionGroup var places: PlaceOptions

  func run() throws {
    let now = Timestamp(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    let work = RunImport(program: "mcubench " + MCUBench.configuration.version, time: now)
    let result: RunImport.Result
    switch try RunImport.source(at: path) {
    case .bundle(let bundle):
      if evidence != nil || board != nil || clock != nil || model != nil {
        throw ValidationError(
          "A bundle says itself what it holds: it takes no --evidence, --board, --clock, --model.")
      }
      result = try work.store(bundle, path: path, in: ResultStore(path: places.places.store))
    case .file(let bytes):
      let naming = try naming(at: now)
      // What is refused leaves no store behind.
      _ = try ForeignRun.read(bytes, path: path, naming: naming)
      result = try work.store(
        bytes, path: path, naming: naming, in: ResultStore(path: places.places.store))
    }
    for note in result.notes { Terminal.note(Terminal.harmless(note)) }
    if result.outcome == .alreadyThere {
      Terminal.note("run \(result.run.runID.short) is in the store already; nothing was changed")
    }
    try Terminal.writeResult(
      json
        ? ImportReport.json(result.run, result.origin, isNew: result.outcome == .stored)
        : ImportReport.text(result.run, result.origin, isNew: result.outcome == .stored))
  }

  private func naming(at now: Timestamp) throws -> ImportNaming {
    guard let evidence, let board, let clock else {
      throw ValidationError(
        "A file of another tool needs --evidence, --board and --clock, for it does not say.")
    }
    var naming = ImportNaming(
      evidence: evidence, board: board, clockHertz: clock, time: now)
    if let model {
      let bytes = try Files.read(model, limit: 1 << 26)
      naming.modelSHA256 = SHA256Digest(of: bytes).hexadecimal
      naming.modelBytes = bytes.count
      naming.modelOperators = try TFLiteReader.read(bytes).layers.map { layer in
        layer.customName ?? "\(layer.kind)"
      }
      let file = model.split(separator: "/").last.map(String.init) ?? model
      naming.modelName = file.hasSuffix(".tflite") ? String(file.dropLast(7)) : file
    }
    return naming
  }
}
