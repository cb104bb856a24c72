import GRDB
package import Measurements

extension ResultStore {
  /// What came of an import.
  package enum ImportOutcome: Hashable, Sendable {
    case stored
    /// The same run is there; nothing was changed.
    case alreadyThere
  }

  /// Saves a run that was not measured for this store, and from what it came, in one transaction.
  ///
  /// - Throws: ``ResultStoreError``, with ``ResultStoreError/Reason/runDiffers(run:)`` where another run
  ///   has the name; nothing is changed then.
  package func importRun(
    _ run: Measurement, as origin: ImportRecord
  ) throws(ResultStoreError) -> ImportOutcome {
    try failing {
      let record = try Self.record(of: run)
      return try queue.write { database in
        if let there = try stored(run.runID, in: database) {
          let isSame =
            there == run
            // The files of other tools do not tell when they were measured.
            || run.isForeign && there == run.with(created: there.created)
            || there.samplesDropped.map { run.droppingSamples(at: $0) == there } ?? false
          guard isSame else {
            throw ResultStoreError(path: path, reason: .runDiffers(run: run.runID.rawValue))
          }
          return .alreadyThere
        }
        try insert(run, record: record, into: database, claimsJob: false)
        try database.execute(
          sql: "INSERT INTO import VALUES (?, ?, ?, ?, ?)",
          arguments: [
            run.runID.rawValue, origin.time.unixMilliseconds, origin.kind.rawValue, origin.source,
            origin.sha256,
          ])
        return .stored
      }
    }
  }

  private func stored(_ run: RunID, in database: Database) throws -> Measurement? {
    let record = try String.fetchOne(
      database, sql: "SELECT record FROM run_record WHERE run_id = ?", arguments: [run.rawValue])
    return try record.map { try measurement(name: run.rawValue, record: $0, in: database) }
  }

  /// From what a run was imported, or `nil` where it was measured for this store.
  package func importRecord(of run: RunID) throws(ResultStoreError) -> ImportRecord? {
    try failing {
      try queue.read { database in
        try Row.fetchOne(
          database, sql: "SELECT * FROM import WHERE run_id = ?", arguments: [run.rawValue]
        ).map { row in
          guard let kind = ImportRecord.Kind(rawValue: row["kind"]) else {
            throw ResultStoreError(
              path: path, reason: .damagedRun(run: run.rawValue, detail: "where it came from"))
          }
          return ImportRecord(
            time: Timestamp(unixMilliseconds: row["time_ms"]), kind: kind, source: row["source"],
            sha256: row["sha256"])
        }
      }
    }
  }
}
