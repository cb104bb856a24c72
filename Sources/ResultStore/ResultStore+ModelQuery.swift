import GRDB
import Measurements
package import ModelCatalog

/// Reading the model database.
extension ResultStore {
  /// Every model, in the order that they came.
  package func modelEntries() throws(ResultStoreError) -> [ModelEntry] {
    try failing { try queue.read { try entries(where: "sha256 <> ''", [], in: $0) } }
  }

  /// The model of a label or of the start of a hash.
  ///
  /// - Throws: ``ResultStoreError`` when there is none, or several.
  package func modelEntry(named name: String) throws(ResultStoreError) -> ModelEntry {
    try failing {
      try queue.read { database in
        try entry(digest(ofModelNamed: name, in: database), in: database)
      }
    }
  }

  static func digests(labelled name: String, in database: Database) throws -> [String] {
    try String.fetchAll(
      database, sql: "SELECT sha256 FROM model_name WHERE name = ? ORDER BY sha256",
      arguments: [name])
  }

  func digest(ofModelNamed name: String, in database: Database) throws -> String {
    var found = try Self.digests(labelled: name, in: database)
    if found.isEmpty, ModelText.isDigestStart(name) {
      found = try String.fetchAll(
        database,
        sql:
          "SELECT sha256 FROM model WHERE sha256 >= :start AND sha256 < :start || 'g' ORDER BY 1",
        arguments: ["start": name])
    }
    guard let only = found.first else {
      throw ResultStoreError(path: path, reason: .noModelEntry(name: name))
    }
    guard found.count == 1 else {
      throw ResultStoreError(
        path: path,
        reason: .severalModels(
          name: name, count: found.count, matches: found.prefix(5).map { String($0.prefix(12)) }))
    }
    return only
  }

  func entry(_ sha256: String, in database: Database) throws -> ModelEntry {
    guard let only = try entries(where: "sha256 = ?", [sha256], in: database).first else {
      throw ResultStoreError(path: path, reason: .noModelEntry(name: sha256))
    }
    return only
  }

  private func entries(
    where condition: String, _ arguments: StatementArguments, in database: Database
  ) throws -> [ModelEntry] {
    func rows(_ table: String, orderedBy order: String) throws -> [String: [Row]] {
      Dictionary(
        grouping: try Row.fetchAll(
          database, sql: "SELECT * FROM \(table) WHERE \(condition) ORDER BY \(order)",
          arguments: arguments)
      ) { $0["sha256"] }
    }
    let names = try rows("model_name", orderedBy: "id")
    let tags = try rows("model_tag", orderedBy: "tag")
    // Of one time, as of an evaluation on host and board, the one of more samples is told first.
    let accuracies = try rows("model_accuracy", orderedBy: "noted_ms DESC, n DESC, id DESC")
    let figures = try rows("model_figure", orderedBy: "name")
    let condition = condition.replacing("sha256", with: "model_sha256")
    let (counts, latencies) = try runs(where: condition, arguments, in: database)
    return try rows("model", orderedBy: "created_ms, rowid").values.flatMap(\.self)
      .sorted { first, second in
        let keys: [(Int64, String)] = [first, second].map { ($0["created_ms"], $0["sha256"]) }
        return keys[0] < keys[1]
      }
      .map { row in
        let sha256: String = row["sha256"]
        return try entry(
          of: row, names: (names[sha256] ?? []).map { $0["name"] },
          tags: (tags[sha256] ?? []).map { $0["tag"] },
          accuracies: (accuracies[sha256] ?? []).map(accuracy),
          figures: (figures[sha256] ?? []).map(figure), runCount: counts[sha256] ?? 0,
          latencies: latencies[sha256] ?? [])
      }
  }

