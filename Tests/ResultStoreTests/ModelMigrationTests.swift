import GRDB
import MCUBenchTestSupport
import Measurements
import ModelCatalog
import Testing

@testable import ResultStore

/// Stores of versions that had no model database.
@Suite struct ModelMigrationTests {
  /// A row of `model` and of `run` as the eighth version wrote them.
  private static func insert(
    _ run: Measurement, sha256: String, kind: String?, into database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO model VALUES (?, 3000, 224, 31104) ON CONFLICT DO NOTHING;
        INSERT INTO board (profile, unique_id) VALUES ('stm32f746g', '') ON CONFLICT DO NOTHING;
        INSERT INTO run (run_id, created_ms, model_sha256, model_name, board_id, evidence, validity)
          VALUES (?, ?, ?, ?, 1, 'simulated', 'valid');
        INSERT INTO run_record VALUES (?, ?);
        """,
      arguments: [
        sha256, run.runID.rawValue, run.created.unixMilliseconds, sha256, run.model.name,
        run.runID.rawValue, try ResultStore.record(of: run),
      ])
    if let kind {
      try database.execute(
        sql: "INSERT INTO import VALUES (?, 5, ?, 'file', 'hash')",
        arguments: [run.runID.rawValue, kind])
    }
  }

  @Test func fillsModelsOfTheVersionBefore() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let (own, foreign) = (String(repeating: "ab", count: 32), String(repeating: "ac", count: 32))
      let before = try DatabaseQueue(path: path)
      try Schema.migrator.migrate(before, upTo: "8 corrected figures")
      try await before.write { database in
        let first = Measurement.example(runID: "000000000000000a", created: 7)
        let second = Measurement.example(
          runID: "000000000000000b", created: 5, modelName: "earlier")
        try Self.insert(first, sha256: own, kind: nil, into: database)
        try Self.insert(second, sha256: own, kind: "bundle", into: database)
        try Self.insert(
          .example(runID: "000000000000000c", created: 9, modelName: "theirs"), sha256: foreign,
          kind: "mlperf", into: database)
        try Self.insert(
          .example(runID: "000000000000000d", created: 9, modelName: "nobody's"), sha256: "",
          kind: "tflm", into: database)
        try database.execute(
          sql: "INSERT INTO model VALUES (?, 1, 2, 3)",
          arguments: [String(repeating: "ad", count: 32)])
      }
      try before.close()
      let store = try ResultStore(path: path, ifAbsent: .fail)
      let entries = try store.modelEntries()
      #expect(entries.map(\.name) == ["adadadadadad", "earlier", "theirs"])
      #expect(entries.map(\.origin) == [.run, .run, .foreign])
      let entry = entries[1]
      #expect(entry.names == ["earlier", "two_layers"])
      #expect(entry.created == at(5))
      #expect(entry.costs.lowestPeakBytes == 1_584)
      #expect(entry.inputShape == [1, 12, 12, 3])
      #expect(entry.runCount == 2)
      // The rows of today go on where those of then ended.
      try store.save(.example(runID: "000000000000000e", created: 11))
      #expect(try store.modelEntry(named: "earlier").runCount == 3)
      let check = try await store.queue.read { database in
        try String.fetchAll(database, sql: "PRAGMA integrity_check")
          + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map(\.description)
      }
      #expect(check == ["ok"])
      try store.close()
    }
  }

  @Test func knowsTheModelOfAStoreOfTheFirstVersion() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      try await StoreFixture.write(version: 1, to: path)
      let store = try ResultStore(path: path, ifAbsent: .fail)
      let entry = try store.modelEntry(named: "two_layers")
      #expect(entry.costs.macCount == 31_104)
      #expect(entry.latencies.map(\.label) == ["stm32f746g simulated"])
      try store.close()
    }
  }
}
