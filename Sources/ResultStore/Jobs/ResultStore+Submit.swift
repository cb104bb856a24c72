import ContentHash
import GRDB
package import Jobs
package import Measurements

extension ResultStore {
  /// Puts a job into the queue, or gives the one that waits or runs with an equal specification.
  ///
  /// A duplicate that comes with a higher priority lifts the job that waits. A job that is to be
  /// cancelled is no duplicate of anything.
  ///
  /// - Throws: ``ResultStoreError`` when a value is out of its bounds, or nothing could be kept.
  package func submit(
    _ submission: JobSubmission, now: Timestamp
  ) throws(ResultStoreError) -> JobReceipt {
    if let problem = submission.problem {
      throw ResultStoreError(path: path, reason: .badSubmission(problem))
    }
    return try changingJobs { table in
      let text = try RecordText.encode(submission.specification)
      let digest = SHA256Digest(of: text.utf8).hexadecimal
      if let job = try table.pending(digest, priority: submission.priority, at: now) {
        return JobReceipt(job: job, isDuplicate: true)
      }
      let job = try table.add(submission, text: text, digest: digest, at: now)
      return JobReceipt(job: job, isDuplicate: false)
    }
  }
}

extension JobTable {
  static let pendingJob = """
    SELECT * FROM job WHERE specification_sha256 = ?
      AND state NOT IN ('done', 'failed', 'cancelled') AND is_cancel_requested = 0
    """

  fileprivate func pending(_ digest: String, priority: Int, at now: Timestamp) throws -> Job? {
    guard let row = try Row.fetchOne(database, sql: Self.pendingJob, arguments: [digest]) else {
      return nil
    }
    var entry = try entry(row)
    guard entry.state == .queued, priority > entry.priority else { return entry.job }
    entry.priority = priority
    try tell(.notice("asked for again, with priority \(priority)"), of: &entry, at: now)
    try write(entry)
    return entry.job
  }

  fileprivate func add(
    _ submission: JobSubmission, text: String, digest: String, at now: Timestamp
  ) throws -> Job {
    let specification = submission.specification
    let id = JobID.random()
    try database.execute(
      sql: """
        INSERT INTO job (job_id, specification, specification_sha256, model_sha256, profile,
          wanted_board, night, priority, submitter, maximum_attempts, deadline_seconds, created_ms,
          updated_ms, state, attempt, spent_ms, has_grace, is_cancel_requested, last_event)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0, 0, FALSE, FALSE, 0)
        """,
      arguments: [
        id.rawValue, text, digest, specification.modelSHA256, specification.board,
        specification.boardName, specification.night, submission.priority, submission.submitter,
        submission.maximumAttempts, submission.deadlineSeconds, now.unixMilliseconds,
        now.unixMilliseconds,
      ])
    return try move(entry(of: id), to: .queued, at: now)
  }
}
