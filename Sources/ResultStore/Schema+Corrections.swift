import GRDB
import Measurements

/// Corrected figures, apart from those that they were made of.
///
/// The evidence in their rows is their own, and no row of `run` or `layer` can have it: a query of
/// measured or simulated cycles does not find them.
extension Schema {
  static func registerCorrections(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("8 corrected figures") { database in
      try database.execute(sql: corrections)
    }
  }

  /// A layer of -1 is the whole network.
  ///
  /// Cycles are empty where a table lacked the layer's kernel.
  private static let corrections = """
    CREATE TABLE corrected_layer (
      run_id TEXT NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
      evidence TEXT NOT NULL CHECK (evidence = 'corrected'),
      layer_index INTEGER NOT NULL CHECK (layer_index >= -1),
      cycles REAL,
      cycles_low REAL,
      cycles_high REAL,
      note TEXT,
      PRIMARY KEY (run_id, layer_index)
    ) STRICT;
    """
}

extension ResultStore {
  /// Writes a run's corrected figures; of a run without them, nothing.
  static func insertCorrection(of run: Measurement, into database: Database) throws {
    guard let correction = run.correction else { return }
    var rows: [(index: Int, cycles: CycleInterval?, note: String?)] = [(-1, correction.total, nil)]
    for (index, layer) in correction.layers.enumerated() {
      if let layer { rows.append((index, layer.cycles, correction.flag(ofLayer: index))) }
    }
    for (index, cycles, note) in rows {
      try database.execute(
        sql: "INSERT INTO corrected_layer VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          run.runID.rawValue, correction.evidence.rawValue, index, cycles?.cycles, cycles?.low,
          cycles?.high, note,
        ])
    }
  }
}
