import GRDB
package import Jobs
package import Measurements

extension ResultStore {
  /// Puts a job into the next state of its attempt: building, flashing or measuring.
  ///
  /// An attempt that begins to flash is put into the audit log in the same transaction.
  ///
  /// - Throws: ``ResultStoreError`` when the lease is stale.
  @discardableResult
  package func advance(
    _ lease: JobLease, to state: JobState, now: Timestamp
  ) throws(ResultStoreError) -> Job {
    guard [.building, .flashing, .measuring].contains(state) else {
      throw ResultStoreError(path: path, reason: .notAStage(state: state))
    }
    return try changingJobs { table in
      let entry = try table.entry(heldBy: lease)
      guard entry.state != state else { return entry.job }
      if state == .flashing { try table.write(.flashing(entry, at: now)) }
      return try table.move(entry, to: state, at: now)
    }
  }

  /// Prolongs a lease, even one that has run out, as long as nobody has given it up.
  ///
  /// The attempt's deadline ends it even if `until` is later. Whether the job is to be cancelled, its
  /// own ``Job/isCancelRequested`` says.
  ///
  /// - Throws: ``ResultStoreError`` when the lease is stale, and when the attempt has taken longer than
  ///   the job allows; it is to fail then.
  @discardableResult
  package func renew(
    _ lease: JobLease, until: Timestamp, now: Timestamp
  ) throws(ResultStoreError) -> Job {
    try changingJobs { table in
      var entry = try table.entry(heldBy: lease)
      let spent = entry.spentMilliseconds(at: now)
      let left = entry.deadlineMilliseconds - spent
      guard left > 0 else {
        throw table.failure(
          .deadlinePassed(job: lease.job.rawValue, seconds: entry.deadlineSeconds))
      }
      entry.spentMilliseconds = spent
      entry.hold?.renewed = now
      entry.hold?.expires = min(until, now.advanced(byMilliseconds: left))
      entry.hold?.hasGrace = false
      try table.write(entry)
      return entry.job
    }
  }

  /// Stores the run of a job and ends the job, in one transaction.
  ///
  /// A second call under the same lease, and every call under an older one, is refused and stores
  /// nothing. A job that was to be cancelled is done all the same: its figures are there.
  ///
  /// - Throws: ``ResultStoreError`` when the lease is stale, when the run is of another model, board or
  ///   job, and when it cannot be kept; the job is as before then.
  @discardableResult
  package func complete(
    _ lease: JobLease, with measurement: Measurement, now: Timestamp
  ) throws(ResultStoreError) -> Job {
    try failing {
      let record = try Self.record(of: measurement)
      return try queue.write { database in
        let table = JobTable(database: database, path: path)
        var entry = try table.entry(heldBy: lease)
        try table.check(measurement, of: entry)
        try insert(measurement, record: record, into: database)
        entry.runID = measurement.runID
        entry.failure = nil
        try table.tell(.stored(measurement.runID), of: &entry, at: now)
        return try table.move(entry, to: .done, at: now)
      }
    }
  }

  /// Ends an attempt that failed.
  ///
  /// The job waits again, from `retryAt` on, while attempts are left; with no `retryAt` it has failed. One
  /// that was to be cancelled is cancelled.
  @discardableResult
  package func fail(
    _ lease: JobLease, _ failure: JobFailure, retryAt: Timestamp?, now: Timestamp
  ) throws(ResultStoreError) -> Job {
    try changingJobs { table in
      try table.endAttempt(table.entry(heldBy: lease), failure, retryAt: retryAt, at: now)
    }
  }

  /// Gives a job back that was not finished, as a daemon does that stops; the attempt does not count.
  @discardableResult
  package func release(_ lease: JobLease, now: Timestamp) throws(ResultStoreError) -> Job {
    try changingJobs { table in
      var entry = try table.entry(heldBy: lease)
      if entry.isCancelRequested { return try table.move(entry, to: .cancelled, at: now) }
      entry.attempt -= 1
      try table.tell(.notice("given back before it was finished"), of: &entry, at: now)
      return try table.move(entry, to: .queued, at: now)
    }
  }

  /// Ends a job that is to be cancelled, by whoever holds it.
  @discardableResult
  package func endCancelled(_ lease: JobLease, now: Timestamp) throws(ResultStoreError) -> Job {
    try changingJobs { table in
      try table.move(table.entry(heldBy: lease), to: .cancelled, at: now)
    }
  }

  /// Cancels a job: at once while it waits, else by a mark that its holder sees when it renews.
  ///
  /// - Throws: ``ResultStoreError`` when there is no such job, and when it is done or has failed.
  @discardableResult
  package func cancel(_ job: JobID, now: Timestamp) throws(ResultStoreError) -> Job {
    try changingJobs { table in
      var entry = try table.entry(of: job)
      switch entry.state {
      case .cancelled: return entry.job
      case .done, .failed:
        throw table.failure(.jobIsOver(job: job.rawValue, state: entry.state))
      case .queued:
        entry.isCancelRequested = true
        return try table.move(entry, to: .cancelled, at: now)
      case .leased, .building, .flashing, .measuring:
        guard !entry.isCancelRequested else { return entry.job }
        entry.isCancelRequested = true
        entry.updated = now
        try table.tell(.notice("to be cancelled"), of: &entry, at: now)
        try table.write(entry)
        return entry.job
      }
    }
  }
}

extension JobTable {
  /// Keeps a run from being stored as another job's: the store may not say what nobody measured.
  fileprivate func check(_ measurement: Measurement, of entry: JobEntry) throws {
    let specification = entry.specification
    let detail: String? =
      if measurement.model.sha256 != specification.modelSHA256 {
        "it is of model \(measurement.model.sha256)"
      } else if measurement.board.profile != specification.board {
        "it is of board \(measurement.board.profile)"
      } else if measurement.provenance.lab?.job != entry.id.rawValue {
        "it was measured for \(measurement.provenance.lab?.job ?? "no job")"
      } else {
        nil
      }
    if let detail { throw failure(.wrongRun(job: entry.id.rawValue, detail: detail)) }
  }
}

extension ResultStore {
  /// Sees to it that a job has one run at most, whoever saves it.
  func claimJob(of measurement: Measurement, in database: Database) throws {
    guard let job = measurement.provenance.lab?.job else { return }
    let isTaken = try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM job_run WHERE job_id = ?)", arguments: [job])
    guard isTaken != true else {
      throw ResultStoreError(path: path, reason: .jobHasRun(job: job))
    }
    try database.execute(
      sql: "INSERT INTO job_run VALUES (?, ?)", arguments: [job, measurement.runID.rawValue])
  }
}
