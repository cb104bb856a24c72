import FoundationEssentials
import GRDB
package import Measurements

extension ResultStore {
  /// Removes what is older than the rules allow.
  ///
  /// Every transaction takes a few runs or jobs, so that others can write in between; one that ends in
  /// the middle has removed some of it and harmed nothing. The last run of a series stays, and so does
  /// every run that a night which is not as old itself, or a suite's last night, names as a baseline or
  /// as a suspect's; they keep their samples. A run without samples keeps its statistics and says when
  /// the samples went. Nights stay, as the record of what was said.
  @discardableResult
  package func applyRetention(
    _ rules: RetentionRules, now: Timestamp, isDryRun: Bool = false
  ) throws(ResultStoreError) -> RetentionReport {
    var report = RetentionReport(isDryRun: isDryRun)
    if let limit = Self.limit(rules.runDays, now) {
      let (old, spared) = try oldRuns(before: limit, sql: Self.oldRuns)
      report.runsRemoved = old.count
      report.runsSpared = spared
      if !isDryRun { try inBatches(old) { try Self.remove($0, in: $1) } }
    }
    if let limit = Self.limit(rules.sampleDays, now) {
      let (old, _) = try oldRuns(before: limit, sql: Self.runsWithSamples)
      report.runsWithoutSamples = old.count
      if !isDryRun { try inBatches(old) { try dropSamples(of: $0, at: now, in: $1) } }
    }
    if let limit = Self.limit(rules.eventDays, now) {
      let jobs = try jobsWithEvents(before: limit)
      report.jobsWithoutEvents = jobs.count
      if !isDryRun { try inBatches(jobs) { try Self.removeEvents(of: $0, in: $1) } }
    }
    if let limit = Self.limit(rules.modelDays, now) {
      for item in try models.items() where item.kept < limit {
        guard try !isInUse(model: item.sha256, since: limit) else { continue }
        report.modelsRemoved += 1
        report.modelBytesRemoved += item.byteCount
        if !isDryRun { try models.remove(item.sha256) }
      }
    }
    return report
  }

  private static func limit(_ days: Int?, _ now: Timestamp) -> Timestamp? {
    days.map { days in
      let (span, overflows) = Int64(max(0, days)).multipliedReportingOverflow(by: 86_400_000)
      return Timestamp(unixMilliseconds: overflows ? .min : now.unixMilliseconds &- span)
    }
  }

  /// Runs of one transaction.
  private static let batch = 20

  private func inBatches<Item>(
    _ items: [Item], _ work: (Item, Database) throws -> Void
  ) throws(ResultStoreError) {
    for start in stride(from: 0, to: items.count, by: Self.batch) {
      try failing {
        try queue.write { database in
          for item in items[start..<min(start + Self.batch, items.count)] {
            try work(item, database)
          }
        }
      }
    }
  }

  /// The runs that `sql` finds and nothing spares, and how many were spared.
  private func oldRuns(
    before limit: Timestamp, sql: String
  ) throws(ResultStoreError) -> (old: [String], spared: Int) {
    try failing {
      try queue.read { database in
        let named = Set(
          try String.fetchAll(
            database, sql: Self.runsThatNightsName, arguments: ["limit": limit.unixMilliseconds]))
        let rows = try Row.fetchAll(
          database, sql: sql, arguments: ["limit": limit.unixMilliseconds])
        let old = rows.filter { !$0["is_last"] && !named.contains($0["run_id"]) }
        return (old.map { $0["run_id"] }, rows.count - old.count)
      }
    }
  }

  private static let isLast = """
    series_id IS NOT NULL AND run_id = (SELECT last.run_id FROM run AS last INDEXED BY run_series
      WHERE last.series_id = run.series_id
      ORDER BY last.created_ms DESC, last.run_id DESC LIMIT 1) AS is_last
    """
  static let oldRuns = """
    SELECT run_id, \(isLast) FROM run WHERE created_ms < :limit ORDER BY created_ms
    """
  static let runsWithSamples = """
    SELECT run_id, \(isLast) FROM run WHERE created_ms < :limit AND EXISTS
      (SELECT 1 FROM samples WHERE samples.run_id = run.run_id AND figures IS NULL)
    ORDER BY created_ms
    """
  private static let runsThatNightsName = """
    WITH entry AS (
      SELECT night_entry.record FROM night_entry JOIN night USING (night_id)
      WHERE night.started_ms >= :limit OR night.started_ms =
        (SELECT max(last.started_ms) FROM night AS last WHERE last.suite = night.suite))
    SELECT json_extract(record, '$.baselineRunID') AS run FROM entry WHERE run IS NOT NULL
    UNION SELECT json_extract(record, '$.suspect.lastGoodRun') AS run FROM entry
      WHERE run IS NOT NULL
    UNION SELECT json_extract(record, '$.suspect.firstBadRun') AS run FROM entry
      WHERE run IS NOT NULL
    """

  private static func remove(_ run: String, in database: Database) throws {
    try database.execute(sql: "DELETE FROM run WHERE run_id = ?", arguments: [run])
  }

  /// Puts the statistics of every pass in the place of its samples.
  private func dropSamples(of run: String, at time: Timestamp, in database: Database) throws {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM samples WHERE run_id = ? AND figures IS NULL", arguments: [run])
    for row in rows {
      guard let pass = Self.pass(in: row) else {
        throw ResultStoreError(path: path, reason: .damagedRun(run: run, detail: "its samples"))
      }
      try database.execute(
        sql: """
          UPDATE samples SET cycles = ?, wrapped_runs = '', figures = ?
          WHERE run_id = ? AND position = ?
          """,
        arguments: [
          Data(SampleBlob.encode([])), try pass.droppingSamples(at: time).figures.map(Self.text),
          run, row["position"] as Int,
        ])
    }
  }

  private func jobsWithEvents(before limit: Timestamp) throws(ResultStoreError) -> [Int64] {
    try failing {
      try queue.read { database in
        try Int64.fetchAll(
          database,
          sql: """
            SELECT number FROM job WHERE state IN ('done', 'failed', 'cancelled')
              AND updated_ms < ? AND EXISTS (SELECT 1 FROM job_event WHERE job = number)
            ORDER BY updated_ms
            """,
          arguments: [limit.unixMilliseconds])
      }
    }
  }

  private static func removeEvents(of job: Int64, in database: Database) throws {
    try database.execute(sql: "DELETE FROM job_event WHERE job = ?", arguments: [job])
  }

  /// Whether a job or a run has used the model since, a job is still to, or somebody said what it is
  /// good for.
  private func isInUse(model: String, since limit: Timestamp) throws(ResultStoreError) -> Bool {
    try failing {
      try queue.read { database in
        try Bool.fetchOne(
          database,
          sql: """
            SELECT EXISTS (SELECT 1 FROM run WHERE model_sha256 = :model AND created_ms >= :limit)
              OR EXISTS (SELECT 1 FROM job WHERE model_sha256 = :model AND (updated_ms >= :limit
                OR state NOT IN ('done', 'failed', 'cancelled')))
              OR EXISTS (SELECT 1 FROM model_tag WHERE sha256 = :model)
              OR EXISTS (SELECT 1 FROM model_accuracy WHERE sha256 = :model)
              OR EXISTS (SELECT 1 FROM model WHERE sha256 = :model AND note IS NOT NULL)
            """,
          arguments: ["model": model, "limit": limit.unixMilliseconds]) ?? true
      }
    }
  }
}
