import Failures
import ProcessTools

/// What `doctor --fix` does: commands, each with its purpose and the one that takes it back.
package struct Repair: Hashable, Sendable {
  /// One command.
  package struct Step: Hashable, Sendable {
    /// As a phrase: `let udev read its rules again`.
    package let purpose: String
    package let words: [String]
    /// Takes the step back; `nil` where there is nothing to take back.
    let undo: [String]?

    init(_ purpose: String, _ words: [String], undo: [String]? = nil) {
      self.purpose = purpose
      self.words = words
      self.undo = undo
    }

    /// As a shell takes it.
    package var line: String { words.map(Self.quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
      let isPlain = word.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || "/-_.=,:+".utf8.contains(byte)
      }
      return isPlain && !word.isEmpty
        ? word
        : "'"
          + word.split(separator: "'", omittingEmptySubsequences: false)
          .joined(separator: #"'\''"#) + "'"
    }
  }

  package let steps: [Step]
  /// What the person has to do afterwards, as a sentence, or `nil`.
  package let afterwards: String?

  /// With which rights the commands can be run.
  package enum Rights: Hashable, Sendable {
    case root
    /// sudo asks for no password.
    case sudo
    case none
  }

  /// Runs every step, and takes back what was done when one fails.
  ///
  /// `rights` are not ``Rights/none``; `announce` takes each step before it is done.
  ///
  /// - Throws: ``RepairError``, and `CancellationError` when the surrounding task is cancelled.
  package func perform(
    with rights: Rights, searchPath: [String], announce: (Step) -> Void
  ) async throws {
    func command(_ words: [String]) -> SystemCommand {
      SystemCommand((rights == .sudo ? ["sudo", "-n"] : []) + words, searchPath: searchPath)
    }
    for step in steps where SystemCommand(step.words, searchPath: searchPath).program == nil {
      throw RepairError(step: step.line, problem: "is no program that can be run", lines: [])
    }
    var done: [Step] = []
    for step in steps {
      announce(step)
      var outcome: SystemCommand.Outcome?
      do {
        outcome = try await command(step.words).run()
      } catch {
        await takeBack(done + [step], command)
        throw error
      }
      if let outcome, let problem = outcome.failure {
        let left = await takeBack(done, command)
        throw RepairError(step: step.line, problem: problem, lines: outcome.lines, left: left)
      }
      done.append(step)
    }
  }

  /// Takes steps back, the last one first; gives the lines of those that stay.
  @discardableResult
  private func takeBack(
    _ steps: [Step], _ command: (_ words: [String]) -> SystemCommand
  ) async -> [String] {
    var left: [String] = []
    for step in steps.reversed() {
      guard let undo = step.undo else { continue }
      let undoing = command(undo)
      // Also when the surrounding task is cancelled: nothing is to be left half done.
      let outcome = await Task { try await undoing.run() }.result
      if (try? outcome.get())?.failure != nil || (try? outcome.get()) == nil {
        left.append(step.line)
      }
    }
    return left
  }
}

/// A step of a repair failed.
package struct RepairError: Failure, Hashable {
  /// The command.
  package let step: String
  /// `ended with exit status 1`.
  package let problem: String
  /// The last lines that it printed.
  package let lines: [String]
  /// Steps before it that could not be taken back either.
  package let left: [String]

  init(step: String, problem: String, lines: [String], left: [String] = []) {
    self.step = step
    self.problem = problem
    self.lines = lines
    self.left = left
  }

  package var summary: String {
    let state =
      left.isEmpty
      ? "nothing was changed" : "this stays done: " + left.joined(separator: "; ")
    return (["'\(step)' \(problem); \(state)"] + lines).joined(separator: "\n  ")
  }
  package var remedy: String? { "run the command by hand as root to see what is wrong" }
}
