/// One of the five fields of a cron expression: what it is called, and which numbers it takes.
struct CronField: Hashable, Sendable {
  let name: String
  let range: ClosedRange<Int>
  /// Words for the numbers from the range's first one on.
  let words: [String]

  static let minute = CronField(name: "minute", range: 0...59, words: [])
  static let hour = CronField(name: "hour", range: 0...23, words: [])
  static let dayOfMonth = CronField(name: "day of the month", range: 1...31, words: [])
  static let month = CronField(
    name: "month", range: 1...12,
    words: [
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ])
  /// 0 and 7 are both Sunday.
  static let dayOfWeek = CronField(
    name: "day of the week", range: 0...7,
    words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])

  static let all = [minute, hour, dayOfMonth, month, dayOfWeek]

  /// The numbers that `text` means: `*`, `5`, `mon-fri`, `0-30/10`, `*/15`, and lists of those.
  func numbers(in text: Substring) throws(ScheduleError.Problem) -> Set<Int> {
    var all: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      all.formUnion(try numbers(inPart: part))
    }
    return all
  }

  private func numbers(inPart part: Substring) throws(ScheduleError.Problem) -> Set<Int> {
    let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let bounds = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let (first, last): (Int, Int)
    if halves[0] == "*" {
      (first, last) = (range.lowerBound, range.upperBound)
    } else if bounds.count == 2 {
      (first, last) = (try number(bounds[0], in: part), try number(bounds[1], in: part))
    } else {
      first = try number(halves[0], in: part)
      // Steps without an end go on as far as the field goes.
      last = halves.count == 2 ? range.upperBound : first
    }
    guard first <= last else {
      throw .badField(name: name, text: String(part), rule: "runs backwards")
    }
    guard halves.count == 2 else { return Set(first...last) }
    guard let step = Self.decimal(halves[1]), step > 0 else {
      throw .badField(name: name, text: String(part), rule: "has no step from 1 on behind /")
    }
    return Set(stride(from: first, through: last, by: step))
  }

  private func number(
    _ text: Substring, in part: Substring
  ) throws(ScheduleError.Problem) -> Int {
    if let place = words.firstIndex(of: text.lowercased()) { return range.lowerBound + place }
    guard let number = Self.decimal(text), range.contains(number) else {
      throw .badField(
        name: name, text: String(part),
        rule: "is not made of numbers from \(range.lowerBound) to \(range.upperBound)"
          + (words.isEmpty ? "" : " or names such as \(words[1])"))
    }
    return number
  }

  /// Plain digits, few enough to be a number; no sign.
  private static func decimal(_ text: Substring) -> Int? {
    let isPlain = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return isPlain && text.utf8.count <= 4 ? Int(text) : nil
  }
}
