import Glibc
import Hardware
import Synchronization

/// A command of the system's that is run once: its words, and what came of it.
package struct SystemCommand: Hashable, Sendable {
  /// The program, by path or by a name on the search path, and its arguments.
  package let words: [String]
  package let searchPath: [String]
  package let limit: Duration
  /// So many of the lines printed last are kept.
  package let keptLines: Int

  /// How a command ended and what it printed.
  package struct Outcome: Hashable, Sendable {
    /// `nil` when all is well, else a clause: `ended with exit status 1`.
    package let failure: String?
    /// The last lines that it printed on either stream.
    package let lines: [String]
  }

  package init(
    _ words: [String], searchPath: [String], limit: Duration = .seconds(20), keptLines: Int = 6
  ) {
    self.words = words
    self.searchPath = searchPath
    self.limit = limit
    self.keptLines = keptLines
  }

  /// The program's path, or `nil` when there is none that can be run.
  package var program: String? {
    let name = words.first ?? ""
    let places = name.contains("/") ? [name] : searchPath.map { "\($0)/\(name)" }
    return places.first { access($0, X_OK) == 0 }
  }

  /// Runs the command to its end.
  ///
  /// - Throws: `CancellationError` when the surrounding task is cancelled; nothing that the command
  ///   started is left by then.
  package func run() async throws -> Outcome {
    guard let program else {
      return Outcome(failure: "is no program that can be run", lines: [])
    }
    let arguments = Array(words.dropFirst())
    let said = Mutex<[String]>([])
    func outcome(_ failure: String?) -> Outcome {
      Outcome(failure: failure, lines: said.withLock { $0 })
    }
    do {
      let ending = try await withDeadline(
        limit, clock: ContinuousClock(), orThrow: DeadlinePassed()
      ) {
        try await SupervisedTool(program: program, arguments: arguments, directory: "/")
          .run { line in said.withLock { $0 = ($0 + [line]).suffix(keptLines) } }
      }
      return outcome(ending == .exit(status: 0) ? nil : "ended with \(ending.description)")
    } catch is DeadlinePassed {
      return outcome("did not end in \(limit)")
    } catch let error as SupervisedTool.StartFailure {
      return outcome("cannot be started: \(error.problem)")
    }
  }

  private struct DeadlinePassed: Error {}
}
