import ArgumentParser
import Benchmarking
import BoardProfiles
import Failures
import Glibc
import Measurements
import Reports
import ResultStore
import Workbench

/// The flags that say which board runs.
struct TargetOptions: ParsableArguments {
  /// Where a run takes place.
  enum Place: String, ExpressibleByArgument, CaseIterable {
    case auto, hardware, simulator
  }

  @Option(help: ArgumentHelp("The board's profile; see 'mcubench boards'.", valueName: "name"))
  var board: String

  @OptionGroup var link: LinkOptions

  var target: RunRequest.Target { link.target }
}

/// The flags that say where a board is and how it is flashed.
struct LinkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where to run.",
      discussion: "auto takes the board whose probe is attached, and a virtual board if none is."))
  var on: TargetOptions.Place = .auto

  @Option(
    help: ArgumentHelp(
      """
      The probe: its serial, its place usb:1-2.3, a name in the rig file, a server tcp:7184, or a \
      J-Link jlink:SERIAL.
      """,
      discussion: "Needed where several probes fit the board; 'mcubench probes' lists them.",
      valueName: "probe"))
  var probe: String?

  @Option(
    help: ArgumentHelp(
      "The serial port, where it is not the probe's own.",
      discussion: "Without --probe: of a board that runs the image already; nothing is flashed.",
      valueName: "device"))
  var port: String?

  @OptionGroup var rig: RigOption

  @OptionGroup var tool: FlashToolOption

  @Flag(help: "Flash even if the board runs the image already.")
  var reflash = false

  @Option(
    name: .customLong("vboard-fault"),
    help: ArgumentHelp("Let the virtual board misbehave.", visibility: .hidden))
  var faults: [String] = []

  /// Whether a flag says something about a real board.
  private var namesHardware: Bool {
    probe != nil || port != nil || reflash || rig.rig != nil || tool.tool != nil
  }

  /// Whether any of the flags is given.
  var isGiven: Bool { on != .auto || namesHardware || !faults.isEmpty }

  func validate() throws {
    if on == .simulator, namesHardware {
      throw ValidationError(
        "--on simulator takes no --probe, --port, --rig, --flash-with or --reflash")
    }
    if port != nil, probe == nil, !reflash, tool.tool != nil {
      throw ValidationError(
        "--port without --probe is for a board that runs its image already, so --flash-with would flash "
          + "nothing: give --probe too, or --reflash, or leave --flash-with away")
    }
    if !faults.isEmpty, on == .hardware || namesHardware {
      throw ValidationError("--vboard-fault is for virtual boards")
    }
  }

  var target: RunRequest.Target {
    if on == .simulator || !faults.isEmpty { return .virtualBoard(faults: faults) }
    if let port, probe == nil, !reflash { return .port(port) }
    let request = ProbeRequest(
      probe: probe, port: port, rig: rig.rig, isReflashing: reflash,
      tool: tool.tool)
    return on == .hardware || probe != nil || reflash
      ? .probe(request) : .whateverIsAttached(request)
  }
}

/// The flag that says what flashes a board that several tools can flash.
struct FlashToolOption: ParsableArguments {
  @Option(
    name: .customLong("flash-with"),
    help: ArgumentHelp(
      "What flashes the board: \(FlashTool.list).",
      discussion: "Default: what its profile has first.", valueName: "tool"))
  private var flashWith: FlashTool?

  var tool: BoardProfile.FlashSetting.Tool? { flashWith?.tool }

  /// A tool as it is typed.
  private struct FlashTool: ExpressibleByArgument {
    let tool: BoardProfile.FlashSetting.Tool

    static var allValueStrings: [String] {
      BoardProfile.FlashSetting.Tool.allCases.map(\.rawValue)
    }

    static var list: String { allValueStrings.joined(separator: ", ") }

    init?(argument: String) {
      guard let tool = BoardProfile.FlashSetting.Tool(rawValue: argument) else { return nil }
      self.tool = tool
    }
  }
}

/// The flag that says what is known of the boards on this bench.
struct RigOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The rig file: names, probes and ports of your boards.",
      discussion: "Default: $MCUBENCH_RIG, else $XDG_CONFIG_HOME/mcubench/rig.yaml if it is there.",
      valueName: "file"))
  var rig: String?
}

