import GRDB
import MCUBenchTestSupport
import Measurements
import Regression
import Testing

@testable import ResultStore

/// Cores and placement of runs, as the store keeps them.
@Suite struct ChoicesTests {
  private static let twoCores = CoresRecord(
    count: 2, singleCore: PassSamples(kind: .layer, warmupRuns: 0, runs: [[41_004], [41_004]]))

  private static func name(_ place: Int) -> String { "00c0ffee0000000\(place)" }

  /// One run a choice, as a version that told it kept them, or one that did not.
  private static func runs(areTold: Bool) -> [Measurement] {
    [
      .onPico(runID: name(0), created: 0, isTold: areTold),
      .onPico(runID: name(1), created: 1, code: .flash, isTold: areTold),
      .onPico(runID: name(2), created: 2, weights: .ram, isTold: areTold),
      .onPico(runID: name(3), created: 3, cores: twoCores, isTold: areTold),
      .onPico(runID: name(4), created: 4, weights: .ram, cores: twoCores, isTold: areTold),
      .example(runID: name(5), created: 5),
    ]
  }

  private static let kernelSets = [
    "ref", "ref-code-flash-weights-flash", "ref-code-ram-weights-ram", "ref-2cores",
    "ref-2cores-code-ram-weights-ram", "ref",
  ]

  private static func check(_ store: ResultStore, _ runs: [Measurement]) throws {
    let listed = try store.runs().reversed()
    #expect(listed.map(\.runID) == runs.map(\.runID))
    #expect(listed.map(\.cores) == [1, 1, 1, 2, 2, 1])
    #expect(
      listed.map(\.placement?.flag) == [
        "code=ram,weights=flash", "code=flash,weights=flash", "code=ram,weights=ram",
        "code=ram,weights=flash", "code=ram,weights=ram", nil,
      ])
    #expect(listed.map(\.isPlaced) == [false, true, true, false, true, false])
    for (run, kernelSet) in zip(runs, kernelSets) {
      let key = try #require(SeriesKey(run))
      #expect(key.kernelSet == kernelSet)
      // None of them stands beside another.
      #expect(try store.series(key).map(\.runID) == [run.runID])
      #expect(try store.series(key.with(layer: 0)).map(\.runID) == [run.runID])
      #expect(try store.run(named: run.runID.rawValue) == run)
    }
    #expect(try store.seriesSummaries().count == runs.count)
  }

  @Test func runsOfOtherCoresOrPlacementAreSeriesOfTheirOwn() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let runs = Self.runs(areTold: true)
      for run in runs { try store.save(run) }
      try Self.check(store, runs)
      try store.close()
    }
  }

  /// A store as the fifth migration left it, where the kernel set alone parted series.
  @Test func fillsTheColumnsOfRunsOfEarlierVersions() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let runs = Self.runs(areTold: false)
      let before = try ResultStore(path: path)
      for run in runs { try before.save(run) }
      try await before.queue.write { database in
        try database.execute(
          sql: """
            CREATE TEMP TABLE place AS SELECT run.run_id, min(plain.id) AS series
              FROM run JOIN board ON board.id = run.board_id
              JOIN series AS plain
                ON plain.board = board.profile AND plain.kernel_set = run.kernel_set
              GROUP BY run.run_id;
            UPDATE run SET series_id =
              (SELECT series FROM place WHERE place.run_id = run.run_id);
            UPDATE layer SET series_id =
              (SELECT series FROM place WHERE place.run_id = layer.run_id)
              WHERE series_id IS NOT NULL;
            DELETE FROM series WHERE id NOT IN (SELECT series FROM place);
            DROP TABLE place;
            ALTER TABLE run DROP COLUMN cores;
            ALTER TABLE run DROP COLUMN code_memory;
            ALTER TABLE run DROP COLUMN weight_memory;
            ALTER TABLE run DROP COLUMN is_placed;
            DROP TABLE calibration_layer;
            DROP TABLE calibration_firmware;
            DROP TABLE calibration;
            DELETE FROM grdb_migrations
              WHERE identifier IN ('6 cores and placement', '7 calibrations');
            """)
      }
      #expect(try before.series(try #require(SeriesKey(runs[0]))).count == 3)
      try before.close()
      let store = try ResultStore(path: path, ifAbsent: .fail)
      try Self.check(store, runs)
      let check = try await store.queue.read { database in
        try String.fetchAll(database, sql: "PRAGMA integrity_check")
          + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map(\.description)
      }
      #expect(check == ["ok"])
      try store.close()
    }
  }

  @Test func nothingIsKnownOfAnotherToolsRun() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      try store.save(
        Measurement.onPico().with(
          provenance: Provenance(
            program: "x", user: nil,
            imported: ImportOrigin(
              tool: "tflm", fileName: "a.csv", sha256: String(repeating: "0", count: 64)))))
      let listed = try #require(try store.runs().first)
      #expect(listed.cores == nil)
      try store.close()
    }
  }
}
