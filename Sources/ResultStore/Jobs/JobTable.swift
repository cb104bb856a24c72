import ContentHash
import GRDB
import Jobs
import Measurements

/// The queue within one transaction.
struct JobTable {
  let database: Database
  /// The store's file, for errors.
  let path: String

  func failure(_ reason: ResultStoreError.Reason) -> ResultStoreError {
    ResultStoreError(path: path, reason: reason)
  }

  func entry(_ row: Row) throws -> JobEntry {
    guard let entry = JobEntry(row) else {
      let name: String? = row["job_id"]
      throw failure(.damagedRecord(what: "job \(name ?? "?")"))
    }
    return entry
  }

  func entry(of id: JobID) throws -> JobEntry {
    let row = try Row.fetchOne(
      database, sql: "SELECT * FROM job WHERE job_id = ?", arguments: [id.rawValue])
    guard let row else { throw failure(.noJob(prefix: id.rawValue)) }
    return try entry(row)
  }

  /// The job that `lease` still holds.
  ///
  /// Only the fence decides, never the clock: a lease that has run out is good until someone gives it
  /// up, for only then can another attempt have begun.
  func entry(heldBy lease: JobLease) throws -> JobEntry {
    let row = try Row.fetchOne(
      database, sql: "SELECT * FROM job WHERE job_id = ? AND fence = ?",
      arguments: [lease.job.rawValue, lease.fence])
    guard let row else { throw failure(.staleLease(job: lease.job.rawValue)) }
    return try entry(row)
  }

  /// Jobs that someone holds, in the order in which they were submitted: as many as boards at most.
  func heldEntries() throws -> [JobEntry] {
    try Row.fetchAll(database, sql: "SELECT * FROM job WHERE fence IS NOT NULL")
      .map(entry).sorted { $0.number < $1.number }
  }

  /// A fence that no job of this store ever had.
  func nextFence() throws -> Int64 {
    let fence = try Int64.fetchOne(
      database, sql: "UPDATE lab_clock SET fence = fence + 1 WHERE id = 1 RETURNING fence")
    guard let fence else { throw failure(.damagedRecord(what: "the count of leases")) }
    return fence
  }

  /// Writes all that can change about a job, after the events that tell of it.
  func write(_ entry: JobEntry) throws {
    let hold = entry.hold
    try database.execute(
      sql: """
        UPDATE job SET priority = ?, updated_ms = ?, state = ?, attempt = ?, not_before_ms = ?,
          fence = ?, owner = ?, claimed_ms = ?, renewed_ms = ?, expires_ms = ?, has_grace = ?,
          spent_ms = ?, board_name = ?, is_cancel_requested = ?, run_id = ?, failure = ?,
          last_event = ?
        WHERE number = ?
        """,
      arguments: [
        entry.priority, entry.updated.unixMilliseconds, entry.state.rawValue, entry.attempt,
        entry.notBefore?.unixMilliseconds, hold?.fence, hold?.owner,
        hold?.claimed.unixMilliseconds, hold?.renewed.unixMilliseconds,
        hold?.expires.unixMilliseconds, hold?.hasGrace ?? false, entry.spentMilliseconds,
        entry.boardName, entry.isCancelRequested, entry.runID?.rawValue,
        try entry.failure.map { try RecordText.encode($0) }, entry.lastEvent, entry.number,
      ])
  }

  /// Adds an event to the job's; ``write(_:)`` must follow in the same transaction.
  @discardableResult
  func tell(_ kind: JobEvent.Kind, of entry: inout JobEntry, at now: Timestamp) throws -> JobEvent {
    entry.lastEvent += 1
    let event = JobEvent(job: entry.id, sequence: entry.lastEvent, time: now, kind: kind)
    try database.execute(
      sql: "INSERT INTO job_event VALUES (?, ?, ?, ?)",
      arguments: [
        entry.number, event.sequence, now.unixMilliseconds, try RecordText.encode(kind),
      ])
    return event
  }

  /// Puts the job into `state`, tells of it and writes it.
  func move(_ entry: JobEntry, to state: JobState, at now: Timestamp) throws -> Job {
    var entry = entry
    entry.state = state
    entry.updated = now
    if !state.isRunning { entry.hold = nil }
    if state != .queued { entry.notBefore = nil }
    try tell(.state(state, attempt: entry.attempt), of: &entry, at: now)
    try write(entry)
    return entry.job
  }

  /// Ends an attempt that failed: the job is cancelled where that was wished, waits for its next
  /// attempt where one is left and `retryAt` says from when, and has failed else.
  func endAttempt(
    _ entry: JobEntry, _ failure: JobFailure, retryAt: Timestamp?, at now: Timestamp
  ) throws -> Job {
    var entry = entry
    entry.failure = failure
    try tell(.failed(failure), of: &entry, at: now)
    if entry.isCancelRequested { return try move(entry, to: .cancelled, at: now) }
    guard let retryAt, entry.attempt < entry.maximumAttempts else {
      return try move(entry, to: .failed, at: now)
    }
    entry.notBefore = retryAt > now ? retryAt : nil
    return try move(entry, to: .queued, at: now)
  }
}

extension ResultStore {
  /// One transaction that changes the queue, alone among all processes.
  func changingJobs<Value>(
    _ work: (JobTable) throws -> Value
  ) throws(ResultStoreError) -> Value {
    try failing {
      try queue.write { try work(JobTable(database: $0, path: path)) }
    }
  }

  func readingJobs<Value>(
    _ work: (JobTable) throws -> Value
  ) throws(ResultStoreError) -> Value {
    try failing {
      try queue.read { try work(JobTable(database: $0, path: path)) }
    }
  }
}