/// The flag that has networks run without what cannot change their outputs.
struct PruningOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Leave out channels that cannot change the outputs, by an exact test.",
      discussion: "Every result says so, and nights judge it apart from other runs."))
  var pruneDead = false
}

/// The flag that says where code and weights lie.
struct PlacementOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where code and weights lie: ram, copied there at start, or flash, read in place.",
      discussion: "For boards whose profile has a placement; code=ram,weights=flash on the Pico.",
      valueName: "code=m,weights=m"))
  var placement: String?
}

/// The flag that says how many cores share the layers.
struct CoresOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many of the chip's cores share each layer.",
      discussion: "For boards whose profile has cores: 1 or 2 on the Pico. Default: 1.",
      valueName: "n"))
  var cores: Int?
}

/// The flags that say how often to measure what.
struct MeasuringOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Runs a pass, instead of as many as the board needs.", valueName: "n"))
  var runs: Int?

  @Option(help: ArgumentHelp("Runs before the first that counts.", valueName: "n"))
  var warmup: Int?

  @Option(
    help: ArgumentHelp(
      "Passes, with commas between: clean, layer, cold, probe.", valueName: "list"))
  var passes = "clean,layer,cold,probe"

  @Option(
    help: ArgumentHelp(
      "Seconds after which no pass begins further runs.", valueName: "s"))
  var timeLimit: Int?

  func validate() throws {
    if let runs, !(1...10_000).contains(runs) {
      throw ValidationError("--runs takes a number from 1 to 10000")
    }
    if let warmup, !(0...10_000).contains(warmup) {
      throw ValidationError("--warmup takes a number from 0 to 10000")
    }
    if let timeLimit, !(1...1_000_000).contains(timeLimit) {
      throw ValidationError("--time-limit takes a number of seconds from 1 on")
    }
    guard let kinds = passKinds else {
      throw ValidationError("--passes takes clean, layer, cold and probe, with commas between")
    }
    if !kinds.contains(.clean) {
      throw ValidationError("--passes needs clean: it gives the headline")
    }
  }

  /// The passes in the order run, or `nil` when a word means none.
  private var passKinds: [PassKind]? {
    let words = passes.split(separator: ",")
    let kinds = words.compactMap { PassKind(rawValue: String($0)) }
    guard kinds.count == words.count else { return nil }
    return [PassKind.clean, .layer, .cold, .probe].filter(kinds.contains)
  }

  /// Whether any of the flags says something else than its default.
  var isGiven: Bool { choices != MeasuringChoices() }

  var choices: MeasuringChoices {
    var choices = MeasuringChoices()
    choices.runs = runs
    choices.warmupRuns = warmup
    choices.passes = passKinds ?? choices.passes
    choices.timeLimit = timeLimit.map { .seconds($0) }
    return choices
  }
}

/// The flags that say where a run's results go.
struct RunResultOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write the layers to this file; - is stdout.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Write the whole run to this file; - is stdout.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "The directory for layers.csv, run.json and samples.jsonl.",
      discussion: "Default: runs/RUN beside the results' file.", valueName: "dir"))
  var out: String?

  @Flag(help: "Say for each layer which kernel ran and why.")
  var explain = false

  /// Checks that a run can be stored, without making anything.
  func checkPlaces(_ places: Places) throws {
    try keeper(places).check()
    for file in [csv, json] { if let file { try ResultFile.check(file) } }
  }

  func keeper(_ places: Places) -> RunKeeper { RunKeeper(places: places, folder: out) }

  /// Writes the files that flags name, besides the run's own.
  func writeCopies(_ run: Measurement) throws {
    if let csv, csv != "-" { try ResultFile.write(LayersCSV.text(run), to: csv) }
    if let json, json != "-" { try ResultFile.write(RunDocument.text(run), to: json) }
  }

  /// Prints the table, or what a flag wants on stdout instead.
  func show(_ run: Measurement, place: String) throws {
    if csv == "-" {
      try Terminal.writeResult(LayersCSV.text(run))
    } else if json == "-" {
      try Terminal.writeResult(RunDocument.text(run))
    } else {
      try Terminal.writeResult(RunTable.text(run, place: place, explainsKernels: explain))
    }
  }
}
