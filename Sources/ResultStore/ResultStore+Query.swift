import FoundationEssentials
import GRDB
package import Measurements

extension ResultStore {
  /// The runs that pass `filter`, newest first.
  ///
  /// - Throws: ``ResultStoreError``, also when there is no run of the name to begin before.
  package func runs(matching filter: RunFilter = RunFilter()) throws(ResultStoreError)
    -> [RunSummary]
  {
    try failing {
      try queue.read { database in
        if let before = filter.before {
          let found = try Bool.fetchOne(
            database, sql: "SELECT 1 FROM run WHERE run_id = ?", arguments: [before.rawValue])
          guard found == true else {
            throw ResultStoreError(path: path, reason: .noRun(prefix: before.rawValue))
          }
        }
        let isRare = try filter.model.map { try Self.isRare(model: $0, in: database) } ?? false
        let (sql, arguments) = Self.query(for: filter, modelIsRare: isRare)
        return try Row.fetchAll(database, sql: sql, arguments: arguments).map(summary)
      }
    }
  }

  /// Runs of a model that are found by its name first, instead of by walking back in time.
  private static let fewRuns = 2_000

  /// The runs whose model's name or SHA-256 fits `:model`, by an index that has each name in one place.
  static let runsOfModel = """
    WITH RECURSIVE name (value) AS (
      SELECT min(model_name) FROM run
      UNION ALL
      SELECT (SELECT min(model_name) FROM run WHERE model_name > name.value) FROM name
        WHERE name.value IS NOT NULL)
    SELECT rowid FROM run WHERE model_name IN (
      SELECT value FROM name WHERE value IS NOT NULL AND instr(value, :model) > 0)
    UNION ALL SELECT rowid FROM run WHERE model_sha256 >= :model AND model_sha256 < :model || 'g'
    """