  private func entry(
    of row: Row, names: [String], tags: [String], accuracies: [AccuracyRecord],
    figures: [ModelFigure], runCount: Int, latencies: [ModelLatency]
  ) throws -> ModelEntry {
    guard let origin = ModelOrigin(rawValue: row["origin"]) else { throw damaged(row) }
    // Of another tool's run nobody knows what the file costs.
    let isKnown = origin != .foreign
    let (bytes, parameters, macs): (Int, Int, Int) = (
      row["file_bytes"], row["parameters"], row["macs"]
    )
    return ModelEntry(
      sha256: row["sha256"], names: names,
      costs: ModelCosts(
        fileBytes: isKnown || bytes > 0 ? bytes : nil, parameterCount: isKnown ? parameters : nil,
        macCount: isKnown ? macs : nil, peakBytes: row["peak_bytes"],
        lowestPeakBytes: row["lowest_peak_bytes"]),
      training: TrainingParameterCounts(
        total: row["training_parameters"], trainable: row["trainable_parameters"],
        nonTrainable: row["non_trainable_parameters"]),
      inputShape: Self.shape(row["input_shape"]), outputShape: Self.shape(row["output_shape"]),
      stated: ModelFactors(
        architecture: row["architecture"], alpha: row["alpha"], resolution: row["resolution"],
        channels: row["channels"], classes: row["classes"], variation: row["variation"]),
      origin: origin, path: row["path"], created: Timestamp(unixMilliseconds: row["created_ms"]),
      tags: tags, note: row["note"], accuracies: accuracies, figures: figures, runCount: runCount,
      latencies: latencies)
  }

  private static func shape(_ text: String?) -> [Int]? {
    text.map { $0.split(separator: " ").compactMap { Int($0) } }
  }

  private func accuracy(_ row: Row) throws -> AccuracyRecord {
    guard let metric = AccuracyRecord.Metric(rawValue: row["metric"]),
      let place = AccuracyRecord.Place(text: row["ran_on"]),
      let source = AccuracyRecord.Source(rawValue: row["source"])
    else { throw damaged(row) }
    let dataSet: String = row["data_set"]
    return AccuracyRecord(
      dataSet: dataSet.isEmpty ? nil : dataSet, metric: metric, value: row["value"],
      sampleCount: row["n"], place: place, source: source,
      noted: Timestamp(unixMilliseconds: row["noted_ms"]))
  }

  private func figure(_ row: Row) throws -> ModelFigure {
    guard let source = AccuracyRecord.Source(rawValue: row["source"]) else { throw damaged(row) }
    return ModelFigure(
      name: row["name"], value: row["value"], source: source,
      noted: Timestamp(unixMilliseconds: row["noted_ms"]))
  }

  private func damaged(_ row: Row) -> ResultStoreError {
    ResultStoreError(
      path: path, reason: .damagedRecord(what: "model \((row["sha256"] as String).prefix(12))"))
  }

  /// Runs of each model, and the newest that may be used of each board, evidence and way to run.
  ///
  /// SQLite takes the columns beside `max()` from the row that has the maximum
  /// (https://www.sqlite.org/lang_select.html, section 2.5).
  private func runs(
    where condition: String, _ arguments: StatementArguments, in database: Database
  ) throws -> (counts: [String: Int], latencies: [String: [ModelLatency]]) {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT newest.*, board.profile
        FROM (SELECT run.*, import.kind AS import_kind, max(created_ms), count(*) AS run_count
          FROM run LEFT JOIN import ON import.run_id = run.run_id WHERE \(condition)
          GROUP BY model_sha256, board_id, evidence, validity IN ('valid', 'degraded'), import.kind,
            kernel_set LIKE '%-pruned', cores, is_placed, code_memory, weight_memory) AS newest
        JOIN board ON board.id = newest.board_id
        ORDER BY board.profile, evidence, created_ms DESC
        """, arguments: arguments)
    var counts: [String: Int] = [:]
    var latencies: [String: [ModelLatency]] = [:]
    for row in rows {
      let summary = try summary(of: row)
      counts[summary.modelSHA256, default: 0] += row["run_count"] as Int
      guard summary.validity.isUsable else { continue }
      let latency = ModelLatency(newest: summary, runCount: row["run_count"])
      // Two boards of one profile are one column: the newer counts.
      let place = latencies[summary.modelSHA256]?.firstIndex { $0.label == latency.label }
      if let place {
        latencies[summary.modelSHA256]?[place].merge(latency)
      } else {
        latencies[summary.modelSHA256, default: []].append(latency)
      }
    }
    return (counts, latencies)
  }
}
