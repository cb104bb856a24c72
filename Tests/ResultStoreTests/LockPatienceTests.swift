import Testing

@testable import ResultStore

/// How one waits for a lock that many want.
@Suite struct LockPatienceTests {
  @Test func whoHasWaitedLongestLooksMostOften() {
    let pauses = [0, 10, 50, 200, 1000, 10_000].map {
      LockPatience.pause(after: .milliseconds($0))
    }
    #expect(pauses == pauses.sorted(by: >))
    #expect(pauses.first == .milliseconds(8) && pauses.last == .microseconds(300))
  }

  @Test func endsWithItsLimitAndBeginsAnewWithTheNextLock() {
    let patience = LockPatience(limit: .milliseconds(30))
    for _ in 0..<2 {
      let start = ContinuousClock.now
      var tries = 0
      while patience.goesOn(after: tries) { tries += 1 }
      #expect(tries > 0)
      #expect(ContinuousClock.now - start >= .milliseconds(30))
    }
  }
}
