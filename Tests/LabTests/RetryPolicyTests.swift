import Failures
import Lab
import Testing

/// What follows from a failed attempt, by the part of the way that failed.
@Suite struct RetryPolicyTests {
  private struct Trouble: Failure {
    let failureClass: FailureClass?
    var exitStatus: Failures.ExitStatus = .workFailed
    var summary: String { "trouble" }
  }

  private struct Other: Error {}

  private static let policy = RetryPolicy(firstPause: .seconds(10))

  @Test(arguments: [FailureClass.model, .build])
  func theSameWouldFailAgain(failureClass: FailureClass) {
    #expect(
      Self.policy.decision(after: Trouble(failureClass: failureClass), attempt: 1) == .giveUp)
    #expect(!RetryPolicy.speaksAgainstTheBoard(failureClass))
  }

  @Test(arguments: [FailureClass.probe, .flash, .boot, .protocol, .timeout])
  func aBoardsTroubleIsTriedAgain(failureClass: FailureClass) {
    let failure = Trouble(failureClass: failureClass)
    #expect(Self.policy.decision(after: failure, attempt: 1) == .again(after: .seconds(10)))
    #expect(Self.policy.decision(after: failure, attempt: 3) == .again(after: .seconds(40)))
    #expect(RetryPolicy.speaksAgainstTheBoard(failureClass))
  }

  @Test func whatIsWrongWithTheJobItselfStaysWrong() {
    #expect(
      Self.policy.decision(
        after: Trouble(failureClass: nil, exitStatus: .wrongInput), attempt: 1) == .giveUp)
    #expect(
      Self.policy.decision(after: Trouble(failureClass: nil), attempt: 1)
        == .again(after: .seconds(10)))
    #expect(Self.policy.decision(after: Other(), attempt: 2) == .again(after: .seconds(20)))
    #expect(!RetryPolicy.speaksAgainstTheBoard(nil))
  }

  @Test(arguments: [(1, 10), (2, 20), (9, 2560), (10, 3600), (1_000_000, 3600), (0, 10)])
  func pausesGrowUpToAnHour(attempt: Int, seconds: Int) {
    #expect(Self.policy.pause(after: attempt) == .seconds(seconds))
  }
}
