import FoundationEssentials
import GRDB
import Measurements

/// Runs and layers as points of series.
///
/// A row of `series` stands for what makes runs comparable; runs whose figures may be used, and their
/// layers of the layer pass, carry its number. Both indexes hold all that a series is drawn from, so
/// that a thousand points lie on a few dozen pages that follow each other, however large the store is.
/// The runs' JSON has a table of its own: in `run` it would lie between the columns that lists need.
extension Schema {
  static func registerSeries(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("4 series") { database in
      try database.execute(sql: series)
      try bringRunsAlong(in: database)
      try database.execute(sql: seriesIndexes)
    }
    migrator.registerMigration("5 models by name") { database in
      try database.execute(sql: "CREATE INDEX run_by_name ON run (model_name)")
    }
  }

  private static let series = """
    CREATE TABLE series (
      id INTEGER NOT NULL PRIMARY KEY,
      model_sha256 TEXT NOT NULL REFERENCES model (sha256),
      board TEXT NOT NULL,
      kernel_set TEXT NOT NULL,
      evidence TEXT NOT NULL CHECK (evidence IN ('measured', 'simulated', 'predicted')),
      timing_model TEXT NOT NULL,
      UNIQUE (model_sha256, board, kernel_set, evidence, timing_model)
    ) STRICT;
    CREATE TABLE run_record (
      run_id TEXT NOT NULL PRIMARY KEY REFERENCES run (run_id) ON DELETE CASCADE,
      record TEXT NOT NULL
    ) STRICT;
    INSERT INTO run_record SELECT run_id, record FROM run;
    ALTER TABLE run DROP COLUMN record;
    ALTER TABLE run ADD COLUMN series_id INTEGER REFERENCES series (id);
    ALTER TABLE run ADD COLUMN clean_mad_cycles REAL;
    ALTER TABLE run ADD COLUMN clean_n INTEGER;
    ALTER TABLE run ADD COLUMN job TEXT;
    ALTER TABLE run ADD COLUMN attempt INTEGER;
    ALTER TABLE run ADD COLUMN board_name TEXT;
    ALTER TABLE run ADD COLUMN night TEXT;
    ALTER TABLE run ADD COLUMN commit_id TEXT;
    ALTER TABLE samples ADD COLUMN figures TEXT;
    CREATE TABLE import (
      run_id TEXT NOT NULL PRIMARY KEY REFERENCES run (run_id) ON DELETE CASCADE,
      time_ms INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('bundle', 'mlperf', 'tflm')),
      source TEXT NOT NULL,
      sha256 TEXT NOT NULL
    ) STRICT;
    ALTER TABLE layer ADD COLUMN series_id INTEGER REFERENCES series (id);
    ALTER TABLE layer ADD COLUMN created_ms INTEGER;
    """

  private static let seriesIndexes = """
    CREATE INDEX run_series ON run (series_id, created_ms, run_id, clean_median_cycles,
      clean_mad_cycles, clean_n, commit_id, board_id, board_name, clock_hz)
      WHERE series_id IS NOT NULL;
    CREATE INDEX run_by_night ON run (night) WHERE night IS NOT NULL;
    CREATE INDEX run_by_job ON run (job) WHERE job IS NOT NULL;
    CREATE INDEX run_by_commit ON run (commit_id, created_ms) WHERE commit_id IS NOT NULL;
    CREATE INDEX layer_series ON layer (series_id, layer_index, created_ms, run_id, cycles_median,
      cycles_mad, n) WHERE series_id IS NOT NULL;
    """

  /// Finds the series of runs that an earlier version saved.
  private static func bringRunsAlong(in database: Database) throws {
    let names = try String.fetchAll(database, sql: "SELECT run_id FROM run")
    for name in names {
      let text = try String.fetchOne(
        database, sql: "SELECT record FROM run_record WHERE run_id = ?", arguments: [name])
      // A damaged record is reported when it is read; until then its run is in no series.
      guard let text,
        let facts = try? JSONDecoder().decode(Measurement.self, from: Data(text.utf8)),
        let passes = try passes(of: name, in: database)
      else { continue }
      try ResultStore.placeInSeries(facts.with(passes: passes), in: database)
    }
  }

  static func passes(of run: String, in database: Database) throws -> [PassSamples]? {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM samples WHERE run_id = ? ORDER BY position", arguments: [run])
    let passes = rows.map { ResultStore.pass(in: $0) }
    return passes.contains { $0 == nil } ? nil : passes.compactMap(\.self)
  }
}
