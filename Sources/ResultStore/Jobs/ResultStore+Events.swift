import GRDB
package import Jobs
package import Measurements

extension ResultStore {
  /// Adds an event to a job's; changes of state tell of themselves and are not added here.
  ///
  /// A layer's cycles are for those who watch just now: they are not stored, and carry the number of
  /// the last event that was, so that a watcher who comes back misses nothing that is kept.
  ///
  /// - Throws: ``ResultStoreError`` when there is no such job, and for an event that only a change of the
  ///   job itself makes.
  @discardableResult
  package func append(
    _ kind: JobEvent.Kind, to job: JobID, now: Timestamp
  ) throws(ResultStoreError) -> JobEvent {
    switch kind {
    case .state(let state, _): throw ResultStoreError(path: path, reason: .notAStage(state: state))
    case .layer:
      return try readingJobs { table in
        let entry = try table.entry(of: job)
        return JobEvent(job: job, sequence: entry.lastEvent, time: now, kind: kind)
      }
    case .stageBegan, .stageEnded, .notice, .log, .failed, .stored:
      return try changingJobs { table in
        var entry = try table.entry(of: job)
        let event = try table.tell(kind, of: &entry, at: now)
        try table.write(entry)
        return event
      }
    }
  }

  /// The stored events of a job after the one numbered `sequence`, in order, at most `limit`.
  ///
  /// Their times may go back where the clock was set back; their numbers do not.
  ///
  /// - Throws: ``ResultStoreError`` when there is no such job.
  package func events(
    of job: JobID, after sequence: Int = 0, limit: Int = 1000
  ) throws(ResultStoreError) -> [JobEvent] {
    try readingJobs { table in
      let number = try table.entry(of: job).number
      let rows = try Row.fetchAll(
        table.database,
        sql: """
          SELECT sequence, time_ms, kind FROM job_event WHERE job = ? AND sequence > ?
          ORDER BY sequence LIMIT ?
          """,
        arguments: [number, sequence, max(0, limit)])
      return try rows.map { row in
        let place: Int = row["sequence"]
        guard let kind = RecordText.decode(JobEvent.Kind.self, from: row["kind"]) else {
          throw table.failure(.damagedRecord(what: "event \(place) of job \(job)"))
        }
        return JobEvent(
          job: job, sequence: place, time: Timestamp(unixMilliseconds: row["time_ms"]), kind: kind)
      }
    }
  }
}
