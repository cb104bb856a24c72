import Foundation

/// When something is to be done again and again: cron's five fields on the clocks of a time zone.
///
/// Where clocks are put forward, a time that they leave out is due once, at the moment of the change;
/// several such times are due together then. Where clocks are put back, a time that they show twice
/// is due the first time only. So each local time is due once a day, whatever the clocks do.
package struct Schedule: Hashable, Sendable {
  /// As it was written.
  package let text: String
  private let expression: CronExpression?
  private let timeZone: TimeZone

  /// Days after which a date of the calendar has come again: 29 February can stay away for eight
  /// years, around 2100.
  private static let horizonDays = 9 * 366

  /// Reads five fields, or a word such as `@daily`; `timeZone` is a name of the IANA's database.
  package init(_ text: String, timeZone name: String = "UTC") throws(ScheduleError) {
    self.text = text
    guard let zone = Self.timeZone(named: name) else {
      throw ScheduleError(text: text, problem: .unknownTimeZone(name))
    }
    timeZone = zone
    if text.lowercased() == "@reboot" {
      expression = nil
      return
    }
    do throws(ScheduleError.Problem) {
      expression = try CronExpression(text)
    } catch {
      throw ScheduleError(text: text, problem: error)
    }
  }

  /// Whether it is due once, when the daemon starts, and never by the clock.
  package var isAtStart: Bool { expression == nil }

  /// When it is due next, in seconds since 1970-01-01 UTC, strictly after `moment`.
  package func next(after moment: Int) -> Int? {
    guard let expression else { return nil }
    let minutesOfDay = expression.minutesOfDay
    let here = moment + offset(at: moment)
    let today = here.floorDivided(by: 86_400)
    for day in today...(today + Self.horizonDays) {
      guard expression.matches(CivilDay(daysSince1970: day)) else { continue }
      for minute in minutesOfDay {
        let local = day * 86_400 + minute * 60
        guard local > here else { continue }
        // Later in the day than now, and yet past: clocks have been put back over it.
        let due = self.moment(ofLocal: local)
        if due > moment { return due }
      }
    }
    return nil
  }

  // MARK: Clocks

  private static func timeZone(named name: String) -> TimeZone? {
    guard name.wholeMatch(of: /[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*/) != nil else {
      return nil
    }
    return TimeZone(identifier: name)
  }

  private func offset(at moment: Int) -> Int {
    timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(moment)))
  }

  /// When the zone's clocks show `local` first, or pass it, in seconds since 1970.
  private func moment(ofLocal local: Int) -> Int {
    // Clocks change by a day at most, and not twice within days.
    let (before, after) = (local - 2 * 86_400, local + 2 * 86_400)
    let showing = Set([offset(at: before), offset(at: after)]).map { local - $0 }
      .filter { $0 + offset(at: $0) == local }
    if let first = showing.min() { return first }
    var (low, high) = (before, after)
    while low + 1 < high {
      let middle = (low + high) / 2
      if middle + offset(at: middle) > local { high = middle } else { low = middle }
    }
    return high
  }
}

extension Int {
  fileprivate func floorDivided(by divisor: Int) -> Int {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
