/// Five fields of cron: on which local minutes something is due.
struct CronExpression: Hashable, Sendable {
  private let minutes: Set<Int>
  private let hours: Set<Int>
  private let daysOfMonth: Set<Int>
  private let months: Set<Int>
  /// 0 is Sunday.
  private let daysOfWeek: Set<Int>
  /// Whether the field says more than `*`; where both do, a day that either one means will do.
  private let namesDaysOfMonth: Bool
  private let namesDaysOfWeek: Bool

  private static let words = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0", "@daily": "0 0 * * *", "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
  ]

  /// The longest month, for each month.
  private static let longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

  init(_ text: String) throws(ScheduleError.Problem) {
    let word = text.lowercased()
    guard let plain = word.hasPrefix("@") ? Self.words[word] : text else { throw .unknownWord }
    let fields = plain.split { $0 == " " || $0 == "\t" }
    guard fields.count == CronField.all.count else { throw .wrongCount(fields.count) }
    minutes = try CronField.minute.numbers(in: fields[0])
    hours = try CronField.hour.numbers(in: fields[1])
    daysOfMonth = try CronField.dayOfMonth.numbers(in: fields[2])
    months = try CronField.month.numbers(in: fields[3])
    daysOfWeek = Set(try CronField.dayOfWeek.numbers(in: fields[4]).map { $0 % 7 })
    // As in Vixie's cron: */2 does not make a field one that names days.
    namesDaysOfMonth = !fields[2].hasPrefix("*")
    namesDaysOfWeek = !fields[4].hasPrefix("*")
    let canComeByMonth = months.contains { month in
      daysOfMonth.contains { $0 <= Self.longestMonths[month - 1] }
    }
    guard canComeByMonth || (namesDaysOfMonth && namesDaysOfWeek) else { throw .neverComes }
  }

  /// Whether something is due on that day at all.
  func matches(_ day: CivilDay) -> Bool {
    guard months.contains(day.month) else { return false }
    let byMonth = daysOfMonth.contains(day.day)
    let byWeek = daysOfWeek.contains(day.dayOfWeek)
    return namesDaysOfMonth && namesDaysOfWeek ? byMonth || byWeek : byMonth && byWeek
  }

  /// The minutes of a day that match, from 0 to 1439, in order.
  var minutesOfDay: [Int] {
    hours.sorted().flatMap { hour in minutes.sorted().map { hour * 60 + $0 } }
  }
}

/// A day of the Gregorian calendar.
struct CivilDay: Hashable, Sendable {
  let month: Int
  let day: Int
  /// 0 is Sunday.
  let dayOfWeek: Int

  /// The day so many days after 1970-01-01.
  ///
  /// By H. Hinnant's `civil_from_days` ("chrono-compatible low-level date algorithms").
  init(daysSince1970 days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    // 1970-01-01 was a Thursday.
    dayOfWeek = ((days + 4) % 7 + 7) % 7
  }
}
