import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// `mcubench-vboard` with its probe on a TCP port, and nothing in its flash unless an image is named.
final class ProbedBoard: Sendable {
  private let run: ProgramRun
  /// The text of `--probe`.
  let probe: String
  /// The board's serial port.
  let port: String

  private init(_ run: ProgramRun, probe: String, port: String) {
    self.run = run
    self.probe = probe
    self.port = port
  }

  /// Runs `work` with a board that misbehaves as `arguments` say, and ends it.
  static func with(
    _ arguments: [String] = [], in home: Sandbox, _ work: (ProbedBoard) async throws -> Void
  ) async throws {
    let run = try ProgramRun(
      "mcubench-vboard", ["--board", "stm32f746g", "--stlink-tcp", "0"] + arguments,
      in: home.directory)
    let board: ProbedBoard
    do {
      let deadline = ContinuousClock.now + .seconds(30)
      while !run.outputSoFar.contains("\n"), ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(5))
      }
      let line = try #require(run.outputSoFar.split(separator: "\n").first)
      let ready = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      board = ProbedBoard(
        run, probe: "tcp:\(try #require(ready["stlink_tcp"] as? Int))",
        port: try #require(ready["pty"] as? String))
      try await work(board)
    } catch {
      await end(run)
      throw error
    }
    await end(run)
  }

  private static func end(_ run: ProgramRun) async {
    run.send(signal: SIGTERM)
    // Counted from its start.
    #expect(await !run.outcome(within: .seconds(180)).isOverdue)
  }
}

/// Programs of the system that tests need and `make test` installs.
enum SystemProgram {
  static let hasOpenOCD = has("openocd")

  private static func has(_ name: String) -> Bool {
    (TestPrograms.environment["PATH"] ?? "").split(separator: ":")
      .contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}
