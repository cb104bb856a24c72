package import Failures

/// One thing that was done to get an image onto a board, for the log and the record.
package struct FlashStep: Hashable, Sendable {
  package let rung: Rung
  /// Why it was done, as a clause: `the chip did not answer`.
  package let reason: String
  package let outcome: Outcome
  package let duration: Duration

  /// What was done.
  package enum Rung: String, Hashable, Sendable, Codable, CaseIterable {
    /// Asked the board what it runs, and reset it where that is the image already.
    case runningImage = "ask the board"
    case plain
    /// Once more, after flash that did not hold what was written.
    case plainAgain = "plain again"
    case underReset = "under reset"
    case massErase = "mass erase"
    /// Took the board's power away, waited for the probe, then flashed plainly.
    case powerCycle = "power cycle"
    /// Waited for a probe that had gone away.
    case reappearance = "wait for the probe"
  }

  /// What came of it.
  package enum Outcome: Hashable, Sendable {
    case succeeded(String)
    case failed(String, FailureClass?)

    package var text: String {
      switch self {
      case .succeeded(let text), .failed(let text, _): text
      }
    }

    package var isSuccess: Bool {
      if case .succeeded = self { true } else { false }
    }
  }

  package init(rung: Rung, reason: String, outcome: Outcome, duration: Duration) {
    self.rung = rung
    self.reason = reason
    self.outcome = outcome
    self.duration = duration
  }
}
