import FoundationEssentials
import GRDB
package import Measurements
package import ModelCatalog

extension ResultStore {
  /// Saves a run with every sample, and what its model's file tells, in one transaction.
  ///
  /// - Throws: ``ResultStoreError``; nothing of the run is kept then.
  package func save(
    _ measurement: Measurement, of model: CatalogedModel? = nil
  ) throws(ResultStoreError) {
    try failing {
      let record = try Self.record(of: measurement)
      try queue.write { database in
        if let model { try Self.note(model, at: measurement.created, in: database) }
        try insert(measurement, record: record, into: database)
      }
    }
  }

  /// Puts the run and all that belongs to it into the transaction that `database` is in.
  ///
  /// A run from elsewhere takes no job of this lab for its own, whatever it says.
  func insert(
    _ measurement: Measurement, record: String, into database: Database, claimsJob: Bool = true
  ) throws {
    guard try !Self.hasRun(measurement.runID, in: database) else {
      throw ResultStoreError(path: path, reason: .runExists(run: measurement.runID.rawValue))
    }
    try Self.insertRun(measurement, record: record, into: database)
    try Self.insertLayers(of: measurement, into: database)
    try Self.insertSamples(of: measurement, into: database)
    try Self.insertCorrection(of: measurement, into: database)
    try Self.placeInSeries(measurement, in: database)
    if claimsJob { try claimJob(of: measurement, in: database) }
  }

  /// Everything but the samples, which have a table.
  static func record(of measurement: Measurement) throws -> String {
    try text(measurement.with(passes: []))
  }

  /// A value as JSON, always the same text for the same value.
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static func hasRun(_ runID: RunID, in database: Database) throws -> Bool {
    try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM run WHERE run_id = ?)",
      arguments: [runID.rawValue]) ?? false
  }

  private static func insertRun(
    _ measurement: Measurement, record: String, into database: Database
  ) throws {
    let model = measurement.model
    try note(CatalogedModel(measurement), at: measurement.created, in: database)
    let board = measurement.board
    let claim = measurement.timingModel?.claim
    try database.execute(
      sql: "INSERT INTO board (profile, unique_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
      arguments: [board.profile, board.uniqueID ?? ""])
    try database.execute(
      sql: """
        INSERT INTO run (run_id, created_ms, model_sha256, model_name, board_id, evidence,
          timing_model, timing_model_version, claimed_error_pct, validity, kernel_set, clock_hz,
          clean_median_cycles, timing_parameter_hash, claim_row, claim_label, claim,
          claimed_layer_error_pct, ranking_limit_pct)
        VALUES (?, ?, ?, ?, (SELECT id FROM board WHERE profile = ? AND unique_id = ?), ?, ?, ?, ?,
          ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        measurement.runID.rawValue, measurement.created.unixMilliseconds, model.sha256, model.name,
        board.profile, board.uniqueID ?? "", measurement.evidence.rawValue,
        measurement.timingModel?.name, measurement.timingModel?.version,
        claim?.totalErrorPercent, measurement.validity.rawValue,
        measurement.build?.kernelSet, measurement.clockHertz, measurement.clean?.median,
        measurement.timingModel?.parameterHash, claim?.row, claim?.label.rawValue, claim?.text,
        claim?.layerErrorPercent, claim?.rankingLimitPercent,
      ])
    try noteChoices(of: measurement, in: database)
    try database.execute(
      sql: "INSERT INTO run_record VALUES (?, ?)", arguments: [measurement.runID.rawValue, record])
  }

  /// Writes on how many cores a saved run was, and where its code and weights lay.
  ///
  /// Neither is known of another tool's run; a board that leaves no choice has no placement.
  static func noteChoices(of run: Measurement, in database: Database) throws {
    let placement = run.placement
    try database.execute(
      sql: """
        UPDATE run SET cores = ?, code_memory = ?, weight_memory = ?, is_placed = ?
        WHERE run_id = ?
        """,
      arguments: [
        run.isForeign ? nil : run.coreCount, placement?.code.rawValue,
        placement?.weights.rawValue, placement.map { !$0.isDefault }, run.runID.rawValue,
      ])
  }

  private static func insertLayers(
    of measurement: Measurement, into database: Database
  ) throws {
    let statement = try database.makeStatement(
      sql: """
        INSERT INTO layer (run_id, evidence, pass, layer_index, operator, kernel_symbol, macs, n,
          rejected, cycles_median, cycles_min, cycles_max, cycles_mad, probe_cycles_subtracted)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for kind in [PassKind.layer, .cold] {
      for (index, layer) in measurement.layers.enumerated() {
        guard let timing = measurement.timing(ofLayer: index, in: kind) else { continue }
        try statement.execute(arguments: [
          measurement.runID.rawValue, measurement.evidence.rawValue, kind.rawValue, index,
          layer.identity.operatorName, layer.path.kernelSymbol, layer.costs.macCount,
          timing.raw.count, timing.raw.rejectedCount, timing.medianCycles,
          Int64(clamping: timing.minimumCycles.rawValue),
          Int64(clamping: timing.maximumCycles.rawValue), timing.raw.medianAbsoluteDeviation,
          Int64(clamping: timing.probeCycles.rawValue),
        ])
      }
    }
  }

  private static func insertSamples(
    of measurement: Measurement, into database: Database
  ) throws {
    for (position, pass) in measurement.passes.enumerated() {
      try database.execute(
        sql: "INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          measurement.runID.rawValue, measurement.evidence.rawValue, position, pass.kind.rawValue,
          pass.warmupRuns, pass.wrappedRuns.map(String.init).joined(separator: " "),
          Data(SampleBlob.encode(pass.runs)), try pass.figures.map(text),
        ])
    }
  }
}
