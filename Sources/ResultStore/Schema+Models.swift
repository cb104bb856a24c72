import FoundationEssentials
import GRDB
import Measurements
import ModelCatalog

/// Models, their labels, tags, accuracies and figures.
///
/// The row of `model` is there from the first run or analysis on; SHA-256 is the key, names are labels
/// beside it. A model of no hash stands for whatever another tool ran without telling.
extension Schema {
  static func registerModels(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("9 models") { database in
      try database.execute(sql: models)
      try fillModels(in: database)
    }
  }

  /// Shapes are extents with spaces between.
  ///
  /// Accuracies of one data set, metric, place and source
  /// take each other's place.
  private static let models = """
    ALTER TABLE model ADD COLUMN origin TEXT NOT NULL DEFAULT 'run'
      CHECK (origin IN ('foreign', 'imported', 'run', 'analysed'));
    ALTER TABLE model ADD COLUMN created_ms INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE model ADD COLUMN peak_bytes INTEGER CHECK (peak_bytes >= 0);
    ALTER TABLE model ADD COLUMN lowest_peak_bytes INTEGER CHECK (lowest_peak_bytes >= 0);
    ALTER TABLE model ADD COLUMN input_shape TEXT;
    ALTER TABLE model ADD COLUMN output_shape TEXT;
    ALTER TABLE model ADD COLUMN training_parameters INTEGER;
    ALTER TABLE model ADD COLUMN trainable_parameters INTEGER;
    ALTER TABLE model ADD COLUMN non_trainable_parameters INTEGER;
    ALTER TABLE model ADD COLUMN architecture TEXT;
    ALTER TABLE model ADD COLUMN alpha REAL;
    ALTER TABLE model ADD COLUMN resolution INTEGER;
    ALTER TABLE model ADD COLUMN channels INTEGER;
    ALTER TABLE model ADD COLUMN classes INTEGER;
    ALTER TABLE model ADD COLUMN variation TEXT;
    ALTER TABLE model ADD COLUMN path TEXT;
    ALTER TABLE model ADD COLUMN note TEXT;
    CREATE TABLE model_name (
      id INTEGER NOT NULL PRIMARY KEY,
      sha256 TEXT NOT NULL REFERENCES model (sha256) ON DELETE CASCADE,
      name TEXT NOT NULL,
      UNIQUE (sha256, name)
    ) STRICT;
    CREATE INDEX model_by_name ON model_name (name);
    CREATE TABLE model_tag (
      sha256 TEXT NOT NULL REFERENCES model (sha256) ON DELETE CASCADE,
      tag TEXT NOT NULL,
      PRIMARY KEY (sha256, tag)
    ) STRICT;
    CREATE TABLE model_accuracy (
      id INTEGER NOT NULL PRIMARY KEY,
      sha256 TEXT NOT NULL REFERENCES model (sha256) ON DELETE CASCADE,
      data_set TEXT NOT NULL,
      metric TEXT NOT NULL,
      value REAL NOT NULL,
      n INTEGER CHECK (n >= 0),
      ran_on TEXT NOT NULL,
      source TEXT NOT NULL CHECK (source IN ('imported', 'typed', 'evaluated')),
      noted_ms INTEGER NOT NULL,
      UNIQUE (sha256, data_set, metric, ran_on, source)
    ) STRICT;
    CREATE TABLE model_figure (
      sha256 TEXT NOT NULL REFERENCES model (sha256) ON DELETE CASCADE,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      source TEXT NOT NULL CHECK (source IN ('imported', 'typed', 'evaluated')),
      noted_ms INTEGER NOT NULL,
      PRIMARY KEY (sha256, name)
    ) STRICT;
    UPDATE model SET created_ms = coalesce(
      (SELECT min(run.created_ms) FROM run WHERE run.model_sha256 = model.sha256), 0);
    UPDATE model SET origin = 'foreign' WHERE
      EXISTS (SELECT 1 FROM run WHERE run.model_sha256 = model.sha256)
      AND NOT EXISTS (SELECT 1 FROM run LEFT JOIN import ON import.run_id = run.run_id
        WHERE run.model_sha256 = model.sha256 AND coalesce(import.kind, 'bundle') = 'bundle');
    INSERT INTO model_name (sha256, name) SELECT model_sha256, model_name FROM run
      WHERE model_sha256 <> '' GROUP BY model_sha256, model_name ORDER BY min(created_ms);
    """

  /// Fills what the newest run of each model of an earlier version tells besides.
  private static func fillModels(in database: Database) throws {
    let digests = try String.fetchAll(
      database, sql: "SELECT sha256 FROM model WHERE origin = 'run'")
    for digest in digests {
      let texts = try String.fetchCursor(
        database,
        sql: """
          SELECT record FROM run JOIN run_record USING (run_id) WHERE model_sha256 = ?
          ORDER BY created_ms DESC LIMIT 20
          """, arguments: [digest])
      // A damaged record is reported when it is read; another run may tell the same.
      while let text = try texts.next() {
        guard let run = try? JSONDecoder().decode(Measurement.self, from: Data(text.utf8)),
          !run.isForeign
        else { continue }
        try ResultStore.noteShapes(of: CatalogedModel(run), in: database)
        break
      }
    }
  }
}

extension CatalogedModel {
  /// What a run's record tells of its model.
  ///
  /// A pruned network's memory is not the file's; and only where the planner kept the order is a run's
  /// peak that of the file's own order, so a run tells none.
  init(_ run: Measurement) {
    let model = run.model
    self.init(
      sha256: model.sha256, name: model.name,
      costs: ModelCosts(
        fileBytes: model.fileBytes, parameterCount: model.parameterCount, macCount: model.macCount,
        lowestPeakBytes: run.isForeign || run.pruning != nil ? nil : run.memory.peakLiveBytes),
      inputShape: run.isForeign ? nil : model.inputs.first?.shape,
      outputShape: run.isForeign ? nil : model.outputs.first?.shape,
      origin: run.isForeign ? .foreign : .run)
  }
}
