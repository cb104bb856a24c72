import ArgumentParser
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

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  @Flag(help: "Print each stage with the time it took.")
  var verbose = false

  @OptionGroup var workbench: WorkbenchOptions

  func run() async throws {
    let bench = try workbench.workbench()
    let line = ProgressLine(isVerbose: verbose)
    let built = try await line.during {
      try await bench.build(modelPath: model, board: board, progress: { line.note($0) })
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
    for region in built.regions {
      let available = region.available.map { " of \(NumberText.grouped($0)) B" } ?? ""
      text += "  \(region.name): \(NumberText.grouped(region.used)) B\(available)\n"
    }
    for file in built.files where !file.path.contains("/") {
      text += "  \(output)/\(file.path): \(NumberText.grouped(file.bytes.count)) B\n"
    }
    return text + "  \(output)/src: the sources, with a Makefile\n"
  }

  private func document(_ built: BuiltFirmware) -> String {
    JSONValue.object(known: [
      ("schema", .string("mcubench.build/1")), ("board", .string(board)),
      ("build_id", .string(built.buildID)), ("compiler", .string(built.compiler)),
      ("layers", .integer(built.layerCount)),
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
}
