package import Failures

/// What follows from a failed attempt.
package struct RetryPolicy: Hashable, Sendable {
  package enum Decision: Hashable, Sendable {
    /// The same would fail again.
    case giveUp
    /// Once more after so long, on this board or on a twin.
    case again(after: Duration)
  }

  /// Before the second attempt; each further one waits twice as long.
  package let firstPause: Duration
  package static let longestPause = Duration.seconds(3600)

  package init(firstPause: Duration) {
    self.firstPause = firstPause
  }

  /// What to do after attempt number `attempt`, from 1 on, which failed for this reason.
  package func decision(after error: any Error, attempt: Int) -> Decision {
    let failure = error as? any Failure
    switch failure?.failureClass {
    case .model, .build: return .giveUp
    case .probe, .flash, .boot, .protocol, .timeout: return .again(after: pause(after: attempt))
    case nil:
      // What is wrong with the job itself stays wrong; the disk or the machine may get well.
      if failure?.exitStatus == .wrongInput { return .giveUp }
      return .again(after: pause(after: attempt))
    }
  }

  package func pause(after attempt: Int) -> Duration {
    let doublings = min(max(attempt, 1) - 1, 20)
    return min(firstPause * (1 << doublings), Self.longestPause)
  }

  /// Whether a failure of this class speaks against the board.
  package static func speaksAgainstTheBoard(_ failureClass: FailureClass?) -> Bool {
    switch failureClass {
    case .probe, .flash, .boot, .protocol, .timeout: true
    case .model, .build, nil: false
    }
  }
}
