package import Failures
import Glibc
import Hardware
import Synchronization

/// A command of the user's that takes a board's power away and gives it back: `uhubctl`, say.
package struct PowerCycleCommand: Sendable {
  /// The program, by path or by a name on the search path, and its arguments.
  let words: [String]
  let searchPath: [String]
  let limit: Duration

  package init(_ words: [String], searchPath: [String], limit: Duration = .seconds(30)) {
    self.words = words
    self.searchPath = searchPath
    self.limit = limit
  }

  /// Runs the command to its end.
  ///
  /// - Throws: ``PowerCycleError``, and `CancellationError` when the surrounding task is cancelled;
  ///   nothing that the command started is left by then.
  package func run() async throws {
    let program = try path()
    let (arguments, shown) = (Array(words.dropFirst()), words.joined(separator: " "))
    let said = Lines()
    func failure(_ ending: String) -> PowerCycleError {
      PowerCycleError(command: shown, ending: ending, lastLines: said.last)
    }
    let ending: SupervisedTool.Ending
    do {
      ending = try await withDeadline(
        limit, clock: ContinuousClock(), orThrow: DeadlinePassed()
      ) {
        try await SupervisedTool(program: program, arguments: arguments, directory: "/")
          .run { said.take($0) }
      }
    } catch is DeadlinePassed {
      throw failure("did not end in \(limit)")
    } catch let error as SupervisedTool.StartFailure {
      throw failure("cannot be started: \(error.problem)")
    }
    guard ending == .exit(status: 0) else { throw failure("ended with \(ending.description)") }
  }

  private func path() throws(PowerCycleError) -> String {
    let name = words.first ?? ""
    let places = name.contains("/") ? [name] : searchPath.map { "\($0)/\(name)" }
    guard let path = places.first(where: { access($0, X_OK) == 0 }) else {
      throw PowerCycleError(
        command: words.joined(separator: " "), ending: "is no program that can be run",
        lastLines: [])
    }
    return path
  }

  private struct DeadlinePassed: Error {}

  /// The last lines that a command printed.
  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var last: [String] { lines.withLock { $0 } }

    func take(_ line: String) {
      lines.withLock { lines in
        lines.append(line)
        if lines.count > 6 { lines.removeFirst() }
      }
    }
  }
}

/// Why a board's power could not be taken away and given back.
package struct PowerCycleError: Failure, Hashable {
  package let command: String
  /// `ended with exit status 1`.
  package let ending: String
  package let lastLines: [String]

  package var summary: String {
    (["the power cycle '\(command)' \(ending)"] + lastLines).joined(separator: "\n  ")
  }
  package var remedy: String? {
    "run the command by hand; it stands under powerCycle in the rig file"
  }
  package var failureClass: FailureClass? { .probe }
}
