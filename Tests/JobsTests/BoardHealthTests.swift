import Jobs
import Testing

@Suite struct BoardHealthTests {
  static func score(_ outcomes: [BoardOutcome]) -> Double {
    var health = BoardHealth.new
    for outcome in outcomes { health.take(outcome) }
    return health.score
  }

  @Test(
    arguments: [
      ([], 1.0), ([.success, .success], 1), ([.failure], 0.8), ([.failure, .failure], 0.64),
      ([.blame], 0.64), ([.failure, .success], 0.84), ([.blame, .failure], 0.512),
    ] as [([BoardOutcome], Double)])
  func weighsTheLastOutcomesMost(_ outcomes: [BoardOutcome], score: Double) {
    #expect(abs(Self.score(outcomes) - score) < 1e-12)
  }

  @Test func fallsBelowAHalfWithTheFourthFailureOrTheSecondBlame() {
    #expect(Self.score([.failure, .failure, .failure]) > 0.5)
    #expect(Self.score([.failure, .failure, .failure, .failure]) < 0.5)
    #expect(Self.score([.blame, .blame]) < 0.5)
  }

  @Test func staysBetweenNothingAndOne() {
    #expect(Self.score(Array(repeating: .blame, count: 10_000)) >= 0)
    #expect(Self.score(Array(repeating: .success, count: 10_000)) <= 1)
    // Every second one fails: about a half, whichever came last.
    let mixed = (0..<100).flatMap { _ in [BoardOutcome.failure, .success] }
    #expect(abs(Self.score(mixed) - 0.556) < 0.001)
    #expect(abs(Self.score(mixed + [.failure]) - 0.444) < 0.001)
  }

  @Test func countsWhatItTook() {
    var health = BoardHealth.new
    for outcome in [BoardOutcome.success, .failure, .failure, .blame] { health.take(outcome) }
    #expect(health.successes == 1 && health.failures == 2 && health.blames == 1)
  }
}
