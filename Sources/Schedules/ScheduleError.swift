package import Failures

/// Why a text is no schedule.
package struct ScheduleError: Failure, Hashable {
  package enum Problem: Error, Hashable, Sendable {
    case wrongCount(Int)
    case badField(name: String, text: String, rule: String)
    case unknownWord
    case unknownTimeZone(String)
    /// The day is in no calendar: 30 February.
    case neverComes
  }

  /// The schedule as it was written.
  package let text: String
  package let problem: Problem

  /// What is wrong, as words that follow the schedule's name.
  package var detail: String {
    switch problem {
    case .wrongCount(let count):
      "has \(count) fields instead of five: minute, hour, day of the month, month, day of the week"
    case .badField(let name, let text, let rule):
      "has \(text.debugDescription) as the \(name), which \(rule)"
    case .unknownWord:
      "is none of @reboot, @hourly, @daily, @weekly, @monthly and @yearly"
    case .unknownTimeZone(let name): "has no time zone \(name.debugDescription) to go by"
    case .neverComes: "means a day that never comes"
    }
  }

  package var summary: String { "the schedule \(text.debugDescription) \(detail)" }

  package var remedy: String? {
    switch problem {
    case .unknownTimeZone: "name one as the IANA does: Europe/Berlin, UTC"
    default: "write it as cron does: 30 2 * * mon-fri"
    }
  }

  package var exitStatus: ExitStatus { .wrongInput }
}
