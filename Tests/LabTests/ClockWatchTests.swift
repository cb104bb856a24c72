import Measurements
import Testing

@testable import Lab

/// A wall clock held against one that nobody sets.
@Suite struct ClockWatchTests {
  private static let day: Int64 = 86_400_000

  @Test(
    arguments: [Int64(0), 300_000, 21_600_000],
    [Int64(0), 1, -1, day, -day, 20 * 365 * day, -20 * 365 * day])
  func tellsAJumpFromTimeThatPasses(passed: Int64, jump: Int64) {
    let (start, wall) = (ContinuousClock.now, Int64(1_800_000_000_000))
    var watch = ClockWatch(wall: Timestamp(unixMilliseconds: wall), steady: start)
    let moment = start + .milliseconds(passed)
    let shown = Timestamp(unixMilliseconds: wall + passed + jump)
    #expect(watch.jump(wall: shown, steady: moment) == .milliseconds(jump))
    // What was seen once is not told again.
    let later = Timestamp(unixMilliseconds: shown.unixMilliseconds + 1000)
    #expect(watch.jump(wall: later, steady: moment + .seconds(1)) == .zero)
  }
}
