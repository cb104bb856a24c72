import GRDB
package import Measurements

extension ResultStore {
  /// The layers' figures of a run, by pass and then in order; none of a run that must not be used.
  package func layers(of run: RunID) throws(ResultStoreError) -> [LayerFigures] {
    try failing {
      try queue.read { database in
        let rows = try Row.fetchAll(
          database, sql: Self.layersOfRun, arguments: ["run": run.rawValue])
        return try rows.map(figures)
      }
    }
  }

  /// The runs of a night, newest first, and their layers' figures.
  package func runs(
    ofNight night: String
  ) throws(ResultStoreError) -> [(run: RunSummary, layers: [LayerFigures])] {
    try failing {
      try queue.read { database in
        let runs = try Row.fetchAll(
          database, sql: Self.runsOfNight, arguments: ["night": night]
        ).map(summary)
        var layers: [RunID: [LayerFigures]] = [:]
        let rows = try Row.fetchCursor(
          database, sql: Self.layersOfNight, arguments: ["night": night])
        while let row = try rows.next() {
          let figures = try figures(in: row)
          layers[figures.runID, default: []].append(figures)
        }
        return runs.map { ($0, layers[$0.runID] ?? []) }
      }
    }
  }

  static let layersOfRun = """
    SELECT \(columns) FROM layer JOIN run USING (run_id)
    WHERE layer.run_id = :run AND validity IN ('valid', 'degraded')
    ORDER BY layer.pass DESC, layer.layer_index
    """
  static let runsOfNight = """
    SELECT run.*, board.profile, import.kind AS import_kind
    FROM run JOIN board ON board.id = run.board_id
    LEFT JOIN import ON import.run_id = run.run_id
    WHERE night = :night ORDER BY created_ms DESC, run.run_id
    """
  static let layersOfNight = """
    SELECT \(columns) FROM run INDEXED BY run_by_night CROSS JOIN layer USING (run_id)
    WHERE night = :night AND validity IN ('valid', 'degraded')
    ORDER BY run.run_id, layer.pass DESC, layer.layer_index
    """
  private static let columns = """
    layer.run_id, layer.pass, layer.layer_index, layer.operator, layer.kernel_symbol, layer.macs,
      layer.n, layer.rejected, layer.cycles_median, layer.cycles_min, layer.cycles_max,
      layer.cycles_mad
    """

  /// By place, not by name: a night has ten thousand rows.
  private func figures(in row: Row) throws -> LayerFigures {
    let name: String = row[0]
    guard let run = RunID(rawValue: name), let pass = PassKind(rawValue: row[1]) else {
      throw ResultStoreError(path: path, reason: .damagedRun(run: name, detail: "its layers"))
    }
    return LayerFigures(
      runID: run, pass: pass, index: row[2], operatorName: row[3], kernelSymbol: row[4],
      macCount: row[5], count: row[6], rejectedCount: row[7], medianCycles: row[8],
      minimumCycles: row[9], maximumCycles: row[10], deviationCycles: row[11])
  }
}
