// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Failures
import Foundation
import VirtualBoard

@main
struct VBoard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcubench-vboard",
    abstract: "Run a virtual board: its serial line on a pseudoterminal, its debug probe on TCP.",
    discussion: """
      SIGUSR1 switches the power of the board's USB port off and on: the probe comes back on the same \
      port, the serial line is made anew and told in another line on stdout.
      """,
    version: "mcubench-vboard 0.1.0")

  @Option(help: "The board to be: \(BoardModel.list).")
  var board: String

  @Option(
    help: """
      The firmware, an ELF file or a raw binary for the start of the chip's flash; \
      with a probe (--stlink-tcp, --jlink-tcp, --cmsis-dap-tcp), with --picoboot-tcp, and for esp32, \
      it may be left out, and flashed later.
      """)
  var image: String?

  @Option(
    name: .customLong("stlink-tcp"),
    help: """
      Answer as an ST-Link on this TCP port of 127.0.0.1, as stlink-server does, for boards with an \
      STM32; 0 picks one.
      """)
  var probePort: UInt16?

  @Option(
    name: .customLong("picoboot-tcp"),
    help: """
      Let the chip's boot ROM answer as a USB device on this TCP port of 127.0.0.1 while it waits for \
      USB, for pico; 0 picks one. The image may be left out.
      """)
  var bootPort: UInt16?

  @Option(
    name: .customLong("jlink-tcp"),
    help: """
      Answer as a J-Link on the chip's serial wire on this TCP port of 127.0.0.1, for pico, and tell of \
      it on UDP port 19020, where libjaylink listens; it connects to 19020 alone. The image may be \
      left out.
      """)
  var jLinkPort: UInt16?

  @Option(
    name: .customLong("cmsis-dap-tcp"),
    help: """
      Answer as a CMSIS-DAP probe on the chip's serial wire, a USB device on this TCP port of \
      127.0.0.1, for pico; 0 picks one. The image may be left out.
      """)
  var cmsisDAPPort: UInt16?

  @Flag(help: "Hold the board's BOOTSEL button at first.")
  var bootsel = false

  @Option(help: "The firmware that the ST-Link runs: V2J37M26, V2J24, V3J10, ...")
  var probeVersion: String?

  @Option(name: .customLong("stlink-api"), help: .hidden)
  var apiVersion: UInt32 = 3

  @Option(help: "The serial number of the board and its probe, which the chip's unique id follows.")
  var serial: String?

  @Option(
    name: .customLong("unique-id-from"), help: "A text that the chip's unique id follows instead.")
  var uniqueIDSource: String?

  @Option(help: "A way to misbehave; repeat it to combine: \(FaultMode.help).")
  var fault: [String] = []

  @Option(
    help: "What counts cycles: m7, m4, m0plus or lx6, the core's own, or instructions: one each.")
  var timing: String?

  @Option(help: "Change a constant of the timing model, NAME=VALUE; repeat it for more.")
  var timingParameter: [String] = []

  @Flag(help: "Print the timing model's constants, with where each comes from, and end.")
  var timingParameters = false

  @Option(
    help: """
      Write cycles by function and source line to this file at the end, and cycles by way of calls, \
      which flame-graph viewers read, to the same name with .folded behind it.
      """)
  var profile: String?

  @Option(help: "A path to make a symbolic link to the pseudoterminal at.")
  var link: String?

  @Flag(help: "End when the parent process ends or closes standard input.")
  var exitWithParent = false

  @Flag(help: "Print speed and where the cycles went on stderr at the end.")
  var stats = false

  @Flag(help: "Say on stderr what the probe's clients do.")
  var verbose = false

  func run() throws {
    do {
      if timingParameters {
        try printTimingParameters(of: BoardModel(named: board))
        return
      }
      if let profile { try checkPlace(profile) }
      let runner = try BoardRunner(settings(of: BoardModel(named: board)))
      announce(runner)
      runner.onReturn = announce
      if isatty(STDERR_FILENO) == 1, let port = runner.probePort { advise(port) }
      runner.run()
      if let profile { try write(runner, to: profile) }
      if stats {
        report(runner.statistics.text)
        runner.timingLines.forEach(report)
      }
    } catch let failure as any Failure {
      report("error: \(failure.summary)")
      if let remedy = failure.remedy { report("try: \(remedy)") }
      throw ExitCode(failure.exitStatus.rawValue)
    }
  }

  private func settings(of board: BoardModel) throws -> BoardSettings {
    let canBeFlashed =
      probePort != nil || jLinkPort != nil || cmsisDAPPort != nil || bootPort != nil
      || board.hasSerialLoader
    guard image != nil || canBeFlashed else {
      throw VirtualBoardError(reason: .nothingToRun(board))
    }
    guard (1...3).contains(apiVersion) else {
      throw VirtualBoardError(reason: .unknownAPIVersion(apiVersion))
    }
    var settings = BoardSettings(
      image: try image.map { try BoardImage(read($0), for: board.chip) },
      serial: serial
        ?? (probePort != nil
          ? BoardSettings.probeSerial
          : jLinkPort != nil ? BoardSettings.jLinkSerial : BoardSettings.plainSerial))
    settings.board = board
    settings.uniqueIDSource = uniqueIDSource
    settings.link = link
    settings.timing = try timingChoice()
    settings.followsCalls = profile != nil
    settings.faults = try fault.map(FaultMode.init)
    settings.endsWithParent = exitWithParent
    settings.isVerbose = verbose
    settings.bootPort = bootPort
    settings.jLinkPort = jLinkPort
    settings.cmsisDAPPort = cmsisDAPPort
    settings.holdsBootsel = bootsel
    let version = try probeVersion.map(STLinkVersion.init)
    if let probePort {
      guard settings.hasUsableSerial else {
        throw VirtualBoardError(reason: .unusableSerial(settings.serial))
      }
      var probe = BoardSettings.Probe(port: probePort)
      probe.version = version ?? .standard
      probe.apiVersion = apiVersion
      settings.probe = probe
    }
    return settings
  }

  private func write(_ runner: BoardRunner, to path: String) throws {
    let symbols = FunctionSymbols(elf: try image.map(read) ?? [])
    let report = runner.profile(symbols)
    let places = image.flatMap { SourceLines.places(of: report.addresses, in: $0) }
    try write(report.text(sourceLines: places ?? []), to: path)
    try write(report.foldedStacks, to: path + ".folded")
  }

  /// A place that takes no file is better known before a long run than after it.
  private func checkPlace(_ path: String) throws {
    for file in [path, path + ".folded"] {
      let folder = URL(filePath: file).deletingLastPathComponent().path
      var status = stat()
      let isThere = stat(file, &status) == 0
      if isThere, status.st_mode & S_IFMT == S_IFDIR {
        throw VirtualBoardError(reason: .unwritable(file, detail: "it is a directory"))
      }
      guard access(isThere ? file : folder, W_OK) == 0 else {
        let detail = String(cString: strerror(errno))
        throw VirtualBoardError(reason: .unwritable(file, detail: detail))
      }
    }
  }

  private func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path))
    } catch {
      throw VirtualBoardError(reason: .unwritable(path, detail: error.localizedDescription))
    }
  }

  private func timingChoice() throws -> TimingChoice {
    TimingChoice(model: timing, overrides: try timingParameter.map(TimingChoice.Override.init))
  }

  private func printTimingParameters(of board: BoardModel) throws {
    var settings = BoardSettings(image: nil, serial: BoardSettings.plainSerial)
    settings.board = board
    settings.timing = try timingChoice()
    let machine = try BoardRunner.machine(of: settings)
    let timing = machine.timing
    print("\(timing.model) version \(timing.version), \(timing.parameterHash ?? "no parameters")")
    for parameter in machine.timingParameters { print(parameter.text) }
  }

  /// Prints the line on stdout that says where the board is.
  private func announce(_ runner: BoardRunner) {
    let event = ReadyEvent(
      board: board, path: runner.path, serial: runner.serial, probePort: runner.probePort,
      jLinkPort: runner.jLinkPort,
      cmsisDAPPort: runner.cmsisDAPPort, bootPort: runner.bootPort, timing: runner.timing)
    print(event.json)
    fflush(nil)
  }

  private func advise(_ port: UInt16) {
    report("flash it from another terminal:")
    report(
      "  openocd -f interface/stlink.cfg -c \"hla_stlink_backend tcp \(port)\" "
        + "-f target/stm32f7x.cfg -c \"program FIRMWARE.elf verify reset exit\"")
  }

  /// Far beyond any image, with all that a debugger wants to know in it.
  private static let imageFileLimitBytes = 256 << 20

  private func read(_ path: String) throws -> [UInt8] {
    var status = stat()
    if stat(path, &status) == 0, Int(status.st_size) > Self.imageFileLimitBytes {
      throw VirtualBoardError(
        reason: .unreadable(path, detail: "\(status.st_size) B are more than any image has"))
    }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw VirtualBoardError(reason: .unreadable(path, detail: error.localizedDescription))
    }
  }

  private func report(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
