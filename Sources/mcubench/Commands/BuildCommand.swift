import ArgumentParser
import FirmwareGeneration
import Measurements
import Reports
import Workbench

/// `mcubench build`: a model's firmware as files, for people who flash by hand.
struct BuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Write a model's firmware: ELF, BIN, map and the generated C.",
    discussion: "The directory also gets a Makefile for the sources and a note on flashing.")

  @Argument(help: "The .tflite file.")
  var model: String

  @Option(help: ArgumentHelp("The board's profile; see 'mcubench boards'.", valueName: "name"))
  var board: String

  @Option(name: [.short, .long], help: ArgumentHelp("The directory to write.", valueName: "dir"))
  var output: String

  @Option(
    name: .customLong("protocol"),
    help: ArgumentHelp(
      "What the firmware speaks: framed, which 'run' measures with, or eembc, MLPerf Tiny's."))
  var speaks: FirmwareProtocol = .framed

  @Option(
    help: ArgumentHelp(
      "With eembc: vww, ic, kws or ad, or raw for the input tensor's own bytes.",
      discussion: "By default guessed from the model's shapes."))
  var benchmark: EEMBCBenchmark?

  @OptionGroup var pruning: PruningOptions

  @OptionGroup var place: PlacementOption

  @OptionGroup var cores: CoresOption

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  @Flag(help: "Print each stage with the time it took.")
  var verbose = false

  @OptionGroup var workbench: WorkbenchOptions

  func validate() throws {
    if benchmark != nil, speaks != .eembc {
      throw ValidationError("--benchmark goes with --protocol eembc")
    }
  }

  func run() async throws {
    let bench = try workbench.workbench()
    let line = ProgressLine(isVerbose: verbose)
    let built = try await line.during {
      try await bench.build(
        BuildRequest(
          modelPath: model, board: board, speaks: speaks, benchmark: benchmark,
          prunesDead: pruning.pruneDead, placement: place.placement, cores: cores.cores)
      ) { line.note($0) }
    }
    try Task.checkCancellation()
    var made: Set<String> = []
    for file in built.files {
      let path = "\(output)/\(file.path)"
      let directory = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
      if made.insert(directory).inserted { try Files.makeDirectory(directory) }
      try ResultFile.write(file.bytes, to: path)
    }
    try Terminal.writeResult(json ? document(built) : text(built))
  }

  private func text(_ built: BuiltFirmware) -> String {
    var text = "build \(built.buildID.prefix(32)), \(built.layerCount) layers\n"
    if let pruning = built.pruning { text += "  pruned: \(PruningText.sentence(pruning))\n" }
    text += "  protocol: \(protocolText(built.session))\n"
    for region in built.regions {
      let available = region.available.map { " of \(NumberText.grouped($0)) B" } ?? ""
      text += "  \(region.name): \(NumberText.grouped(region.used)) B\(available)\n"
    }
    for file in built.files where !file.path.contains("/") {
      text += "  \(output)/\(file.path): \(NumberText.grouped(file.bytes.count)) B\n"
    }
    return text + "  \(output)/src: the sources, with a Makefile\n"
  }

  private func protocolText(_ session: FirmwareSession) -> String {
    switch session {
    case .framed: "framed, for 'mcubench run'"
    case .eembc(let device):
      "eembc at \(EEMBCDevice.baud) baud, model '\(device.benchmark.modelName)', inputs of "
        + "\(NumberText.grouped(device.inputBytes)) B (\(device.encoding.title))\n"
        + "  buffer: \(NumberText.grouped(device.bufferBytes)) B in \(device.bufferRegion)"
    }
  }

  private func document(_ built: BuiltFirmware) -> String {
    JSONValue.object(known: [
      ("schema", .string("mcubench.build/1")), ("board", .string(board)),
      ("build_id", .string(built.buildID)), ("compiler", .string(built.compiler)),
      ("layers", .integer(built.layerCount)),
      ("pruning", built.pruning.map(RunDocument.json)),
      ("protocol", .string(built.session.speaks.rawValue)), ("eembc", eembc(built.session)),
      (
        "regions",
        .array(
          built.regions.map { region in
            .object(known: [
              ("name", .string(region.name)), ("used_bytes", .integer(region.used)),
              ("available_bytes", region.available.map { JSONValue.integer($0) }),
            ])
          })
      ),
      (
        "files",
        .array(
          built.files.map { file in
            .object(known: [
              ("path", .string("\(output)/\(file.path)")), ("bytes", .integer(file.bytes.count)),
            ])
          })
      ),
    ]).text
  }

  private func eembc(_ session: FirmwareSession) -> JSONValue? {
    guard case .eembc(let device) = session else { return nil }
    return .object(known: [
      ("benchmark", .string(device.benchmark.rawValue)),
      ("model", .string(device.benchmark.modelName)), ("baud", .integer(EEMBCDevice.baud)),
      ("encoding", .string(device.encoding.rawValue)),
      ("input_bytes", .integer(device.inputBytes)),
      ("buffer_bytes", .integer(device.bufferBytes)),
      ("buffer_region", .string(device.bufferRegion)),
    ])
  }
}

extension FirmwareProtocol: ExpressibleByArgument {}
extension EEMBCBenchmark: ExpressibleByArgument {}

extension EEMBCDevice.Encoding {
  fileprivate var title: String {
    switch self {
    case .asTheyAre: "the input tensor's own bytes"
    case .pixels: "pixels in 0 to 255"
    case .floats: "float32, little-endian"
    }
  }
}
