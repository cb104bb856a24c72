import FoundationEssentials
import GRDB
import Measurements

/// On how many cores a run was, and where its code and weights lay.
///
/// Earlier versions kept both in the runs' records alone, and put runs of one kernel set into one
/// series wherever their code and weights lay. Those that lay elsewhere than the profile has them move
/// to a series of their own.
extension Schema {
  static func registerChoices(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("6 cores and placement") { database in
      try database.execute(sql: choices)
      try fillChoices(in: database)
    }
  }

  private static let choices = """
    ALTER TABLE run ADD COLUMN cores INTEGER CHECK (cores > 0);
    ALTER TABLE run ADD COLUMN code_memory TEXT CHECK (code_memory IN ('ram', 'flash'));
    ALTER TABLE run ADD COLUMN weight_memory TEXT CHECK (weight_memory IN ('ram', 'flash'));
    ALTER TABLE run ADD COLUMN is_placed INTEGER CHECK (is_placed IN (0, 1));
    """

  /// Fills the columns of runs that an earlier version saved.
  private static func fillChoices(in database: Database) throws {
    for name in try String.fetchAll(database, sql: "SELECT run_id FROM run") {
      let text = try String.fetchOne(
        database, sql: "SELECT record FROM run_record WHERE run_id = ?", arguments: [name])
      // A damaged record is reported when it is read; until then its columns are empty.
      guard let text, let facts = try? JSONDecoder().decode(Measurement.self, from: Data(text.utf8))
      else { continue }
      try ResultStore.noteChoices(of: facts, in: database)
      if let placement = facts.placement, !placement.isDefault,
        let passes = try passes(of: name, in: database)
      {
        try ResultStore.placeInSeries(facts.with(passes: passes), in: database)
      }
    }
  }
}
