import ArgumentParser
import Calibration
import Failures
import Reports
import Workbench

/// `mcubench calibrate`: what the layers of a board take, as a latency table.
struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Measure a sweep of layers on a board, and make its latency table of them.",
    discussion: """
      The table is what 'mcubench predict' predicts with: measured on a real board, simulated on a \
      virtual one. Many layers share a firmware; each is measured under the contract of 'run'. \
      Every firmware is stored as it comes: whatever ends the command, the same command goes on \
      where it was, and ends with the same table.
      """)

  @OptionGroup var target: TargetOptions

  @Option(
    help: ArgumentHelp(
      "Minutes after which no firmware is begun that would end later.",
      discussion:
        "The table is then made of what there is; the same command goes on for as long again.",
      valueName: "n"))
  var budgetMinutes: Double?

  @Option(help: ArgumentHelp("Layers to measure.", valueName: "n"))
  var shapes = CalibrationPlan.usualShapes

  @Option(help: ArgumentHelp("Most layers that a firmware measures.", valueName: "n"))
  var firmwareLayers = CalibrationPlan.usualLayersPerFirmware

  @Option(help: ArgumentHelp("What the drawing of layers begins with.", valueName: "n"))
  var seed = CalibrationPlan.usualSeed

  @Flag(help: "Begin anew where a calibration was begun; its samples stay stored.")
  var restart = false

  @Option(
    help: ArgumentHelp(
      "Write the table to this file.",
      discussion: "Default: tables/BOARD.json beside the results.", valueName: "file"))
  var output: String?

  @OptionGroup var place: PlacementOption

  @OptionGroup var cores: CoresOption

  @Flag(help: "Print no line a firmware.")
  var quiet = false

  @Flag(help: "Print each stage of every firmware with the time it took.")
  var verbose = false

  @OptionGroup var workbench: WorkbenchOptions

  func validate() throws {
    if let budgetMinutes, !(budgetMinutes > 0 && budgetMinutes <= 100_000) {
      throw ValidationError("--budget-minutes takes a number above 0, at most 100000")
    }
    guard (1...4000).contains(shapes) else {
      throw ValidationError("--shapes takes a number from 1 to 4000")
    }
    guard (1...200).contains(firmwareLayers) else {
      throw ValidationError("--firmware-layers takes a number from 1 to 200")
    }
    if quiet, verbose { throw ValidationError("give --quiet or --verbose, not both") }
    if case .port = target.target {
      throw ValidationError(
        "--port without --probe flashes nothing, and each firmware has to be flashed: give --probe "
          + "too, or --reflash")
    }
  }

  func run() async throws {
    let bench = try workbench.workbench()
    if let output {
      try ResultFile.check(output)
      _ = try Files.replaceable(output)
    }
    let request = CalibrationRequest(
      board: target.board, target: target.target, placement: place.placement, cores: cores.cores,
      shapes: shapes, layersPerFirmware: firmwareLayers, seed: seed,
      budget: budgetMinutes.map { .milliseconds(Int64($0 * 60_000)) }, restarts: restart,
      output: output)
    let line = ProgressLine(isVerbose: verbose)
    let isQuiet = quiet
    let finished = try await line.during {
      try await bench.calibrate(
        request, program: "mcubench " + MCUBench.configuration.version,
        progress: { event in
          if !isQuiet { Terminal.note(CalibrationText.line(event)) }
        }, benchProgress: { line.note($0) })
    }
    try Terminal.writeResult(
      LatencyTableReport.text(finished.file, path: finished.path)
        + CalibrationText.remarks(finished))
  }
}
