import GRDB
import Measurements
package import Regression

extension ResultStore {
  /// The newest points of a series, oldest first.
  ///
  /// Of equal times the runs' names decide, so that the order is always the same.
  package func series(
    _ key: SeriesKey, limit: Int = 1_000
  ) throws(ResultStoreError) -> [SeriesPoint] {
    try failing {
      try queue.read { database in
        guard let series = try Self.number(of: key, in: database) else { return [] }
        var arguments: StatementArguments = ["series": series, "limit": max(0, limit)]
        if let layer = key.layer { arguments += ["layer": layer] }
        let rows = try Row.fetchAll(
          database, sql: key.layer == nil ? Self.totalSeries : Self.layerSeries,
          arguments: arguments)
        return try rows.reversed().map(point)
      }
    }
  }

  /// Both walk an index that holds every column they give, backwards from the newest point.
  static let totalSeries = """
    SELECT run.run_id, run.created_ms, clean_median_cycles AS median, clean_mad_cycles AS mad,
      clean_n AS n, commit_id, board_name, clock_hz, unique_id
    FROM run INDEXED BY run_series CROSS JOIN board ON board.id = run.board_id
    WHERE run.series_id = :series AND clean_median_cycles IS NOT NULL
    ORDER BY run.created_ms DESC, run.run_id DESC LIMIT :limit
    """
  static let layerSeries = """
    SELECT layer.run_id, layer.created_ms, cycles_median AS median, cycles_mad AS mad,
      layer.n AS n, commit_id, board_name, clock_hz, unique_id
    FROM layer INDEXED BY layer_series
    CROSS JOIN run INDEXED BY run_series ON run.series_id = layer.series_id
      AND run.created_ms = layer.created_ms AND run.run_id = layer.run_id
    CROSS JOIN board ON board.id = run.board_id
    WHERE layer.series_id = :series AND layer.layer_index = :layer
    ORDER BY layer.created_ms DESC, layer.run_id DESC LIMIT :limit
    """

  private func point(in row: Row) throws -> SeriesPoint {
    let name: String = row["run_id"]
    guard let runID = RunID(rawValue: name) else {
      throw ResultStoreError(path: path, reason: .damagedRun(run: name, detail: "its row"))
    }
    let uniqueID: String = row["unique_id"]
    return SeriesPoint(
      runID: runID, created: Timestamp(unixMilliseconds: row["created_ms"]),
      medianCycles: row["median"], deviationCycles: row["mad"] ?? 0, count: row["n"] ?? 0,
      commit: row["commit_id"], uniqueID: uniqueID.isEmpty ? nil : uniqueID,
      boardName: row["board_name"], clockHertz: row["clock_hz"])
  }

  /// What series of whole networks there are, those with the newest points first.
  ///
  /// `model` is a file's SHA-256, `board` a profile's name.
  package func seriesSummaries(
    model: String? = nil, board: String? = nil
  ) throws(ResultStoreError) -> [SeriesSummary] {
    try failing {
      try queue.read { database in
        let rows = try Row.fetchAll(
          database, sql: Self.seriesList, arguments: ["model": model, "board": board])
        return try rows.map(seriesSummary)
      }
    }
  }

  static let seriesList = """
    SELECT series.*, run.run_id, run.model_name, run.created_ms AS newest,
      (SELECT count(*) FROM (SELECT 1 FROM run AS one INDEXED BY run_series
        WHERE one.series_id = series.id LIMIT \(SeriesSummary.mostCounted))) AS count
    FROM series
    CROSS JOIN run ON run.run_id = (SELECT last.run_id FROM run AS last INDEXED BY run_series
      WHERE last.series_id = series.id ORDER BY last.created_ms DESC, last.run_id DESC LIMIT 1)
    WHERE (:model IS NULL OR series.model_sha256 = :model)
      AND (:board IS NULL OR series.board = :board)
    ORDER BY run.created_ms DESC, series.id
    """

  /// The series of whole networks, those with the newest points first.
  package func seriesKeys(
    model: String? = nil, board: String? = nil
  ) throws(ResultStoreError) -> [SeriesKey] {
    try seriesSummaries(model: model, board: board).map(\.key)
  }

  private func seriesSummary(of row: Row) throws -> SeriesSummary {
    let name: String = row["run_id"]
    guard let newest = RunID(rawValue: name), let evidence = Evidence(rawValue: row["evidence"])
    else { throw ResultStoreError(path: path, reason: .damagedRun(run: name, detail: "its row")) }
    let timingModel: String = row["timing_model"]
    return SeriesSummary(
      key: SeriesKey(
        modelSHA256: row["model_sha256"], layer: nil, board: row["board"],
        kernelSet: row["kernel_set"], evidence: evidence,
        timingModel: timingModel.isEmpty ? nil : timingModel),
      modelName: row["model_name"], count: row["count"], newestRun: newest,
      newest: Timestamp(unixMilliseconds: row["newest"]))
  }

  private static func number(of key: SeriesKey, in database: Database) throws -> Int64? {
    try Int64.fetchOne(
      database,
      sql: """
        SELECT id FROM series WHERE model_sha256 = ? AND board = ? AND kernel_set = ?
          AND evidence = ? AND timing_model = ?
        """,
      arguments: arguments(of: key))
  }

  private static func arguments(of key: SeriesKey) -> StatementArguments {
    [key.modelSHA256, key.board, key.kernelSet, key.evidence.rawValue, key.timingModel ?? ""]
  }

  /// Puts a saved run and its layers into their series, and says what lab it comes from.
  ///
  /// A run whose figures must not be used keeps out of every series.
  static func placeInSeries(_ run: Measurement, in database: Database) throws {
    let lab = run.provenance.lab
    try database.execute(
      sql: """
        UPDATE run SET clean_mad_cycles = ?, clean_n = ?, job = ?, attempt = ?, board_name = ?,
          night = ?, commit_id = ? WHERE run_id = ?
        """,
      arguments: [
        run.clean?.medianAbsoluteDeviation, run.clean?.count, lab?.job, lab?.attempt,
        lab?.boardName, lab?.night, lab?.commit, run.runID.rawValue,
      ])
    guard let key = SeriesKey(run) else { return }
    try database.execute(
      sql: """
        INSERT INTO series (model_sha256, board, kernel_set, evidence, timing_model)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
      arguments: arguments(of: key))
    let series = try number(of: key, in: database)
    try database.execute(
      sql: "UPDATE run SET series_id = ? WHERE run_id = ?",
      arguments: [series, run.runID.rawValue])
    try database.execute(
      sql: """
        UPDATE layer SET series_id = ?, created_ms = ? WHERE run_id = ? AND pass = 'layer'
        """,
      arguments: [series, run.created.unixMilliseconds, run.runID.rawValue])
  }
}
