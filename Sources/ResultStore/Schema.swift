import GRDB

/// The store's tables, by the migrations that make them.
///
/// A migration that has been released is never changed; a later one is added.
enum Schema {
  /// `mcub` in ASCII: SQLite's mark of the program that a file belongs to.
  static let applicationID: Int32 = 0x6D63_7562

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 runs, layers and samples") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: version1)
    }
    migrator.registerMigration("2 timing parameters and claims") { database in
      try database.execute(sql: version2)
    }
    registerLab(in: &migrator)
    registerSeries(in: &migrator)
    registerChoices(in: &migrator)
    registerCalibrations(in: &migrator)
    registerCorrections(in: &migrator)
    registerModels(in: &migrator)
    return migrator
  }

  /// `claimed_error_pct` is the claim's bound on totals from here on.
  private static let version2 = """
    ALTER TABLE run ADD COLUMN timing_parameter_hash TEXT;
    ALTER TABLE run ADD COLUMN claim_row TEXT;
    ALTER TABLE run ADD COLUMN claim_label TEXT;
    ALTER TABLE run ADD COLUMN claim TEXT;
    ALTER TABLE run ADD COLUMN claimed_layer_error_pct REAL;
    ALTER TABLE run ADD COLUMN ranking_limit_pct REAL;
    """

  /// Evidence stands in every row of figures, bound to its run's, so that no query can mix them.
  private static let version1 = """
    CREATE TABLE model (
      sha256 TEXT NOT NULL PRIMARY KEY,
      file_bytes INTEGER NOT NULL,
      parameters INTEGER NOT NULL,
      macs INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE board (
      id INTEGER NOT NULL PRIMARY KEY,
      profile TEXT NOT NULL,
      unique_id TEXT NOT NULL,
      UNIQUE (profile, unique_id)
    ) STRICT;
    CREATE TABLE run (
      run_id TEXT NOT NULL PRIMARY KEY,
      created_ms INTEGER NOT NULL,
      model_sha256 TEXT NOT NULL REFERENCES model (sha256),
      model_name TEXT NOT NULL,
      board_id INTEGER NOT NULL REFERENCES board (id),
      evidence TEXT NOT NULL CHECK (evidence IN ('measured', 'simulated', 'predicted')),
      timing_model TEXT,
      timing_model_version TEXT,
      claimed_error_pct REAL,
      validity TEXT NOT NULL CHECK (validity IN ('valid', 'degraded', 'invalid', 'invalid_output')),
      kernel_set TEXT,
      clock_hz INTEGER,
      clean_median_cycles REAL,
      record TEXT NOT NULL,
      UNIQUE (run_id, evidence)
    ) STRICT;
    CREATE INDEX run_by_time ON run (created_ms);
    CREATE INDEX run_by_model ON run (model_sha256, created_ms);
    CREATE TABLE layer (
      run_id TEXT NOT NULL,
      evidence TEXT NOT NULL,
      pass TEXT NOT NULL CHECK (pass IN ('layer', 'cold')),
      layer_index INTEGER NOT NULL,
      operator TEXT NOT NULL,
      kernel_symbol TEXT,
      macs INTEGER NOT NULL,
      n INTEGER NOT NULL,
      rejected INTEGER NOT NULL,
      cycles_median REAL NOT NULL,
      cycles_min INTEGER NOT NULL,
      cycles_max INTEGER NOT NULL,
      cycles_mad REAL NOT NULL,
      probe_cycles_subtracted INTEGER NOT NULL,
      PRIMARY KEY (run_id, pass, layer_index),
      FOREIGN KEY (run_id, evidence) REFERENCES run (run_id, evidence) ON DELETE CASCADE
    ) STRICT;
    CREATE TABLE samples (
      run_id TEXT NOT NULL,
      evidence TEXT NOT NULL,
      position INTEGER NOT NULL,
      pass TEXT NOT NULL CHECK (pass IN ('clean', 'layer', 'cold', 'probe')),
      warmup_runs INTEGER NOT NULL,
      wrapped_runs TEXT NOT NULL,
      cycles BLOB NOT NULL,
      PRIMARY KEY (run_id, position),
      FOREIGN KEY (run_id, evidence) REFERENCES run (run_id, evidence) ON DELETE CASCADE
    ) STRICT;
    """
}
