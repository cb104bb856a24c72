import GRDB
package import Jobs
package import Measurements

extension ResultStore {
  /// Gives the board the next job that it can do, under a lease of its own.
  ///
  /// Of the jobs for its profile, and for it where they name a board, that may begin: the highest
  /// priority first, then whose submitter has the fewest jobs running, then the oldest. The attempt's
  /// deadline ends the lease even if `until` is later. A job that waits for a time is due, too, once the
  /// clock stands before its last change: it was set back, and the wait cannot be told any more.
  ///
  /// - Returns: the job in state `leased`, or `nil` when there is none, and while the board is in quarantine.
  package func claim(
    board: String, boardName: String, owner: String, until: Timestamp, now: Timestamp
  ) throws(ResultStoreError) -> Job? {
    try changingJobs { table in
      guard try table.quarantine(of: boardName) == nil,
        let number = try Int64.fetchOne(
          table.database, sql: JobTable.nextJob,
          arguments: ["profile": board, "board": boardName, "now": now.unixMilliseconds]),
        let row = try Row.fetchOne(
          table.database, sql: "SELECT * FROM job WHERE number = ?", arguments: [number])
      else { return nil }
      var entry = try table.entry(row)
      entry.attempt += 1
      entry.boardName = boardName
      entry.spentMilliseconds = 0
      entry.hold = JobEntry.Hold(
        fence: try table.nextFence(), owner: owner, claimed: now, renewed: now,
        expires: min(until, now.advanced(byMilliseconds: entry.deadlineMilliseconds)),
        hasGrace: false)
      return try table.move(entry, to: .leased, at: now)
    }
  }
}

extension JobTable {
  /// Reads only the two partial indexes: what waits for the profile, and the few that run.
  static let nextJob = """
    WITH busy AS MATERIALIZED (
      SELECT submitter, count(*) AS jobs FROM job INDEXED BY job_running
      WHERE fence IS NOT NULL GROUP BY submitter
    )
    SELECT number FROM job INDEXED BY job_queued
    WHERE state = 'queued' AND profile = :profile
      AND (wanted_board IS NULL OR wanted_board = :board)
      AND (not_before_ms IS NULL OR not_before_ms <= :now OR updated_ms > :now)
    ORDER BY priority DESC,
      coalesce((SELECT jobs FROM busy WHERE busy.submitter = job.submitter), 0), number
    LIMIT 1
    """
}