  private static func isRare(model: String, in database: Database) throws -> Bool {
    let count = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM (\(runsOfModel) LIMIT \(fewRuns))",
      arguments: ["model": model])
    return (count ?? 0) < fewRuns
  }

  /// Only the conditions that a filter sets, so that each has an index.
  ///
  /// Of a model with many runs the newest are soon met by walking back in time; those of one with few
  /// are found by its name.
  static func query(
    for filter: RunFilter, modelIsRare: Bool = false
  ) -> (sql: String, arguments: StatementArguments) {
    var conditions: [String] = []
    var arguments: StatementArguments = ["limit": max(0, filter.limit)]
    if let model = filter.model {
      conditions.append(
        modelIsRare
          ? "run.rowid IN (\(runsOfModel))"
          : """
          (instr(model_name, :model) > 0
            OR model_sha256 >= :model AND model_sha256 < :model || 'g')
          """)
      arguments += ["model": model]
    }
    if let board = filter.board {
      conditions.append("board_id IN (SELECT id FROM board WHERE profile = :board)")
      arguments += ["board": board]
    }
    if let evidence = filter.evidence {
      conditions.append("evidence = :evidence")
      arguments += ["evidence": evidence.rawValue]
    }
    if let night = filter.night {
      conditions.append("night = :night")
      arguments += ["night": night]
    }
    if let commit = filter.commit {
      conditions.append("commit_id = :commit")
      arguments += ["commit": commit]
    }
    if let before = filter.before {
      conditions.append(
        """
        created_ms <= (SELECT created_ms FROM run WHERE run_id = :before)
          AND (created_ms < (SELECT created_ms FROM run WHERE run_id = :before)
            OR run.run_id > :before)
        """)
      arguments += ["before": before.rawValue]
    }
    let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    return (
      """
      SELECT run.*, board.profile, import.kind AS import_kind
      FROM run JOIN board ON board.id = run.board_id
      LEFT JOIN import ON import.run_id = run.run_id \(condition)
      ORDER BY created_ms DESC, run.run_id LIMIT :limit
      """, arguments
    )
  }

  func summary(of row: Row) throws -> RunSummary {
    let name: String = row["run_id"]
    guard let runID = RunID(rawValue: name), let validity = Validity(rawValue: row["validity"]),
      let evidence = Evidence(rawValue: row["evidence"])
    else {
      throw ResultStoreError(path: path, reason: .damagedRun(run: name, detail: "its row"))
    }
    let model: String? = row["timing_model"]
    let imported: String? = row["import_kind"]
    return RunSummary(
      runID: runID, created: Timestamp(unixMilliseconds: row["created_ms"]),
      modelName: row["model_name"], modelSHA256: row["model_sha256"], board: row["profile"],
      evidence: evidence,
      timingModel: model.map {
        TimingModel(
          name: $0, version: row["timing_model_version"] ?? "",
          parameterHash: row["timing_parameter_hash"], claim: claim(of: row))
      },
      validity: validity,
      cleanMedianCycles: row["clean_median_cycles"],
      clockHertz: row["clock_hz"],
      imported: imported.flatMap(ImportRecord.Kind.init),
      isPruned: KernelSetName.isPruned(row["kernel_set"]), cores: row["cores"],
      placement: placement(of: row))
  }

  /// The placement in a row, or `nil` of a board that leaves no choice.
  private func placement(of row: Row) -> PlacementRecord? {
    let (code, weights): (String?, String?) = (row["code_memory"], row["weight_memory"])
    guard let code = code.flatMap(PlacementRecord.Memory.init(rawValue:)),
      let weights = weights.flatMap(PlacementRecord.Memory.init(rawValue:))
    else { return nil }
    return PlacementRecord(code: code, weights: weights, isDefault: row["is_placed"] != true)
  }

  /// The claim in a row, or `nil` in one of a version that kept none.
  private func claim(of row: Row) -> AccuracyClaim? {
    let label: String? = row["claim_label"]
    return label.flatMap(AccuracyClaim.Label.init).map { label in
      AccuracyClaim(
        row: row["claim_row"], text: row["claim"] ?? "", label: label,
        totalErrorPercent: row["claimed_error_pct"],
        layerErrorPercent: row["claimed_layer_error_pct"],
        rankingLimitPercent: row["ranking_limit_pct"])
    }
  }

  /// The run whose name begins with `prefix`, with every sample.
  ///
  /// - Throws: ``ResultStoreError`` when no run or several begin so.
  package func run(named prefix: String) throws(ResultStoreError) -> Measurement {
    guard RunID.isPrefix(prefix) else {
      throw ResultStoreError(path: path, reason: .notARunID(text: prefix))
    }
    return try failing {
      try queue.read { database in
        let rows = try Row.fetchAll(
          database,
          sql: Self.runByPrefix,
          arguments: ["prefix": prefix])
        guard let row = rows.first else {
          throw ResultStoreError(path: path, reason: .noRun(prefix: prefix))
        }
        guard rows.count == 1 else {
          throw ResultStoreError(
            path: path,
            reason: .severalRuns(prefix: prefix, matches: rows.map { $0["run_id"] }))
        }
        return try measurement(
          name: row["run_id"], record: row["record"], in: database)
      }
    }
  }

  static let runByPrefix = """
    SELECT run_id, record FROM run JOIN run_record USING (run_id)
    WHERE run_id >= :prefix AND run_id < :prefix || 'g' ORDER BY run_id LIMIT 5
    """

  func measurement(
    name: String, record: String, in database: Database
  ) throws -> Measurement {
    let facts: Measurement
    do {
      facts = try JSONDecoder().decode(Measurement.self, from: Data(record.utf8))
    } catch {
      throw ResultStoreError(
        path: path, reason: .damagedRun(run: name, detail: String(describing: error)))
    }
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM samples WHERE run_id = ? ORDER BY position", arguments: [name])
    return facts.with(
      passes: try rows.map { row in
        guard let pass = Self.pass(in: row) else {
          throw ResultStoreError(path: path, reason: .damagedRun(run: name, detail: "its samples"))
        }
        return pass
      })
  }

  /// The pass in a row of `samples`, or `nil` when it is damaged.
  static func pass(in row: Row) -> PassSamples? {
    let bytes: Data = row["cycles"]
    guard let kind = PassKind(rawValue: row["pass"]), let runs = SampleBlob.decode(Array(bytes))
    else { return nil }
    let wrapped: String = row["wrapped_runs"]
    let kept: String? = row["figures"]
    let figures = kept.map { try? JSONDecoder().decode(PassFigures.self, from: Data($0.utf8)) }
    if case .some(nil) = figures { return nil }
    return PassSamples(
      kind: kind, warmupRuns: row["warmup_runs"], runs: runs,
      wrappedRuns: wrapped.split(separator: " ").compactMap { Int($0) }, figures: figures ?? nil)
  }
}
