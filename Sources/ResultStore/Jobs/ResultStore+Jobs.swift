import GRDB
package import Jobs
import Measurements

extension ResultStore {
  /// The job whose name begins with `prefix`.
  ///
  /// - Throws: ``ResultStoreError`` when no job or several begin so.
  package func job(named prefix: String) throws(ResultStoreError) -> Job {
    guard RunID.isPrefix(prefix) else {
      throw ResultStoreError(path: path, reason: .notAJobID(text: prefix))
    }
    return try readingJobs { table in
      let rows = try Row.fetchAll(
        table.database, sql: JobTable.jobsByPrefix,
        arguments: ["first": prefix, "end": prefix + "g"])
      guard let row = rows.first else { throw table.failure(.noJob(prefix: prefix)) }
      guard rows.count == 1 else {
        throw table.failure(.severalJobs(prefix: prefix, matches: rows.map { $0["job_id"] }))
      }
      return try table.entry(row).job
    }
  }

  /// The jobs that pass `filter`, the newest first by the order of their submission.
  ///
  /// - Throws: ``ResultStoreError``, also when there is no job of the name to begin before.
  package func jobs(matching filter: JobFilter = JobFilter()) throws(ResultStoreError) -> [Job] {
    try readingJobs { table in
      let query = try table.query(for: filter)
      return try Row.fetchAll(table.database, sql: query.sql, arguments: query.arguments)
        .map { try table.entry($0).job }
    }
  }

  /// How many jobs are in each state; states without jobs stand with 0.
  package func jobCounts() throws(ResultStoreError) -> [JobState: Int] {
    try readingJobs { table in
      var counts = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) })
      let rows = try Row.fetchAll(
        table.database, sql: "SELECT state, count(*) AS jobs FROM job GROUP BY state")
      for row in rows {
        guard let state = JobState(rawValue: row["state"]) else {
          throw table.failure(.damagedRecord(what: "a job's state"))
        }
        counts[state] = row["jobs"]
      }
      return counts
    }
  }
}

extension JobTable {
  /// `g` comes after every hexadecimal digit.
  static let jobsByPrefix = """
    SELECT * FROM job WHERE job_id >= :first AND job_id < :end ORDER BY job_id LIMIT 5
    """

  /// Only the conditions that the filter has, so that an index can serve them.
  func query(for filter: JobFilter) throws -> (sql: String, arguments: StatementArguments) {
    var conditions: [String] = []
    var arguments = StatementArguments()
    for (column, value) in [
      ("profile", filter.board), ("board_name", filter.boardName), ("submitter", filter.submitter),
      ("night", filter.night),
    ] {
      guard let value else { continue }
      conditions.append("\(column) = ?")
      arguments += [value]
    }
    if !filter.states.isEmpty {
      let states = filter.states.map(\.rawValue).sorted()
      conditions.append("state IN (\(states.map { _ in "?" }.joined(separator: ", ")))")
      arguments += StatementArguments(states)
    }
    if let before = filter.before {
      conditions.append("number < ?")
      arguments += [try entry(of: before).number]
    }
    arguments += [max(0, filter.limit)]
    let condition = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND ")) "
    return ("SELECT * FROM job \(condition)ORDER BY number DESC LIMIT ?", arguments)
  }
}
