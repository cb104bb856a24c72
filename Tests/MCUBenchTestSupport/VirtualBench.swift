import Foundation
import Glibc

/// Virtual boards on a USB bus of their own, which programs take for the machine's.
///
/// Programs must be linked dynamically. The bus needs umockdev: see ``isAvailable``.
package final class VirtualBench: Sendable {
  /// A board that is wanted.
  package struct Wish: Hashable, Sendable {
    /// For `mcubench-vboard`: `["--serial", "066F", "--fault", "target-silent"]`.
    package let arguments: [String]
    /// For its place on the bus, as `fake-usb-bus --help` tells: `["path=1-2", "access=denied"]`.
    package let plug: [String]
    /// Whether the probe has a serial port, as every ST-Link but the V2 has.
    package let hasPort: Bool

    package init(_ arguments: [String] = [], plug: [String] = [], hasPort: Bool = true) {
      self.arguments = arguments
      self.plug = plug
      self.hasPort = hasPort
    }
  }

  package let boards: [VirtualBoardRun]
  private let directory: String
  private let busArguments: [String]

  /// Whether this machine has what the bus needs; the reason for a test that is skipped is
  /// ``missing``.
  package static let isAvailable: Bool = {
    guard let library = dlopen("libumockdev-preload.so.0", RTLD_LAZY) else { return false }
    dlclose(library)
    return true
  }()

  package static let missing = "umockdev is not installed"

  /// Starts a board for each wish; files lie in `directory`.
  ///
  /// `others` are further devices for the bus: `["--bridge", "1a86:7523,tty=/dev/pts/3"]`.
  package init(_ wishes: [Wish] = [Wish()], others: [String] = [], in directory: String) throws {
    let boards = try wishes.map { try VirtualBoardRun($0.arguments, in: directory) }
    busArguments =
      zip(wishes, boards).flatMap { wish, board in
        let settings =
          ["tcp=\(board.ready.stlinkTCP)"] + (wish.hasPort ? ["tty=\(board.link)"] : []) + wish.plug
        return ["--probe", settings.joined(separator: ",")]
      } + others
    self.boards = boards
    self.directory = directory
  }

  /// Starts a program that sees the boards: by its name in ``TestPrograms/directory``, by its name
  /// on the path, or by its path.
  package func start(
    _ program: String, _ arguments: [String] = [], environment: [String: String?] = [:],
    busOptions: [String] = []
  ) throws -> ProgramRun {
    let built = TestPrograms.directory.appending(path: program).path
    let isBuilt = !program.contains("/") && access(built, X_OK) == 0
    return try ProgramRun(
      TestPrograms.buildDirectory.appending(path: "fake-usb-bus").path,
      busOptions + busArguments + ["--", isBuilt ? built : program] + arguments, in: directory,
      environment: environment)
  }

  /// Runs a program that sees the boards to its end.
  package func run(
    _ program: String, _ arguments: [String] = [], environment: [String: String?] = [:],
    within limit: Duration = .seconds(180)
  ) async throws -> ProgramOutcome {
    try await start(program, arguments, environment: environment).outcome(within: limit)
  }

  /// Ends the boards and waits until they are gone.
  package func end() {
    for board in boards { board.end() }
  }

  /// Runs `work` with boards in a directory of their own, and takes all down afterwards.
  package static func with<Value>(
    _ wishes: [Wish] = [Wish()], others: [String] = [],
    _ work: (_ bench: VirtualBench, _ directory: String) async throws -> Value
  ) async throws -> Value {
    try await withTemporaryDirectory { directory in
      let bench = try VirtualBench(wishes, others: others, in: directory)
      defer { bench.end() }
      return try await work(bench, directory)
    }
  }
}
