import Measurements

/// Tells by how much the wall clock was set between two looks, held against one that nobody sets.
struct ClockWatch {
  private var wall: Timestamp
  private var steady: ContinuousClock.Instant

  /// Begins to watch a wall clock that shows `wall` at the moment `steady`.
  init(wall: Timestamp, steady: ContinuousClock.Instant = .now) {
    self.wall = wall
    self.steady = steady
  }

  /// How far the wall clock jumped since the last look: ahead, or back where it is negative.
  mutating func jump(
    wall now: Timestamp, steady moment: ContinuousClock.Instant = .now
  ) -> Duration {
    let (shown, passed) = (
      now.unixMilliseconds.subtractingReportingOverflow(wall.unixMilliseconds), moment - steady
    )
    (wall, steady) = (now, moment)
    return .milliseconds(shown.overflow ? .max : shown.partialValue) - passed
  }
}
