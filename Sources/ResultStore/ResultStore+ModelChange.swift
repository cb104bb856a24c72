import GRDB
import Measurements
import ModelCatalog

/// Writing down what is said of a model.
extension ResultStore {
  func apply(_ change: ModelChange, to sha256: String, in database: Database) throws {
    if let name = change.name { try Self.noteName(name, of: sha256, in: database) }
    for tag in change.removedTags {
      try database.execute(
        sql: "DELETE FROM model_tag WHERE sha256 = ? AND tag = ?", arguments: [sha256, tag])
    }
    for tag in change.addedTags {
      try database.execute(
        sql: "INSERT INTO model_tag VALUES (?, ?) ON CONFLICT DO NOTHING", arguments: [sha256, tag])
    }
    if let note = change.note {
      try database.execute(
        sql: "UPDATE model SET note = ? WHERE sha256 = ?",
        arguments: [note.isEmpty ? nil : note, sha256])
    }
    try applyColumns(change, to: sha256, in: database)
    for accuracy in change.accuracies {
      try database.execute(
        sql: """
          INSERT INTO model_accuracy
            (sha256, data_set, metric, value, n, ran_on, source, noted_ms)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (sha256, data_set, metric, ran_on, source) DO UPDATE
          SET value = excluded.value, n = excluded.n, noted_ms = excluded.noted_ms
          """,
        arguments: [
          sha256, accuracy.dataSet ?? "", accuracy.metric.rawValue, accuracy.value,
          accuracy.sampleCount, accuracy.place.text, accuracy.source.rawValue,
          accuracy.noted.unixMilliseconds,
        ])
    }
    for figure in change.figures {
      try database.execute(
        sql: """
          INSERT INTO model_figure VALUES (?, ?, ?, ?, ?) ON CONFLICT (sha256, name) DO UPDATE
          SET value = excluded.value, source = excluded.source, noted_ms = excluded.noted_ms
          """,
        arguments: [
          sha256, figure.name, figure.value, figure.source.rawValue,
          figure.noted.unixMilliseconds,
        ])
    }
    try checkCounts(of: sha256, in: database)
  }

  private func applyColumns(
    _ change: ModelChange, to sha256: String, in database: Database
  ) throws {
    let (factors, training, costs) = (change.factors, change.training, change.costs)
    let values: [(String, (any DatabaseValueConvertible)?)] = [
      ("architecture", factors.architecture), ("alpha", factors.alpha),
      ("resolution", factors.resolution), ("channels", factors.channels),
      ("classes", factors.classes), ("variation", factors.variation), ("path", change.path),
      ("training_parameters", training.total), ("trainable_parameters", training.trainable),
      ("non_trainable_parameters", training.nonTrainable),
    ]
    for (column, value) in values {
      guard let value else { continue }
      try database.execute(
        sql: "UPDATE model SET \(column) = ? WHERE sha256 = ?", arguments: [value, sha256])
    }
    // What the file tells itself is not overwritten by what somebody says of it.
    for (column, value) in [
      ("peak_bytes", costs.peakBytes), ("lowest_peak_bytes", costs.lowestPeakBytes),
    ] {
      guard let value else { continue }
      try database.execute(
        sql: "UPDATE model SET \(column) = coalesce(\(column), ?) WHERE sha256 = ?",
        arguments: [value, sha256])
    }
  }

  private func checkCounts(of sha256: String, in database: Database) throws {
    for (table, what) in [
      ("model_tag", "tags"), ("model_accuracy", "accuracies"), ("model_figure", "figures"),
    ] {
      let count = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM \(table) WHERE sha256 = ?", arguments: [sha256])
      guard (count ?? 0) <= ModelText.countLimit else {
        throw ResultStoreError(path: path, reason: .tooMuchOfModel(what: what))
      }
    }
  }
}
