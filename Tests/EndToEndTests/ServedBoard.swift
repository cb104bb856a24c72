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

  /// Starts a board with these arguments, runs `work` with it, and ends it.
  static func with<Value>(
    _ arguments: [String] = [], in home: Sandbox, _ work: (ServedBoard) async throws -> Value
  ) async throws -> Value {
    let link = "\(home.directory)/tty-\(UUID().uuidString.prefix(8))"
    let board = try RunningBoard.withProbe(["--link", link] + arguments)
    board.closeLine()
    defer { _ = board.end() }
    return try await work(
      ServedBoard(
        probe: "tcp:\(board.probePort ?? 0)", port: link,
        processID: board.process.processID))
  }
}
