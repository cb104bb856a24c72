/// Tells when a schedule's times have come, on a wall clock that may jump.
///
/// A time that the clock jumps over is due once, together with all others jumped over. A clock that is
/// put back, by up to a day, does not make a time due again; one that is put back by more was wrong
/// before, and what it shows from then on counts.
package struct Alarm: Hashable, Sendable {
  package let schedule: Schedule
  /// The latest moment that was looked at.
  private var horizon: Int

  /// How far back a clock may be put by somebody who corrects it, in seconds.
  private static let correctionSeconds = 86_400

  /// An alarm for times after `moment`, in seconds since 1970.
  package init(_ schedule: Schedule, after moment: Int) {
    self.schedule = schedule
    horizon = moment
  }

  /// Whether a time has come since the last look.
  package mutating func isDue(at moment: Int) -> Bool {
    if moment < horizon - Self.correctionSeconds { horizon = moment }
    guard let next = schedule.next(after: horizon) else { return false }
    horizon = max(horizon, moment)
    return next <= moment
  }

  /// When it rings next, as things are, in seconds since 1970.
  package var next: Int? { schedule.next(after: horizon) }
}
