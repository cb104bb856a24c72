package import Failures
import Hardware

/// Why a virtual board did not come up.
package struct VirtualLinkError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// No program of that name at any of the places, in the order they were looked at.
    case programMissing(places: [String])
    case cannotStart(program: String, errno: Int32)
    /// The program ended before it was ready, or while it was needed.
    case ended(ProgramEnd)
    /// The program said nothing for so long.
    case silent(limit: Duration, lastWords: String)
    /// The first line was no ready line.
    case unreadable(line: String)
    case wrongBoard(asked: String, got: String)
  }
  package let board: String
  package let reason: Reason

  package init(board: String, reason: Reason) {
    self.board = board
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .programMissing(let places):
      "no virtual board: mcubench-vboard is not at \(places.joined(separator: ", "))"
    case .cannotStart(let program, let code):
      "cannot start the virtual board \(program) (\(errnoText(code)))"
    case .ended(let end):
      "the virtual \(board) \(end.description)"
    case .silent(let limit, let lastWords):
      "the virtual \(board) was not ready after \(limit)"
        + (lastWords.isEmpty ? "" : "; it said: \(lastWords)")
    case .unreadable(let line):
      "the virtual \(board) answered with something else than its ready line: \(line)"
    case .wrongBoard(let asked, let got):
      "asked for a virtual \(asked), got a virtual \(got)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .programMissing:
      "build it with 'swift build --product mcubench-vboard', or name it in MCUBENCH_VBOARD"
    case .cannotStart, .unreadable, .wrongBoard:
      "check that MCUBENCH_VBOARD or the program beside mcubench is this version's mcubench-vboard"
    case .ended(let end): end.remedy ?? "see what is missing with 'mcubench doctor'"
    case .silent: "run again on a less busy machine, or see 'mcubench doctor'"
    }
  }

  /// A program that was told something wrong says so with its own status.
  package var exitStatus: ExitStatus {
    if case .ended(let end) = reason, end.cause == .exit(status: ExitStatus.wrongInput.rawValue) {
      return .wrongInput
    }
    return .workFailed
  }

  package var failureClass: FailureClass? {
    switch reason {
    case .programMissing, .cannotStart, .wrongBoard: .probe
    case .ended, .silent, .unreadable: .boot
    }
  }
}

/// How a program ended, and what it said last on stderr.
package struct ProgramEnd: Hashable, Sendable, CustomStringConvertible {
  /// The exit status, or the number of the signal that ended it.
  package enum Cause: Hashable, Sendable {
    case exit(status: Int32)
    case signal(Int32)
  }
  package let cause: Cause
  /// The last lines on stderr.
  package let lastWords: String

  package init(cause: Cause, lastWords: String) {
    self.cause = cause
    self.lastWords = lastWords
  }

  package var description: String {
    let how =
      switch cause {
      case .exit(let status): "ended with status \(status)"
      case .signal(let number): "was ended by signal \(number)"
      }
    guard let said = value(after: "error: ") ?? lastLine else { return how }
    return "\(how): \(said)"
  }

  /// What the program itself advises.
  var remedy: String? { value(after: "try: ") }

  /// Whether we ended the program ourselves and it had nothing to say about it.
  var isOurDoing: Bool { (cause == .signal(15) || cause == .signal(9)) && lastWords.isEmpty }

  private var lines: [Substring] { lastWords.split(separator: "\n") }
  private var lastLine: String? { lines.last.map(String.init) }

  private func value(after prefix: String) -> String? {
    lines.last { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }
}
