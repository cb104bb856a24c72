import GRDB
package import Jobs
package import Measurements

extension ResultStore {
  /// What is kept of a board of the rig; one that nothing is known of has a full score.
  package func standing(of boardName: String) throws(ResultStoreError) -> BoardStanding {
    try readingJobs { try $0.standing(of: boardName) }
  }

  /// What is kept of every board that ever had an outcome or a quarantine, by name.
  package func standings() throws(ResultStoreError) -> [BoardStanding] {
    try readingJobs { table in
      try Row.fetchAll(table.database, sql: "SELECT * FROM board_health ORDER BY board_name")
        .map(JobTable.standing)
    }
  }

  package func boardHealth(of boardName: String) throws(ResultStoreError) -> BoardHealth {
    try standing(of: boardName).health
  }

  /// Takes an outcome into a board's score, by ``BoardHealth/take(_:)``.
  @discardableResult
  package func record(
    _ outcome: BoardOutcome, of boardName: String, now: Timestamp
  ) throws(ResultStoreError) -> BoardHealth {
    try changingJobs { table in
      let standing = try table.standing(of: boardName)
      var health = standing.health
      health.take(outcome)
      try table.write(boardName, health, standing.quarantine, at: now)
      return health
    }
  }

  /// Keeps jobs away from a board until someone lets it out: ``claim`` gives it none.
  ///
  /// A board that is in quarantine stays there for the first reason.
  @discardableResult
  package func quarantine(
    _ boardName: String, because reason: String, by who: String, now: Timestamp
  ) throws(ResultStoreError) -> BoardStanding {
    try changingJobs { table in
      let standing = try table.standing(of: boardName)
      guard standing.quarantine == nil else { return standing }
      let quarantine = Quarantine(reason: reason, by: who, since: now)
      try table.write(boardName, standing.health, quarantine, at: now)
      return BoardStanding(boardName: boardName, health: standing.health, quarantine: quarantine)
    }
  }

  /// Lets a board out of quarantine, with a score of ``BoardHealth/releasedScore`` at least, so that its next
  /// failure alone does not bring it back.
  @discardableResult
  package func endQuarantine(
    of boardName: String, now: Timestamp
  ) throws(ResultStoreError) -> BoardStanding {
    try changingJobs { table in
      let standing = try table.standing(of: boardName)
      guard standing.quarantine != nil else { return standing }
      var health = standing.health
      health.score = max(health.score, BoardHealth.releasedScore)
      try table.write(boardName, health, nil, at: now)
      return BoardStanding(boardName: boardName, health: health, quarantine: nil)
    }
  }
}

extension JobTable {
  func quarantine(of boardName: String) throws -> Quarantine? {
    try standing(of: boardName).quarantine
  }

  fileprivate func standing(of boardName: String) throws -> BoardStanding {
    let row = try Row.fetchOne(
      database, sql: "SELECT * FROM board_health WHERE board_name = ?", arguments: [boardName])
    return row.map(Self.standing)
      ?? BoardStanding(boardName: boardName, health: .new, quarantine: nil)
  }

  fileprivate static func standing(_ row: Row) -> BoardStanding {
    let reason: String? = row["quarantine_reason"]
    return BoardStanding(
      boardName: row["board_name"],
      health: BoardHealth(
        score: row["score"], successes: row["successes"], failures: row["failures"],
        blames: row["blames"]),
      quarantine: reason.map {
        Quarantine(
          reason: $0, by: row["quarantine_by"] ?? "",
          since: Timestamp(unixMilliseconds: row["quarantine_since_ms"] ?? 0))
      })
  }

  fileprivate func write(
    _ boardName: String, _ health: BoardHealth, _ quarantine: Quarantine?, at now: Timestamp
  ) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO board_health VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        boardName, health.score, health.successes, health.failures, health.blames,
        now.unixMilliseconds, quarantine?.reason, quarantine?.by,
        quarantine?.since.unixMilliseconds,
      ])
  }
}
