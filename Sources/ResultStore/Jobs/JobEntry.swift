import FoundationEssentials
import GRDB
import Jobs
import Measurements

/// A job's row, as a transaction reads, changes and writes it.
struct JobEntry {
  let number: Int64
  let id: JobID
  let specification: JobSpecification
  let submitter: String
  let maximumAttempts: Int
  let deadlineSeconds: Int
  let created: Timestamp
  var priority: Int
  var updated: Timestamp
  var state: JobState
  var attempt: Int
  var notBefore: Timestamp?
  var hold: Hold?
  /// What the attempt has taken up to its last renewal.
  var spentMilliseconds: Int64
  var boardName: String?
  var isCancelRequested: Bool
  var runID: RunID?
  var failure: JobFailure?
  var lastEvent: Int

  /// A lease, and what is needed to judge its end.
  struct Hold {
    let fence: Int64
    let owner: String
    var claimed: Timestamp
    var renewed: Timestamp
    var expires: Timestamp
    /// Whether it was given a second period since it was renewed.
    var hasGrace: Bool

    /// From its last renewal to its end.
    var milliseconds: Int64 { expires.unixMilliseconds - renewed.unixMilliseconds }

    /// The lease begun anew at `now`, as long as it was.
    func begunAgain(at now: Timestamp) -> Hold {
      var hold = self
      hold.claimed = min(claimed, now)
      hold.renewed = now
      hold.expires = now.advanced(byMilliseconds: milliseconds)
      return hold
    }
  }

  var job: Job {
    Job(
      id: id, specification: specification, priority: priority, submitter: submitter,
      created: created, updated: updated, state: state, attempt: attempt,
      maximumAttempts: maximumAttempts, deadlineSeconds: deadlineSeconds, notBefore: notBefore,
      lease: hold.map {
        JobLease(job: id, fence: $0.fence, owner: $0.owner, expires: $0.expires)
      },
      boardName: boardName, isCancelRequested: isCancelRequested, runID: runID, failure: failure)
  }

  /// What the attempt has taken at `now`: since the last renewal no more than the lease's length, which
  /// no living holder lets pass, and never less than nothing, whatever the clock did.
  func spentMilliseconds(at now: Timestamp) -> Int64 {
    guard let hold else { return spentMilliseconds }
    let passed = now.unixMilliseconds - hold.renewed.unixMilliseconds
    return spentMilliseconds + min(max(0, passed), max(0, hold.milliseconds))
  }

  var deadlineMilliseconds: Int64 { Int64(deadlineSeconds) * 1000 }
}

extension Timestamp {
  func advanced(byMilliseconds milliseconds: Int64) -> Timestamp {
    let (sum, isOver) = unixMilliseconds.addingReportingOverflow(milliseconds)
    return Timestamp(unixMilliseconds: isOver ? (milliseconds > 0 ? .max : .min) : sum)
  }
}

extension JobEntry {
  /// - Returns: `nil` when the row cannot be read back.
  init?(_ row: Row) {
    guard let id = JobID(rawValue: row["job_id"]), let state = JobState(rawValue: row["state"]),
      let specification = RecordText.decode(JobSpecification.self, from: row["specification"])
    else { return nil }
    let runName: String? = row["run_id"]
    let failureText: String? = row["failure"]
    let runID = runName.flatMap(RunID.init)
    let failure = failureText.flatMap { RecordText.decode(JobFailure.self, from: $0) }
    guard (runName == nil) == (runID == nil), (failureText == nil) == (failure == nil) else {
      return nil
    }
    number = row["number"]
    self.id = id
    self.specification = specification
    submitter = row["submitter"]
    maximumAttempts = row["maximum_attempts"]
    deadlineSeconds = row["deadline_seconds"]
    created = Timestamp(unixMilliseconds: row["created_ms"])
    priority = row["priority"]
    updated = Timestamp(unixMilliseconds: row["updated_ms"])
    self.state = state
    attempt = row["attempt"]
    notBefore = Self.time(row["not_before_ms"])
    hold = Hold(row)
    spentMilliseconds = row["spent_ms"]
    boardName = row["board_name"]
    isCancelRequested = row["is_cancel_requested"]
    self.runID = runID
    self.failure = failure
    lastEvent = row["last_event"]
  }

  static func time(_ milliseconds: Int64?) -> Timestamp? {
    milliseconds.map(Timestamp.init(unixMilliseconds:))
  }
}

extension JobEntry.Hold {
  fileprivate init?(_ row: Row) {
    guard let fence: Int64 = row["fence"], let owner: String = row["owner"],
      let claimed: Int64 = row["claimed_ms"], let renewed: Int64 = row["renewed_ms"],
      let expires: Int64 = row["expires_ms"]
    else { return nil }
    self.fence = fence
    self.owner = owner
    self.claimed = Timestamp(unixMilliseconds: claimed)
    self.renewed = Timestamp(unixMilliseconds: renewed)
    self.expires = Timestamp(unixMilliseconds: expires)
    hasGrace = row["has_grace"]
  }
}

/// Values as JSON in a text column.
enum RecordText {
  /// Keys in order, so that equal values are equal text.
  static func encode(_ value: some Encodable) throws -> String { try ResultStore.text(value) }

  static func decode<Value: Decodable>(_ type: Value.Type, from text: String) -> Value? {
    try? JSONDecoder().decode(type, from: Data(text.utf8))
  }
}
