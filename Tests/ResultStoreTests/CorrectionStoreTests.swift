import GRDB
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

/// Corrected figures, as the store keeps them: apart from simulated and measured ones.
@Suite struct CorrectionStoreTests {
  private static func table(_ evidence: Evidence) -> PredictionRecord.Table {
    PredictionRecord.Table(
      evidence: evidence, kernelHash: "0123456789ab", created: Timestamp(unixMilliseconds: 5),
      shapeCount: 300, isStale: false)
  }

  private static let run = Measurement.example().with(
    correction: CorrectionRecord(
      measured: table(.measured), simulated: table(.simulated),
      total: CycleInterval(cycles: 30_000, low: 29_000, high: 31_000),
      layers: [
        PredictionRecord.Layer(
          cycles: CycleInterval(cycles: 29_990, low: 29_000, high: 31_000), outside: ["units"]),
        nil,
      ]))

  @Test func theirRowsSayThatTheyAreCorrected() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      try store.save(Self.run)
      try store.save(.example(runID: "00c0ffee0000000a"))
      #expect(try store.run(named: Self.run.runID.rawValue) == Self.run)
      let rows = try await store.queue.read { database in
        try Row.fetchAll(database, sql: "SELECT * FROM corrected_layer ORDER BY layer_index")
          .map {
            "\($0["run_id"] as String) \($0["evidence"] as String) \($0["layer_index"] as Int)"
          }
      }
      let id = Self.run.runID.rawValue
      #expect(rows == ["\(id) corrected -1", "\(id) corrected 0"])
      // No figure of them among those of runs.
      let others = try await store.queue.read { database in
        try String.fetchAll(
          database, sql: "SELECT DISTINCT evidence FROM run UNION SELECT evidence FROM layer")
          + [
            "\(try Int.fetchOne(database, sql: "SELECT count(*) FROM layer WHERE cycles_median > 25000") ?? -1)"
          ]
      }
      #expect(others == ["simulated", "0"])
      try store.close()
    }
  }

  @Test func noRowOfThemCanBeCalledSimulatedOrMeasured() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      try store.save(Self.run)
      for evidence in Evidence.allCases {
        await #expect(throws: DatabaseError.self) {
          try await store.queue.write { database in
            try database.execute(
              sql: "UPDATE corrected_layer SET evidence = ?", arguments: [evidence.rawValue])
          }
        }
      }
      try store.close()
    }
  }

  @Test func theyGoWithTheirRun() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      try store.save(Self.run)
      let left = try await store.queue.write { database in
        try database.execute(sql: "DELETE FROM run")
        return try Int.fetchOne(database, sql: "SELECT count(*) FROM corrected_layer")
      }
      #expect(left == 0)
      try store.close()
    }
  }
}
