import GRDB
package import Jobs
package import Measurements

extension ResultStore {
  /// Gives up every attempt whose lease has run out: its job waits again, or has failed once no attempts
  /// are left, or is cancelled where that was wished.
  ///
  /// Only what the clock says between two calls counts as time that has passed, so call it several
  /// times in a lease's length. A clock that was set back begins each lease anew. A clock that jumped
  /// ahead, or a machine that slept, shows as a gap between two calls of more than a third of the
  /// lease: then the lease gets one more period, in which a living holder renews it.
  ///
  /// - Returns: the jobs of the attempts given up; each is given up once, by one caller.
  @discardableResult
  package func expireLeases(now: Timestamp) throws(ResultStoreError) -> [Job] {
    try changingJobs { table in
      let held = try table.heldEntries()
      guard !held.isEmpty else { return [] }
      let sweep = try table.beginSweep(at: now)
      return try held.compactMap { try table.expire($0, after: sweep, at: now) }
    }
  }

  /// Gives up every attempt of owners whose name begins with `prefix`, whatever their leases say: a
  /// daemon that starts takes back what its dead self held.
  @discardableResult
  package func expireLeases(
    ofOwnersWithPrefix prefix: String, now: Timestamp
  ) throws(ResultStoreError) -> [Job] {
    try changingJobs { table in
      try table.heldEntries().filter { $0.hold?.owner.hasPrefix(prefix) == true }.map {
        try table.giveUp($0, at: now, because: "the program that held it ended")
      }
    }
  }
}

extension JobTable {
  /// Notes that leases are looked through at `now`, and gives the time before.
  fileprivate func beginSweep(at now: Timestamp) throws -> Timestamp? {
    let before = try Int64.fetchOne(database, sql: "SELECT swept_ms FROM lab_clock WHERE id = 1")
    try database.execute(
      sql: "UPDATE lab_clock SET swept_ms = ? WHERE id = 1", arguments: [now.unixMilliseconds])
    return JobEntry.time(before)
  }

  /// - Returns: the job, if its attempt was given up.
  fileprivate func expire(
    _ entry: JobEntry, after sweep: Timestamp?, at now: Timestamp
  ) throws -> Job? {
    guard let hold = entry.hold else { return nil }
    var entry = entry
    if now < hold.renewed {
      entry.hold = hold.begunAgain(at: now)
      try write(entry)
      return nil
    }
    guard hold.expires <= now else { return nil }
    // What had run out when leases were looked through last would be gone: it was begun since then, by
    // a clock that was set back and ahead again.
    if let sweep, !hold.hasGrace,
      sweep >= hold.expires
        || sweep >= hold.claimed
          && now.unixMilliseconds - sweep.unixMilliseconds > hold.milliseconds / 3
    {
      entry.hold = hold.begunAgain(at: now)
      entry.hold?.hasGrace = true
      try write(entry)
      return nil
    }
    let isLate = entry.spentMilliseconds(at: now) >= entry.deadlineMilliseconds
    return try giveUp(
      entry, at: now,
      because: isLate
        ? "it took longer than \(entry.deadlineSeconds) s"
        : "nothing was heard of it for \((now.unixMilliseconds - hold.renewed.unixMilliseconds) / 1000) s"
    )
  }

  fileprivate func giveUp(
    _ entry: JobEntry, at now: Timestamp, because reason: String
  ) throws -> Job {
    let failure = JobFailure(
      summary:
        "attempt \(entry.attempt) on \(entry.boardName ?? "a board") was given up: \(reason)",
      remedy: "see the daemon's log for what that board did", failureClass: "timeout")
    return try endAttempt(entry, failure, retryAt: now, at: now)
  }
}
