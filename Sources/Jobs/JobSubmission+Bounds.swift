import Measurements

extension JobSubmission {
  /// A value that the queue does not take.
  package struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// The field's name as in the API: `priority`.
    package let field: String
    /// What is allowed there: `0 to 9`.
    package let allowed: String

    package init(field: String, allowed: String) {
      self.field = field
      self.allowed = allowed
    }

    package var description: String { "this \(field): it takes \(allowed)" }
  }

  package static let priorities = 0...9
  package static let attempts = 1...20
  /// Up to a day.
  package static let deadlines = 1...86_400

  /// The first value that the queue does not take, or `nil` when it takes them all.
  package var problem: Problem? {
    if let problem = specification.problem { return problem }
    if !Self.priorities.contains(priority) {
      return Problem(field: "priority", allowed: "0 to 9")
    }
    if !Self.attempts.contains(maximumAttempts) {
      return Problem(field: "attempts", allowed: "1 to 20")
    }
    if !Self.deadlines.contains(deadlineSeconds) {
      return Problem(field: "deadline", allowed: "1 to 86400 seconds")
    }
    return Text.problem("submitter", submitter, 1...128)
  }
}

extension JobSpecification {
  /// The bounds that `mcubench run` has for the same figures.
  package static let runCounts = 1...10_000
  package static let warmupCounts = 0...10_000
  package static let timeLimits = 1...1_000_000
  /// Of any board; its profile says how many it has.
  package static let coreCounts = 1...64

  package var problem: JobSubmission.Problem? {
    typealias Problem = JobSubmission.Problem
    if !Text.isSHA256(modelSHA256) {
      return Problem(field: "model digest", allowed: "64 digits 0-9 and a-f")
    }
    if let runs, !Self.runCounts.contains(runs) {
      return Problem(field: "number of runs", allowed: "1 to 10000")
    }
    if let warmupRuns, !Self.warmupCounts.contains(warmupRuns) {
      return Problem(field: "number of warm-up runs", allowed: "0 to 10000")
    }
    if let timeLimitSeconds, !Self.timeLimits.contains(timeLimitSeconds) {
      return Problem(field: "time limit", allowed: "1 to 1000000 seconds")
    }
    if let passes, !passes.contains(.clean) || Set(passes).count != passes.count {
      return Problem(field: "list of passes", allowed: "clean and others, each once")
    }
    if let cores, !Self.coreCounts.contains(cores) {
      return Problem(field: "number of cores", allowed: "1 to 64")
    }
    return Text.problem("model name", modelName, 0...255)
      ?? Text.problem("board", board, 1...128)
      ?? boardName.flatMap { Text.problem("board name", $0, 1...128) }
      ?? placement.flatMap { Text.problem("placement", $0, 1...64) }
      ?? home.flatMap { Text.problem("home", $0, 1...4096) }
      ?? commit.flatMap { Text.problem("commit", $0, 1...128) }
      ?? night.flatMap { Text.problem("night", $0, 1...64) }
  }

  /// The night that it belongs to, or `nil` for a user's job.
  package var night: String? {
    switch purpose {
    case .user: nil
    case .night(let id): id
    case .confirmation(let night, _): night
    }
  }
}

private enum Text {
  static func isSHA256(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// Text that SQLite gives back whole: it ends at a zero byte for some of its functions.
  static func problem(
    _ field: String, _ text: String, _ bytes: ClosedRange<Int>
  ) -> JobSubmission.Problem? {
    guard bytes.contains(text.utf8.count), !text.utf8.contains(0) else {
      return JobSubmission.Problem(
        field: field,
        allowed: "\(bytes.lowerBound) to \(bytes.upperBound) bytes of text, none of them zero")
    }
    return nil
  }
}
