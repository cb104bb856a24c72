import GRDB

/// Calibrations and what their firmwares came to, so that one that was interrupted goes on.
///
/// At most one calibration of a board, its kernel set and a way to it is open. Firmwares are numbered
/// from 0 and are only ever added; evidence stands in every row of figures, bound to its firmware's.
extension Schema {
  static func registerCalibrations(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("7 calibrations") { database in
      try database.execute(sql: calibrations)
    }
  }

  /// Texts are JSON, `runs` is coded as samples are, with one window a run.
  ///
  /// `plan` has all that must be the same for a calibration to go on, `facts` what all its firmwares
  /// have in common.
  private static let calibrations = """
    CREATE TABLE calibration (
      number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
      board TEXT NOT NULL,
      clock_hz INTEGER NOT NULL CHECK (clock_hz > 0),
      kernel_set TEXT NOT NULL,
      kernel_hash TEXT NOT NULL,
      link TEXT NOT NULL CHECK (link IN ('virtual', 'probe')),
      seed INTEGER NOT NULL,
      plan TEXT NOT NULL,
      started_ms INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('open', 'done', 'abandoned'))
    ) STRICT;
    CREATE UNIQUE INDEX calibration_open ON calibration (board, kernel_set, link)
      WHERE state = 'open';
    CREATE TABLE calibration_firmware (
      calibration INTEGER NOT NULL REFERENCES calibration (number),
      position INTEGER NOT NULL CHECK (position >= 0),
      outcome TEXT NOT NULL CHECK (outcome IN ('measured', 'too_large', 'invalid')),
      microseconds INTEGER NOT NULL CHECK (microseconds >= 0),
      detail TEXT,
      evidence TEXT CHECK (evidence IN ('measured', 'simulated')),
      facts TEXT,
      overhead_cycles REAL,
      called INTEGER,
      PRIMARY KEY (calibration, position),
      UNIQUE (calibration, position, evidence),
      CHECK ((outcome = 'measured') = (evidence IS NOT NULL)),
      CHECK ((outcome = 'measured') = (facts IS NOT NULL)),
      CHECK ((outcome = 'measured') = (overhead_cycles IS NOT NULL)),
      CHECK ((outcome = 'measured') = (called IS NOT NULL)),
      CHECK ((outcome = 'measured') = (detail IS NULL))
    ) STRICT;
    CREATE TABLE calibration_layer (
      calibration INTEGER NOT NULL,
      position INTEGER NOT NULL,
      place INTEGER NOT NULL CHECK (place >= 0),
      layer TEXT NOT NULL,
      evidence TEXT,
      variant TEXT,
      sample TEXT,
      cycles REAL,
      runs BLOB,
      PRIMARY KEY (calibration, position, place),
      FOREIGN KEY (calibration, position)
        REFERENCES calibration_firmware (calibration, position),
      FOREIGN KEY (calibration, position, evidence)
        REFERENCES calibration_firmware (calibration, position, evidence),
      CHECK ((sample IS NULL) = (evidence IS NULL)),
      CHECK ((sample IS NULL) = (variant IS NULL)),
      CHECK ((sample IS NULL) = (cycles IS NULL)),
      CHECK ((sample IS NULL) = (runs IS NULL))
    ) STRICT;
    """
}
