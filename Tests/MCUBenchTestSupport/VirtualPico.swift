import Foundation

/// A virtual Pico that may wait in its boot ROM, for as long as a test needs it.
///
/// Its serial line hangs on an adapter of its own, as a real one's does.
package final class VirtualPico: Sendable {
  private struct Ready: Decodable {
    let picobootTCP: Int?
    let cmsisDAPTCP: Int?

    private enum CodingKeys: String, CodingKey {
      case picobootTCP = "picoboot_tcp"
      case cmsisDAPTCP = "cmsis_dap_tcp"
    }
  }

  /// The board did not start.
  package struct NotReady: Error {
    package let errors: String
  }

  /// A link that leads to the serial line.
  package let link: String
  /// The TCP port that the boot ROM, or the probe, answers at.
  package let port: Int
  private let process: ChildProcess
  private let output: LineReader
  private let errorFile: String
  private let input = Pipe()

  /// Starts a board whose files lie in `directory`; without an image it waits in its boot ROM.
  ///
  /// `device` is what stands between it and the bus: `picoboot`, or `cmsis-dap` for a debug probe.
  package init(
    _ arguments: [String] = [], behind device: String = "picoboot", in directory: String
  ) throws {
    let stem = "\(directory)/\(UUID().uuidString)"
    link = stem + ".tty"
    errorFile = stem + ".err"
    let pipe = Pipe()
    process = try ChildProcess(
      TestPrograms.directory.appending(path: "mcubench-vboard").path,
      ["--board", "pico", "--\(device)-tcp", "0", "--link", link, "--exit-with-parent"] + arguments,
      input: .pipe(input), output: .pipe(pipe), errors: .file(errorFile))
    output = LineReader(pipe.fileHandleForReading)
    guard let line = output.next(),
      let ready = try? JSONDecoder().decode(Ready.self, from: Data(line.utf8)),
      let port = ready.picobootTCP ?? ready.cmsisDAPTCP
    else {
      process.terminate()
      process.waitUntilExit()
      throw NotReady(errors: (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "")
    }
    self.port = port
  }

  deinit { process.terminate() }

  /// What the board has said on stderr so far.
  package var errorsSoFar: String {
    (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? ""
  }

  /// Takes the board's power away and gives it back; returns when it is ready again.
  package func powerCycle(holdingBootsel: Bool = false) throws {
    process.send(holdingBootsel ? SIGUSR2 : SIGUSR1)
    guard output.next() != nil else { throw NotReady(errors: errorsSoFar) }
  }

  package func end() {
    process.terminate()
    process.waitUntilExit()
  }

  /// The board's USB device for the bus, with further settings: `["path=1-2"]`.
  package func plug(_ settings: [String] = []) -> [String] {
    ["--boot", (["tcp=\(port)"] + settings).joined(separator: ",")]
  }

  /// Runs a program of the build, or one of the system's by its path, with a bus of these devices.
  package static func run(
    _ program: String, _ arguments: [String], with devices: [String], in directory: String,
    environment: [String: String?] = [:], within limit: Duration = .seconds(180)
  ) async throws -> ProgramOutcome {
    let path =
      program.contains("/") ? program : TestPrograms.directory.appending(path: program).path
    return try await ProgramRun(
      TestPrograms.buildDirectory.appending(path: "fake-usb-bus").path,
      devices + ["--", path] + arguments, in: directory, environment: environment
    ).outcome(within: limit)
  }
}
