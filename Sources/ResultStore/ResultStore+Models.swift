import GRDB
package import Measurements
package import ModelCatalog

/// The model database: what was analysed and run, and what people say of it.
extension ResultStore {
  /// Puts models there with what their files tell, in one transaction; one that is there keeps what
  /// people said of it.
  package func record(
    _ models: [CatalogedModel], tags: [String] = [], at time: Timestamp
  ) throws(ResultStoreError) {
    try failing {
      try queue.write { database in
        for model in models {
          try Self.note(model, at: time, in: database)
          var change = ModelChange()
          change.addedTags = tags
          try apply(change, to: model.sha256, in: database)
        }
      }
    }
  }

  /// Puts a model there with what its file tells and what somebody says of it, in one transaction.
  ///
  /// - Throws: where the change contradicts what is known, and nothing is written then.
  package func record(
    _ model: CatalogedModel, saying change: ModelChange, at time: Timestamp
  ) throws(ResultStoreError) {
    try failing {
      try queue.write { database in
        try Self.note(model, at: time, in: database)
        try apply(change, to: model.sha256, in: database)
      }
    }
  }

  /// Writes what a model's file tells; costs are only replaced by somebody who knows better.
  static func note(_ model: CatalogedModel, at time: Timestamp, in database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO model (sha256, file_bytes, parameters, macs, origin, created_ms)
        VALUES (:sha256, :bytes, :parameters, :macs, :origin, :created) ON CONFLICT DO NOTHING
        """,
      arguments: [
        "sha256": model.sha256, "bytes": model.costs.fileBytes ?? 0,
        "parameters": model.costs.parameterCount ?? 0, "macs": model.costs.macCount ?? 0,
        "origin": model.origin.rawValue, "created": time.unixMilliseconds,
      ])
    // A model without a hash is no model that could be told from others.
    guard !model.sha256.isEmpty else { return }
    let known = try String.fetchOne(
      database, sql: "SELECT origin FROM model WHERE sha256 = ?", arguments: [model.sha256])
    let rank = known.flatMap(ModelOrigin.init) ?? .foreign
    if model.origin > rank {
      try database.execute(
        sql: """
          UPDATE model SET file_bytes = ?, parameters = ?, macs = ?, origin = ? WHERE sha256 = ?
          """,
        arguments: [
          model.costs.fileBytes ?? 0, model.costs.parameterCount ?? 0, model.costs.macCount ?? 0,
          model.origin.rawValue, model.sha256,
        ])
    }
    if model.origin >= rank { try noteShapes(of: model, in: database) }
    try noteName(model.name, of: model.sha256, in: database)
  }

  /// Writes what a model's file tells beside its costs, as far as it is told.
  static func noteShapes(of model: CatalogedModel, in database: Database) throws {
    try database.execute(
      sql: """
        UPDATE model SET peak_bytes = coalesce(:peak, peak_bytes),
          lowest_peak_bytes = coalesce(:lowest, lowest_peak_bytes),
          input_shape = coalesce(:input, input_shape),
          output_shape = coalesce(:output, output_shape), path = coalesce(:path, path),
          training_parameters = coalesce(:total, training_parameters),
          trainable_parameters = coalesce(:trainable, trainable_parameters),
          non_trainable_parameters = coalesce(:fixed, non_trainable_parameters)
        WHERE sha256 = :sha256
        """,
      arguments: [
        "peak": model.costs.peakBytes, "lowest": model.costs.lowestPeakBytes,
        "input": model.inputShape.map(text), "output": model.outputShape.map(text),
        "path": model.path, "total": model.training.total, "trainable": model.training.trainable,
        "fixed": model.training.nonTrainable, "sha256": model.sha256,
      ])
  }

  private static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: " ")
  }

  static func noteName(_ name: String, of sha256: String, in database: Database) throws {
    guard !name.isEmpty else { return }
    let count = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM model_name WHERE sha256 = ?", arguments: [sha256])
    guard (count ?? 0) < ModelText.countLimit else { return }
    try database.execute(
      sql: "INSERT INTO model_name (sha256, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
      arguments: [sha256, name])
  }

  /// Changes what is said of a model, in one transaction.
  ///
  /// - Parameters:
  ///   - name: a label, or the start of the hash.
  ///   - change: what to change; fields that say nothing stay.
  /// - Returns: the model as it is then.
  /// - Throws: where no model or several have the name, or the change contradicts what is known.
  package func changeModel(
    named name: String, _ change: ModelChange
  ) throws(ResultStoreError) -> ModelEntry {
    try failing {
      try queue.write { database in
        let sha256 = try digest(ofModelNamed: name, in: database)
        try apply(change, to: sha256, in: database)
        return try entry(sha256, in: database)
      }
    }
  }

  /// Takes a table's rows in, all of them or none.
  ///
  /// A row with the hash and the costs of a model that is not there brings it along.
  ///
  /// - Throws: ``ResultStoreError`` with the line of a row that names no model, several, or says
  ///   something else of a file's costs than is known.
  /// - Returns: how many models there are more.
  package func importModels(
    _ rows: [ModelImportRow], at time: Timestamp
  ) throws(ResultStoreError) -> Int {
    try failing {
      try queue.write { database in
        let before = try Int.fetchOne(database, sql: "SELECT count(*) FROM model") ?? 0
        var seen: [String: Int] = [:]
        for row in rows {
          let sha256 = try digest(of: row, at: time, in: database)
          if let earlier = seen.updateValue(row.line, forKey: sha256) {
            throw badRow(row.line, "is of the same model as line \(earlier)")
          }
          if let text = try difference(row.change.costs, sha256, in: database) {
            throw badRow(row.line, text)
          }
          do {
            try apply(row.change, to: sha256, in: database)
          } catch let error as ResultStoreError {
            guard case .tooMuchOfModel(let what) = error.reason else { throw error }
            throw badRow(row.line, "gives the model too many \(what)")
          }
        }
        return (try Int.fetchOne(database, sql: "SELECT count(*) FROM model") ?? 0) - before
      }
    }
  }

  private func digest(
    of row: ModelImportRow, at time: Timestamp, in database: Database
  ) throws -> String {
    switch row.key {
    case .sha256(let sha256):
      let isThere = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM model WHERE sha256 = ?)", arguments: [sha256])
      if isThere != true {
        let costs = row.change.costs
        guard costs.fileBytes != nil, costs.parameterCount != nil, costs.macCount != nil else {
          throw badRow(
            row.line,
            "is of a model that is not here, and lacks file_bytes, params or macs to add it")
        }
        try Self.note(
          CatalogedModel(
            sha256: sha256, name: row.change.name ?? "", costs: costs, inputShape: nil,
            outputShape: nil, origin: .imported), at: time, in: database)
      }
      return sha256
    case .name(let name):
      let found = try Self.digests(labelled: name, in: database)
      guard let only = found.first else {
        throw badRow(row.line, "names a model that is not here")
      }
      guard found.count == 1 else {
        throw badRow(row.line, "names \(found.count) models; tell them apart by sha256")
      }
      return only
    }
  }

  /// What a row says otherwise than the file itself, or `nil`.
  private func difference(
    _ said: ModelCosts, _ sha256: String, in database: Database
  ) throws -> String? {
    let known = try entry(sha256, in: database).costs
    let pairs = [
      (ModelColumn.fileBytes, said.fileBytes, known.fileBytes),
      (.parameters, said.parameterCount, known.parameterCount),
      (.macs, said.macCount, known.macCount), (.peakBytes, said.peakBytes, known.peakBytes),
      (.lowestPeakBytes, said.lowestPeakBytes, known.lowestPeakBytes),
    ]
    for (column, said, known) in pairs {
      if let said, let known, said != known {
        return "has \(said) for \(column.rawValue) of a model that has \(known)"
      }
    }
    return nil
  }

  private func badRow(_ line: Int, _ detail: String) -> ResultStoreError {
    ResultStoreError(path: path, reason: .badModelRow(line: line, detail: detail))
  }

  /// Removes a model that no run is of, with all that was said of it.
  package func removeModel(named name: String) throws(ResultStoreError) -> ModelEntry {
    try failing {
      try queue.write { database in
        let sha256 = try digest(ofModelNamed: name, in: database)
        let removed = try entry(sha256, in: database)
        guard removed.runCount == 0 else {
          throw ResultStoreError(
            path: path, reason: .modelHasRuns(model: removed.name, runs: removed.runCount))
        }
        // Of runs that retention removed, the series is left.
        try database.execute(sql: "DELETE FROM series WHERE model_sha256 = ?", arguments: [sha256])
        try database.execute(sql: "DELETE FROM model WHERE sha256 = ?", arguments: [sha256])
        return removed
      }
    }
  }
}
