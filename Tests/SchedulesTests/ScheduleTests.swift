import Failures
import Foundation
import Schedules
import Testing

/// Cron expressions on the clocks of time zones.
@Suite struct ScheduleTests {
  private static func seconds(_ text: String) throws -> Int {
    Int(try Date(text, strategy: .iso8601).timeIntervalSince1970)
  }

  private static func text(_ seconds: Int?) -> String? {
    seconds.map { Date(timeIntervalSince1970: TimeInterval($0)).formatted(.iso8601) }
  }

  @Test(arguments: [
    // 2026-11-21 is a Saturday.
    ("30 2 * * *", "2026-11-21T14:00:00Z", "2026-11-22T02:30:00Z"),
    ("30 2 * * *", "2026-11-21T02:29:59Z", "2026-11-21T02:30:00Z"),
    ("30 2 * * *", "2026-11-21T02:30:00Z", "2026-11-22T02:30:00Z"),
    ("*/15 * * * *", "2026-11-21T14:01:00Z", "2026-11-21T14:15:00Z"),
    ("7-59/20 * * * *", "2026-11-21T14:28:00Z", "2026-11-21T14:47:00Z"),
    ("50/5 * * * *", "2026-11-21T14:51:00Z", "2026-11-21T14:55:00Z"),
    ("0 9 * * mon-fri", "2026-11-21T00:00:00Z", "2026-11-23T09:00:00Z"),
    ("0 9 * * 0", "2026-11-21T00:00:00Z", "2026-11-22T09:00:00Z"),
    ("0 9 * * 7", "2026-11-21T00:00:00Z", "2026-11-22T09:00:00Z"),
    ("0 9 * * SUN,TUE", "2026-11-22T10:00:00Z", "2026-11-24T09:00:00Z"),
    ("0 0 31 * *", "2026-11-21T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("0 0 29 feb *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z"),
    ("0 0 1 jan,jul *", "2026-11-21T00:00:00Z", "2027-01-01T00:00:00Z"),
    // Both kinds of day named: either will do.
    ("0 0 13 * fri", "2026-11-21T00:00:00Z", "2026-11-27T00:00:00Z"),
    ("0 0 25 * fri", "2026-11-21T00:00:00Z", "2026-11-25T00:00:00Z"),
    ("0 0 30 2 mon", "2026-11-21T00:00:00Z", "2027-02-01T00:00:00Z"),
    ("@hourly", "2026-11-21T14:00:00Z", "2026-11-21T15:00:00Z"),
    ("@daily", "2026-11-21T14:00:00Z", "2026-11-22T00:00:00Z"),
    ("@weekly", "2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z"),
    ("@monthly", "2026-11-21T14:00:00Z", "2026-12-01T00:00:00Z"),
    ("@yearly", "2026-11-21T14:00:00Z", "2027-01-01T00:00:00Z"),
    ("30 2 * * *", "1969-12-30T03:00:00Z", "1969-12-31T02:30:00Z"),
  ])
  func isDueNextAsCronWouldBe(text: String, after: String, next: String) throws {
    let schedule = try Schedule(text)
    #expect(Self.text(schedule.next(after: try Self.seconds(after))) == next)
  }

  @Test(arguments: [
    ("30 2 * * *", "Europe/Berlin", "2026-11-21T00:00:00Z", "2026-11-21T01:30:00Z"),
    ("30 2 * * *", "Europe/Berlin", "2026-07-01T00:00:00Z", "2026-07-01T00:30:00Z"),
    ("30 2 * * *", "Asia/Kolkata", "2026-07-01T00:00:00Z", "2026-07-01T21:00:00Z"),
    ("0 20 * * fri", "America/New_York", "2026-11-21T00:30:00Z", "2026-11-21T01:00:00Z"),
    // Berlin, 2026-03-29: 02:00 becomes 03:00 at 01:00 UTC.
    ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
    ("30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
    ("*/20 2 * * *", "Europe/Berlin", "2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z"),
    ("*/20 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"),
    ("0 3 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"),
    // Berlin, 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC, so 02:30 is at 00:30 and 01:30 UTC.
    ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
    ("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
    ("30 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-26T01:30:00Z"),
    ("0 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"),
    // Lord Howe puts its clocks by half an hour.
    ("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00:00Z", "2026-10-03T15:30:00Z"),
    // Samoa left out a whole day: 2011-12-30.
    ("0 12 30 dec *", "Pacific/Apia", "2011-12-29T00:00:00Z", "2011-12-30T10:00:00Z"),
  ])
  func isDueOnceADayWhateverTheClocksDo(
    text: String, zone: String, after: String, next: String
  ) throws {
    let schedule = try Schedule(text, timeZone: zone)
    #expect(Self.text(schedule.next(after: try Self.seconds(after))) == next)
  }

  @Test func everyNightOfAYearIsDueOnce() throws {
    let schedule = try Schedule("30 2 * * *", timeZone: "Europe/Berlin")
    var moment = try Self.seconds("2025-12-31T12:00:00Z")
    let end = try Self.seconds("2026-12-31T12:00:00Z")
    var count = 0
    while let next = schedule.next(after: moment), next <= end {
      #expect(next > moment)
      moment = next
      count += 1
    }
    #expect(count == 365)
  }

  @Test(arguments: [
    ("", "has 0 fields"), ("* * * *", "has 4 fields"), ("* * * * * *", "has 6 fields"),
    ("60 * * * *", "\"60\" as the minute"), ("* 24 * * *", "\"24\" as the hour"),
    ("* * 0 * *", "\"0\" as the day of the month"), ("* * * 13 *", "\"13\" as the month"),
    ("* * * * 8", "\"8\" as the day of the week"), ("* * * foo *", "\"foo\" as the month"),
    ("5-1 * * * *", "runs backwards"), ("*/0 * * * *", "no step"), ("*/x * * * *", "no step"),
    ("1,,2 * * * *", "\"\" as the minute"), ("-1 * * * *", "\"-1\" as the minute"),
    ("+1 * * * *", "\"+1\" as the minute"), ("1-2-3 * * * *", "\"1-2-3\""),
    ("99999999999999999999 * * * *", "as the minute"), ("٣ * * * *", "as the minute"),
    ("@often", "none of @reboot"), ("0 0 30 2 *", "never comes"), ("0 0 31 4,6 *", "never comes"),
  ])
  func refusesWhatIsNoSchedule(text: String, problem: String) {
    let error = #expect(throws: ScheduleError.self) { try Schedule(text) }
    #expect(error?.summary.contains(problem) == true, "\(error?.summary ?? "")")
    #expect(error?.exitStatus == .wrongInput)
  }

  @Test(arguments: ["Europe/Nowhere", "", "../etc/passwd", "Europe/Berlin\n", "+25:00"])
  func refusesAnUnknownTimeZone(name: String) {
    let error = #expect(throws: ScheduleError.self) {
      try Schedule("@daily", timeZone: name)
    }
    #expect(error?.problem == .unknownTimeZone(name))
  }

  @Test func atStartIsNeverDueByTheClock() throws {
    let schedule = try Schedule("@reboot")
    #expect(schedule.isAtStart)
    #expect(schedule.next(after: 0) == nil)
  }
}

/// Wall clocks that jump.
@Suite struct AlarmTests {
  private static let daily = 86_400

  private static func alarm(after moment: Int) throws -> Alarm {
    Alarm(try Schedule("0 0 * * *"), after: moment)
  }

  @Test func ringsOnceForATime() throws {
    var alarm = try Self.alarm(after: 100)
    let moments = [
      Self.daily - 1, Self.daily, Self.daily, Self.daily + 1, 2 * Self.daily + 50,
    ]
    let rings = moments.map { alarm.isDue(at: $0) }
    #expect(rings == [false, true, false, false, true])
  }

  @Test func ringsOnceForAllTimesThatAClockJumpsOver() throws {
    var alarm = try Self.alarm(after: 100)
    let rings = [10 * Self.daily + 5, 10 * Self.daily + 6].map { alarm.isDue(at: $0) }
    #expect(rings == [true, false])
    #expect(alarm.next == 11 * Self.daily)
  }

  @Test func aClockThatIsPutBackDoesNotRingTwice() throws {
    var alarm = try Self.alarm(after: 100)
    let moments = [Self.daily + 10, Self.daily - 3600, Self.daily + 5, 2 * Self.daily]
    let rings = moments.map { alarm.isDue(at: $0) }
    #expect(rings == [true, false, false, true])
  }

  @Test func aClockThatWasYearsAheadDoesNotSilenceTheAlarm() throws {
    var alarm = try Self.alarm(after: 4000 * Self.daily)
    let rings = [10 * Self.daily + 5, 11 * Self.daily].map { alarm.isDue(at: $0) }
    #expect(rings == [false, true])
  }
}
