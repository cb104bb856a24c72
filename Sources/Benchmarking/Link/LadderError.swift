package import Failures
package import Hardware

/// Every means to flash a board failed.
package struct LadderError: Failure {
  /// The board profile's name.
  package let board: String
  /// The probe as a person would name it.
  package let probe: String
  package let steps: [FlashStep]
  /// Why the last step failed.
  package let last: any Failure
  /// Whether there were means left and no time for them.
  package let isOutOfTime: Bool

  init(
    board: String, probe: String, steps: [FlashStep], last: any Failure, isOutOfTime: Bool = false
  ) {
    self.board = board
    self.probe = probe
    self.steps = steps
    self.last = last
    self.isOutOfTime = isOutOfTime
  }

  /// The last failure itself where it is the only one.
  var simplified: any Failure { steps.count == 1 && !isOutOfTime ? last : self }

  package var summary: String {
    let head =
      "\(board) on \(probe): flashing failed by every means that could help"
      + (isOutOfTime ? ", as far as there was time" : "")
    let words = (last as? FlashError)?.lastLines ?? []
    let tail = words.isEmpty ? [] : ["the tool's last lines:"] + words.map { "  " + $0 }
    return ([head] + steps.map(\.line) + tail).joined(separator: "\n  ")
  }

  package var remedy: String? { last.remedy }
  package var failureClass: FailureClass? { isOutOfTime ? .timeout : last.failureClass }
  package var exitStatus: ExitStatus { last.exitStatus }
}

extension FlashStep {
  /// One line for people: what was done, why, and what came of it.
  package var line: String {
    "\(rung.rawValue), as \(reason): \(isDone ? "" : "failed, ")\(outcome.text) (\(duration.tenths) s)"
  }

  private var isDone: Bool { outcome.isSuccess }
}
