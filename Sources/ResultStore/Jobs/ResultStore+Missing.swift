import GRDB
package import Jobs
package import Measurements

extension ResultStore {
  /// Fails a job that waits, because nobody will take it up: its board stays away.
  ///
  /// - Throws: ``ResultStoreError`` when there is no such job, or it does not wait any more.
  package func failWaiting(
    _ job: JobID, _ failure: JobFailure, now: Timestamp
  ) throws(ResultStoreError) -> Job {
    try changingJobs { table in
      let entry = try table.entry(of: job)
      guard entry.state == .queued else {
        throw table.failure(.jobIsOver(job: job.rawValue, state: entry.state))
      }
      return try table.endAttempt(entry, failure, retryAt: nil, at: now)
    }
  }

  /// The job that the board would be given next, which is left where it is.
  package func nextJob(
    board: String, boardName: String, now: Timestamp
  ) throws(ResultStoreError) -> Job? {
    try readingJobs { table in
      let number = try Int64.fetchOne(
        table.database, sql: JobTable.nextJob,
        arguments: ["profile": board, "board": boardName, "now": now.unixMilliseconds])
      guard let number,
        let row = try Row.fetchOne(
          table.database, sql: "SELECT * FROM job WHERE number = ?", arguments: [number])
      else { return nil }
      return try table.entry(row).job
    }
  }
}
