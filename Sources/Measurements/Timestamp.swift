/// A moment, in milliseconds since 1970-01-01 UTC.
package struct Timestamp: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
  package let unixMilliseconds: Int64

  package init(unixMilliseconds: Int64) { self.unixMilliseconds = unixMilliseconds }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.unixMilliseconds < right.unixMilliseconds
  }

  /// The moment after RFC 3339 in UTC: `2026-11-21T04:32:21.250Z`.
  ///
  /// The date by H. Hinnant's `civil_from_days` ("chrono-compatible low-level date algorithms").
  package var description: String {
    let (days, millisecondOfDay) = Self.floorDivide(unixMilliseconds, 86_400_000)
    let shifted = days + 719_468
    let (era, dayOfEra) = Self.floorDivide(shifted, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let second = millisecondOfDay / 1000
    let date = "\(Self.pad(year, 4))-\(Self.pad(month, 2))-\(Self.pad(day, 2))"
    let time = [second / 3600, second / 60 % 60, second % 60].map { Self.pad($0, 2) }
    return "\(date)T\(time.joined(separator: ":")).\(Self.pad(millisecondOfDay % 1000, 3))Z"
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
    let remainder = value % divisor
    let isBelow = remainder < 0
    return (value / divisor - (isBelow ? 1 : 0), isBelow ? remainder + divisor : remainder)
  }

  private static func pad(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
