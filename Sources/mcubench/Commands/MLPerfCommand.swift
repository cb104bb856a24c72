import ArgumentParser
import Failures
import Foundation
import MLPerfTiny
import Measurements
import Reports
import Workbench

extension TinyBenchmark: ExpressibleByArgument {}

/// `mcubench mlperf`: an MLPerf Tiny benchmark on a device that speaks the suite's protocol.
struct MLPerfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mlperf",
    abstract: "Run an MLPerf Tiny benchmark on any device that speaks the suite's protocol.",
    discussion: """
      With --image a virtual board boots the image. Without, the device runs its firmware already: \
      behind --port, or on the probe of --board. Five windows of at least ten seconds each, a \
      virtual board one of a second of its own time. With --data the answers to the whole data set \
      are scored.
      """)

  @OptionGroup var place: MLPerfPlaceOptions

  @Option(
    help: ArgumentHelp(
      "vww, ic, kws or ad, where the device does not say it.", valueName: "benchmark"))
  var benchmark: TinyBenchmark?

  @Option(
    help: ArgumentHelp(
      "The suite's data: y_labels.csv and its files, or the directory above vww01, ic01, ...",
      discussion: "Without it the inputs are made here, and no quality is told.",
      valueName: "dir"))
  var data: String?

  @Flag(help: "Run all windows at full length on a virtual board too.")
  var full = false

  @Option(
    help: ArgumentHelp(
      "The directory for log.txt, results.txt and results.json.",
      discussion: "Default: mlperf/TIME beside the results' file.", valueName: "dir"))
  var output: String?

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  @OptionGroup var workbench: WorkbenchOptions

  func run() async throws {
    let bench = try workbench.workbench()
    let folder = output ?? bench.newSessionFolder(at: Self.time)
    let request = MLPerfRequest(
      target: place.target, baud: place.baud, benchmark: benchmark, dataDirectory: data,
      isFull: full, folder: folder)
    let line = MLPerfProgressLine()
    let report: TinyReport
    do {
      report = try await bench.mlperf(
        request, progress: { line.note($0) },
        // What a broken session has measured is as good as before; that it cannot be written shows
        // at the end.
        keep: { try? write($0, to: folder) })
    } catch {
      Terminal.eraseProgress()
      if Files.exists(folder + "/log.txt") {
        Terminal.note("what was said until then is in \(Terminal.harmless(folder))")
      }
      throw error
    }
    Terminal.eraseProgress()
    try write(report, to: folder)
    try Terminal.writeResult(
      json
        ? MLPerfDocument.text(report, folder: folder) : MLPerfReport.text(report, folder: folder))
  }

  @Sendable private func write(_ report: TinyReport, to folder: String) throws {
    try ResultFile.write(MLPerfResultsText.text(report), to: folder + "/results.txt")
    try ResultFile.write(MLPerfDocument.resultsText(report), to: folder + "/results.json")
  }

  /// The time as a directory's name: `20261121T043221Z`.
  private static var time: String {
    let now = Timestamp(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    return now.description.prefix { $0 != "." }.filter { $0 != "-" && $0 != ":" } + "Z"
  }
}

/// The flags that say where the device is.
struct MLPerfPlaceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The board's profile; see 'mcubench boards'.", valueName: "name"))
  var board: String?

  @Option(
    help: ArgumentHelp(
      "An image for a virtual board: ELF, or raw for the start of the flash.", valueName: "file"))
  var image: String?

  @Option(
    help: ArgumentHelp(
      "What a virtual board's cycle is: m7, m0plus, or instructions for one an instruction.",
      discussion: "Default: the board's own timing model.", valueName: "model"))
  var timing: String?

  @Option(help: ArgumentHelp("The device's serial port.", valueName: "device"))
  var port: String?

  @Option(
    help: ArgumentHelp(
      "The probe whose port it is: its serial, its place usb:1-2.3, or a name in the rig file.",
      discussion: "Needed where several probes fit the board.", valueName: "probe"))
  var probe: String?

  @OptionGroup var rig: RigOption

  @Option(help: ArgumentHelp("The speed of the serial line.", valueName: "baud"))
  var baud = 115_200

  func validate() throws {
    guard board != nil || port != nil else {
      throw ValidationError("name the device with --board, or its serial port with --port")
    }
    if image != nil, board == nil {
      throw ValidationError("--image needs --board: the virtual board that boots it")
    }
    if image != nil, port != nil || probe != nil || rig.rig != nil {
      throw ValidationError("--image is for a virtual board and takes no --port, --probe or --rig")
    }
    if timing != nil, image == nil {
      throw ValidationError("--timing is for the virtual board that boots --image")
    }
    if port != nil, probe != nil { throw ValidationError("--port and --probe exclude each other") }
    if baud < 1 { throw ValidationError("--baud takes a positive number") }
  }

  var target: MLPerfRequest.Target {
    if let board, let image { return .virtualBoard(board, imagePath: image, timing: timing) }
    if let port { return .port(port) }
    return .probe(ProbeRequest(probe: probe, rig: rig.rig), board: board ?? "")
  }
}
