import GRDB
package import Jobs
import Measurements

extension ResultStore {
  /// Adds an entry to the audit log, which nothing ever changes or cuts.
  ///
  /// - Returns: the entry with its number.
  @discardableResult
  package func audit(_ entry: AuditEntry) throws(ResultStoreError) -> AuditEntry {
    try changingJobs { try $0.write(entry) }
  }

  /// The entries that pass `filter`, newest first.
  package func auditEntries(
    _ filter: AuditFilter = AuditFilter()
  ) throws(ResultStoreError) -> [AuditEntry] {
    try readingJobs { table in
      try Row.fetchAll(
        table.database,
        sql: """
          SELECT * FROM audit
          WHERE (:who IS NULL OR who = :who) AND (:action IS NULL OR action = :action)
            AND (:target IS NULL OR target = :target) AND (:before IS NULL OR number < :before)
          ORDER BY number DESC LIMIT :limit
          """,
        arguments: [
          "who": filter.who, "action": filter.action?.rawValue, "target": filter.target,
          "before": filter.before, "limit": max(0, filter.limit),
        ]
      ).map { row in
        guard let action = AuditEntry.Action(rawValue: row["action"]) else {
          throw table.failure(.damagedRecord(what: "an entry of the audit log"))
        }
        return AuditEntry(
          number: row["number"], time: Timestamp(unixMilliseconds: row["time_ms"]),
          who: row["who"], action: action, target: row["target"], origin: row["origin"],
          detail: row["detail"])
      }
    }
  }
}

extension JobTable {
  @discardableResult
  func write(_ entry: AuditEntry) throws -> AuditEntry {
    try database.execute(
      sql: """
        INSERT INTO audit (time_ms, who, action, target, origin, detail) VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        entry.time.unixMilliseconds, entry.who, entry.action.rawValue, entry.target,
        entry.origin, entry.detail,
      ])
    var entry = entry
    entry.number = database.lastInsertedRowID
    return entry
  }
}

extension AuditEntry {
  /// Who had which board flashed with what.
  static func flashing(_ entry: JobEntry, at now: Timestamp) -> AuditEntry {
    AuditEntry(
      time: now, who: entry.submitter, action: .flashed, target: entry.boardName ?? "",
      origin: entry.hold?.owner,
      detail: "job \(entry.id), model \(entry.specification.modelSHA256)"
        + " (\(entry.specification.modelName))")
  }
}
