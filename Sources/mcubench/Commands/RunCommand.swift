import ArgumentParser
import Benchmarking
import Failures
import Measurements
import Reports
import Workbench

/// `mcubench run`: one model, one board, every layer's cycles.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Build a model's firmware, run it on a board, and print its latency by layer.",
    discussion: """
      Without --input the network runs on a smooth seeded input. The board's outputs are held \
      against the host's, bit for bit; a run whose outputs differ is stored without its timing and \
      ends with status 1. Passes are timed on the first vector; further vectors run once each.
      """)

  @Argument(help: "The .tflite file.")
  var model: String

  @OptionGroup var target: TargetOptions

  @OptionGroup var measuring: MeasuringOptions

  @Option(
    help: ArgumentHelp(
      "Inputs: one file a graph input, in graph order, with commas between.",
      discussion: "Raw little-endian elements or .npy; a file of k vectors runs all k.",
      valueName: "file,..."))
  var input: String?

  @Option(help: ArgumentHelp("Run only this vector of the input, from 0.", valueName: "n"))
  var vector: Int?

  @Option(
    help: ArgumentHelp(
      "Write the outputs of the vectors run, in graph order, one after another.",
      valueName: "file"))
  var saveOutput: String?

  @OptionGroup var pruning: PruningOptions

  @OptionGroup var place: PlacementOption

  @OptionGroup var cores: CoresOption

  @OptionGroup var correction: CorrectionOptions

  @OptionGroup var results: RunResultOptions

  @Flag(help: "Print each stage with the time it took.")
  var verbose = false

  @OptionGroup var workbench: WorkbenchOptions

  private var inputPaths: [String] {
    input.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
  }

  func validate() throws {
    if let vector, vector < 0 { throw ValidationError("--vector counts from 0") }
    try correction.validate(on: target)
    if results.csv == "-", results.json == "-" {
      throw ValidationError("only one of --csv and --json can go to stdout")
    }
    if inputPaths.contains("") {
      throw ValidationError("--input takes file names with commas between, none of them empty")
    }
  }

  func run() async throws {
    let bench = try workbench.workbench()
    _ = try bench.buildableBoard(
      named: target.board, placement: place.placement, cores: cores.cores)
    // A place that cannot take the run is better known before the run than after it.
    try results.checkPlaces(workbench.places)
    if let saveOutput { try ResultFile.check(saveOutput) }
    let request = RunRequest(
      modelPath: model, board: target.board, target: target.target,
      inputPaths: inputPaths, vector: vector, choices: measuring.choices,
      prunesDead: pruning.pruneDead, placement: place.placement, cores: cores.cores,
      correction: correction.request)
    let line = ProgressLine(isVerbose: verbose)
    let finished = try await line.during {
      try await bench.run(
        request, program: "mcubench " + MCUBench.configuration.version,
        progress: { line.note($0) })
    }
    try Task.checkCancellation()
    let measurement = try results.keeper(workbench.places).keep(
      finished.measurement, ofModelAt: model)
    // The run is safe by now, whatever becomes of the files that the flags name.
    if let saveOutput {
      try ResultFile.write(finished.outputs.flatMap { $0.flatMap(\.self) }, to: saveOutput)
    }
    try results.writeCopies(measurement)
    try results.show(measurement, place: workbench.places.store)
    if let failure = finished.correctionFailure { throw failure }
    if let failure = Self.failure(of: finished) { throw failure }
  }

  /// Why the run's figures must not be used, or `nil`.
  static func failure(of finished: FinishedRun) -> (any Failure)? {
    if let first = finished.differences.first {
      return WrongOutput(first: first, count: finished.differences.count)
    }
    guard finished.measurement.validity == .invalid else { return nil }
    return InvalidRun(issues: finished.measurement.issues.filter { $0.severity == .invalid })
  }
}

/// The board computed something else than the host.
struct WrongOutput: Failure, Hashable {
  let first: OutputDifference
  /// Outputs that differ, over all vectors.
  let count: Int

  var summary: String {
    let mismatch = first.mismatch
    return "output \(mismatch.output) of vector \(mismatch.vector) is wrong: "
      + "\(mismatch.differingElements) of \(mismatch.elementCount) elements differ from the host's, "
      + "first element \(mismatch.firstElement): expected \(first.expected), got \(first.got)"
      + (count > 1 ? "; \(count - 1) more outputs differ" : "")
      + "; the run is stored as invalid_output"
  }
  var remedy: String? { "run again; if it stays wrong, report it with the model" }
}

/// The run's figures must not be used.
struct InvalidRun: Failure, Hashable {
  let issues: [Issue]

  /// Issues that another run would find again.
  private static let lastingCodes: Set<String> = [
    "core_clock", "counter_kind", "register_count", "register_read_back", "clock_unproven",
  ]

  var summary: String { "the run is invalid: " + issues.map(\.text).joined(separator: "; ") }
  var remedy: String? {
    issues.contains { Self.lastingCodes.contains($0.code) }
      ? "make the firmware set the chip as boards/NAME.yaml says, or mend the profile"
      : "run again; 'mcubench doctor' looks over the machine"
  }
}
