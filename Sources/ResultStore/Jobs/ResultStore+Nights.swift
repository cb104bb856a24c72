import GRDB
import Measurements
package import Regression

extension ResultStore {
  /// Keeps a night as it stands, in place of what was kept under its name before.
  package func save(_ night: NightReport) throws(ResultStoreError) {
    try failing {
      var head = night
      head.entries = []
      let record = try RecordText.encode(head)
      try queue.write { database in
        try database.execute(
          sql: """
            INSERT INTO night VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (night_id) DO UPDATE SET suite = excluded.suite,
              started_ms = excluded.started_ms, ended_ms = excluded.ended_ms,
              commit_id = excluded.commit_id, has_regression = excluded.has_regression,
              has_failure = excluded.has_failure, record = excluded.record
            """,
          arguments: [
            night.id, night.suite, night.started.unixMilliseconds,
            night.ended?.unixMilliseconds, night.commit, night.hasRegression, night.hasFailure,
            record,
          ])
        try database.execute(
          sql: "DELETE FROM night_entry WHERE night_id = ?", arguments: [night.id])
        for (position, entry) in night.entries.enumerated() {
          try Self.insert(entry, at: position, of: night.id, into: database)
        }
      }
    }
  }

  private static func insert(
    _ entry: NightEntry, at position: Int, of night: String, into database: Database
  ) throws {
    try database.execute(
      sql: "INSERT INTO night_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        night, position, entry.modelSHA256, entry.board, entry.boardName,
        entry.evidence?.rawValue, entry.timingModel.map { "\($0.name) \($0.version)" },
        entry.timingModel?.claim?.text, entry.outcome.rawValue, entry.runID?.rawValue,
        try RecordText.encode(entry),
      ])
  }

  /// The night of this name, or `nil` when there is none.
  package func night(id: String) throws(ResultStoreError) -> NightReport? {
    try nights(sql: "WHERE night_id = ?", arguments: [id]).first
  }

  /// The nights of a suite, or of all, the newest first.
  package func nights(
    suite: String? = nil, limit: Int = 50
  ) throws(ResultStoreError) -> [NightReport] {
    let order = "ORDER BY started_ms DESC, rowid DESC LIMIT ?"
    guard let suite else { return try nights(sql: order, arguments: [max(0, limit)]) }
    return try nights(sql: "WHERE suite = ? \(order)", arguments: [suite, max(0, limit)])
  }

  /// The nights of all suites that have not come to their end, the newest first.
  package func unfinishedNights() throws(ResultStoreError) -> [NightReport] {
    try nights(sql: "WHERE ended_ms IS NULL ORDER BY started_ms DESC, rowid DESC", arguments: [])
  }

  /// The newest night of a suite that has come to its end, or of any.
  package func latestNight(suite: String? = nil) throws(ResultStoreError) -> NightReport? {
    let order = "ORDER BY started_ms DESC, rowid DESC LIMIT 1"
    guard let suite else {
      return try nights(sql: "WHERE ended_ms IS NOT NULL \(order)", arguments: []).first
    }
    return try nights(
      sql: "WHERE suite = ? AND ended_ms IS NOT NULL \(order)", arguments: [suite]
    ).first
  }

  private func nights(
    sql: String, arguments: StatementArguments
  ) throws(ResultStoreError) -> [NightReport] {
    try failing {
      try queue.read { database in
        try Row.fetchAll(
          database, sql: "SELECT night_id, record FROM night \(sql)", arguments: arguments
        ).map { row in
          let name: String = row["night_id"]
          guard var night = RecordText.decode(NightReport.self, from: row["record"]) else {
            throw ResultStoreError(path: path, reason: .damagedRecord(what: "night \(name)"))
          }
          night.entries = try entries(of: name, in: database)
          return night
        }
      }
    }
  }

  private func entries(of night: String, in database: Database) throws -> [NightEntry] {
    let records = try String.fetchAll(
      database, sql: "SELECT record FROM night_entry WHERE night_id = ? ORDER BY position",
      arguments: [night])
    return try records.enumerated().map { position, record in
      guard let entry = RecordText.decode(NightEntry.self, from: record) else {
        throw ResultStoreError(
          path: path, reason: .damagedRecord(what: "entry \(position) of night \(night)"))
      }
      return entry
    }
  }
}
