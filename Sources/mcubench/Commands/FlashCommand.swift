import ArgumentParser
import FirmwareArtifacts
import Hardware
import Reports
import Workbench

/// `mcubench flash`: an image into a board's flash, once and by hand.
struct FlashCommand: AsyncParsableCommand {
  /// How hard to try, as it is typed.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case plain
    case underReset = "under-reset"
    case massErase = "mass-erase"

    var method: FlashMethod {
      switch self {
      case .plain: .plain
      case .underReset: .underReset
      case .massErase: .massErase
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "flash",
    abstract: "Put an image into a board's flash, check it, and start it.",
    discussion: """
      The file's own checksums are looked at before anything is written. Afterwards the board has \
      been reset, and no debugger is attached; whether the image runs, 'mcubench run --port' or \
      'mcubench monitor' hears.
      """)

  @Argument(
    help: "An ELF file, a BIN file for the start of the flash, or a UF2 file for an RP2040.")
  var image: String

  @Option(help: ArgumentHelp("The board's profile; see 'mcubench boards'.", valueName: "name"))
  var board: String

  @Option(
    help: ArgumentHelp(
      """
      The probe: its serial, its place usb:1-2.3, a name in the rig file, a server tcp:7184, or a \
      J-Link jlink:SERIAL.
      """,
      discussion: "Needed where several probes fit the board.", valueName: "probe"))
  var probe: String?

  @OptionGroup var rig: RigOption

  @OptionGroup var tool: FlashToolOption

  @Option(
    help: ArgumentHelp(
      "plain, under-reset for firmware that keeps the debugger out, or mass-erase."))
  var method: Method = .plain

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  @OptionGroup var workbench: WorkbenchOptions

  func run() async throws {
    let bench = try workbench.workbench()
    let request = FlashRequest(
      imagePath: image, board: board,
      probe: ProbeRequest(probe: probe, rig: rig.rig, tool: tool.tool),
      method: method.method)
    let flashed = try await bench.flash(request) { stage in
      if Terminal.isInteractive { Terminal.drawProgress(stage.rawValue) }
    }
    Terminal.eraseProgress()
    try Terminal.writeResult(json ? document(flashed) : text(flashed))
  }

  private func text(_ flashed: FlashedBoard) -> String {
    let report = flashed.report
    let supply = report.targetMillivolts.map {
      "  Supply    \(NumberText.fixed(Double($0) / 1000, digits: 2)) V at the target\n"
    }
    return """
      \(Terminal.harmless(image)) is on \(board) at \(Terminal.harmless(flashed.probe))
        Tool      \(report.tool)
        Time      \(NumberText.fixed(report.duration.inSeconds, digits: 2)) s
        Image     \(report.imageProof)
        Verified  \(verdict(report))

      """ + (supply ?? "")
  }

  private func verdict(_ report: FlashReport) -> String {
    report.isVerified
      ? "yes: the flash holds the file; the board was reset and has no debugger attached, "
        + "but nobody listened whether it runs"
      : "no: the board took the file and left its boot ROM; what its flash holds was not read back"
  }

  private func document(_ flashed: FlashedBoard) -> String {
    let report = flashed.report
    return JSONValue.object(known: [
      ("schema", .string("mcubench.flash/1")), ("board", .string(board)),
      ("probe", .string(flashed.probe)), ("image", .string(image)),
      ("method", .string(method.rawValue)), ("tool", .string(report.tool)),
      ("seconds", .number(report.duration.inSeconds)), ("verified", .bool(report.isVerified)),
      ("image_evidence", .string(report.imageEvidence.rawValue)),
      ("target_millivolts", report.targetMillivolts.map { .integer($0) }),
    ]).text
  }
}
