import Foundation
import MCUBenchTestSupport

/// A virtual board that waits on TCP to be flashed as a real one is, for a test's length.
struct ServedBoard {
  /// What `--probe` calls it.
  let probe: String
  /// A link to its serial line, which stays when a power cycle makes the line anew.
  let port: String
  let processID: Int32

  /// The flags that lead to it.
  var flags: [String] { ["--probe", probe, "--port", port] }

  /// OpenOCD, which flashes it, where it is installed.
  static let hasOpenOCD = (TestPrograms.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/openocd") }

  struct NotReady: Error {
    let errors: String
  }

  /// Starts a board with these arguments, runs `work` with it, and ends it.
  static func with<Value>(
    _ arguments: [String] = [], in home: Sandbox, _ work: (ServedBoard) async throws -> Value
  ) async throws -> Value {
    let link = "\(home.directory)/tty-\(UUID().uuidString.prefix(8))"
    let board = try ProgramRun(
      "mcubench-vboard",
      ["--board", "stm32f746g", "--stlink-tcp", "0", "--link", link] + arguments,
      in: home.directory)
    defer { board.send(signal: SIGTERM) }
    guard let line = await board.firstLine(within: .seconds(30)),
      let ready = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let port = ready["stlink_tcp"] as? Int
    else { throw NotReady(errors: board.errorsSoFar) }
    return try await work(
      ServedBoard(probe: "tcp:\(port)", port: link, processID: board.processID))
  }
}
