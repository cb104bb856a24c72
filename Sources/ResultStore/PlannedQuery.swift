package import GRDB
import Measurements

/// A query that must stay quick however many runs there are, for whoever looks at its plan.
package struct PlannedQuery: Hashable, Sendable {
  package let name: String
  package let sql: String

  /// How SQLite goes about it, a line a step.
  package func plan(in database: Database) throws -> [String] {
    // The plan does not depend on what a query is asked for; unset parameters are NULL.
    let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
    statement.setUncheckedArguments(StatementArguments())
    return try Row.fetchAll(statement).map { $0["detail"] }
  }

  package static var all: [PlannedQuery] {
    func history(_ name: String, _ filter: RunFilter) -> PlannedQuery {
      PlannedQuery(name: name, sql: ResultStore.query(for: filter).sql)
    }
    return [
      PlannedQuery(name: "series of a total", sql: ResultStore.totalSeries),
      PlannedQuery(name: "series of a layer", sql: ResultStore.layerSeries),
      PlannedQuery(name: "list of series", sql: ResultStore.seriesList),
      PlannedQuery(name: "runs of a night", sql: ResultStore.runsOfNight),
      PlannedQuery(name: "layers of a night", sql: ResultStore.layersOfNight),
      PlannedQuery(name: "layers of a run", sql: ResultStore.layersOfRun),
      PlannedQuery(name: "a run by its first digits", sql: ResultStore.runByPrefix),
      history("history", RunFilter()),
      history("history of a board", RunFilter(board: "pico")),
      history("history before a run", RunFilter(before: RunID(rawValue: "00112233445566aa"))),
      PlannedQuery(name: "runs of a model's name", sql: ResultStore.runsOfModel),
      history("history of a commit", RunFilter(commit: "c")),
    ]
  }
}
