import GRDB
import MCUBenchTestSupport
import Measurements
import Regression
import Testing

@testable import ResultStore

@Suite struct SeriesTests {
  static func name(_ place: Int) -> String {
    let digits = String(place, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  static func run(
    _ place: Int, evidence: Evidence = .simulated,
    timingModel: TimingModel? = .exampleChecked, night: String? = nil, cycles: UInt64 = 21_600,
    mismatches: [OutputMismatch] = [], issues: [Measurements.Issue] = []
  ) -> Measurement {
    Measurement.example(
      runID: name(place), created: Int64(place) * 1_000, evidence: evidence,
      timingModel: timingModel, clean: [cycles, cycles], layer: [cycles + 4, cycles + 4],
      mismatches: mismatches, issues: issues
    ).with(
      provenance: Provenance(
        program: "mcubench 0.1.0", user: nil,
        lab: LabProvenance(
          job: name(place), attempt: 1, boardName: "left", night: night,
          commit: "c\(place)")))
  }

  static let key = SeriesKey(
    modelSHA256: String(repeating: "ab", count: 32), layer: nil, board: "stm32f746g",
    kernelSet: "ref", evidence: .simulated, timingModel: "m7/2/0123456789ab")

  @Test func givesTheNewestPointsOldestFirst() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      // Saved out of order, as imports are.
      for place in [3, 1, 4, 2, 5] {
        try store.save(Self.run(place, cycles: 20_000 + UInt64(place)))
      }
      let total = try store.series(Self.key, limit: 3)
      #expect(total.map(\.runID.rawValue) == [3, 4, 5].map(Self.name))
      #expect(total.map(\.medianCycles) == [20_003, 20_004, 20_005])
      #expect(total.map(\.commit) == ["c3", "c4", "c5"])
      #expect(total.map(\.boardName) == ["left", "left", "left"])
      #expect(total.map(\.uniqueID) == Array(repeating: "4d43554256495254736e3031", count: 3))
      #expect(total.map(\.clockHertz) == [216_000_000, 216_000_000, 216_000_000])
      #expect(total.map(\.count) == [2, 2, 2])
      let layer = try store.series(Self.key.with(layer: 0))
      #expect(layer.map(\.runID.rawValue) == (1...5).map(Self.name))
      #expect(layer.map(\.medianCycles) == [20_001, 20_002, 20_003, 20_004, 20_005])
      #expect(layer.last?.commit == "c5")
      // The second layer makes no call, and there is no third.
      #expect(try store.series(Self.key.with(layer: 1)) == [])
      #expect(try store.series(Self.key.with(layer: 2)) == [])
      #expect(try store.series(Self.key, limit: 0) == [])
    }
  }

  @Test func ordersPointsOfOneMomentByTheirNames() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      for name in ["cc", "aa", "bb"] {
        try store.save(.example(runID: "00000000000000\(name)", timingModel: .exampleChecked))
      }
      let key = Self.key
      #expect(try store.series(key).map { $0.runID.rawValue.suffix(2) } == ["aa", "bb", "cc"])
      #expect(try store.series(key, limit: 2).map { $0.runID.rawValue.suffix(2) } == ["bb", "cc"])
    }
  }

  @Test func keepsUnusableRunsOutOfEverySeries() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      try store.save(Self.run(1))
      try store.save(Self.run(2, mismatches: [.example]))
      try store.save(
        Self.run(3, issues: [Issue(code: "x", severity: .invalid, text: "y")]))
      try store.save(
        Self.run(4, issues: [Issue(code: "x", severity: .degraded, text: "y")]))
      for layer in [nil, 0] {
        let points = try store.series(Self.key.with(layer: layer))
        #expect(points.map(\.runID.rawValue) == [1, 4].map(Self.name))
      }
      #expect(try store.layers(of: #require(RunID(rawValue: Self.name(2)))) == [])
    }
  }

  @Test func neverMixesEvidenceOrTimingParameters() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let other = TimingModel(name: "m7", version: "2", parameterHash: "ffffffffffff")
      let hostile = TimingModel(name: "m7/2", version: "0123456789ab", parameterHash: nil)
      try store.save(Self.run(1))
      try store.save(Self.run(2, timingModel: other))
      try store.save(Self.run(3, timingModel: hostile))
      try store.save(Self.run(4, evidence: .measured, timingModel: nil))
      let summaries = try store.seriesSummaries()
      #expect(summaries.map(\.count) == [1, 1, 1, 1])
      #expect(
        summaries.map(\.key.timingModel)
          == [nil, "m7%2F2/0123456789ab/-", "m7/2/ffffffffffff", "m7/2/0123456789ab"])
      #expect(summaries.map(\.newestRun.rawValue) == [4, 3, 2, 1].map(Self.name))
      for summary in summaries {
        for layer in [nil, 0] {
          let points = try store.series(summary.key.with(layer: layer))
          #expect(points.map(\.runID) == [summary.newestRun])
        }
      }
      #expect(try store.seriesKeys(board: "pico") == [])
      #expect(try store.seriesKeys(model: Self.key.modelSHA256).count == 4)
    }
  }

  @Test func givesANightWithItsRunsAndLayers() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      try store.save(Self.run(1, night: "n1"))
      try store.save(Self.run(2, night: "n2"))
      try store.save(Self.run(3, night: "n2"))
      try store.save(Self.run(4, night: "n2", mismatches: [.example]))
      let night = try store.runs(ofNight: "n2")
      #expect(night.map(\.run.runID.rawValue) == [4, 3, 2].map(Self.name))
      #expect(night.map { $0.layers.map(\.medianCycles) } == [[], [21_600], [21_600]])
      #expect(night.last?.layers.first?.kernelSymbol == "mcub_conv_2d_s8_ref")
      #expect(try store.runs(matching: RunFilter(night: "n1")).count == 1)
      #expect(
        try store.runs(matching: RunFilter(commit: "c3")).map(\.runID.rawValue) == [Self.name(3)])
    }
  }

  /// Plans, not times: a busy machine changes nothing about them.
  @Test(arguments: PlannedQuery.all)
  func readsNoTableFromEndToEnd(_ query: PlannedQuery) async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      for place in 1...40 { try store.save(Self.run(place, night: "n\(place / 4)")) }
      for isAnalysed in [false, true] {
        let plan = try await store.queue.write { database in
          if isAnalysed { try database.execute(sql: "ANALYZE") }
          return try query.plan(in: database)
        }
        #expect(!plan.isEmpty)
        for step in plan where step.hasPrefix("SCAN") {
          // A walk along an index that stops early, a short list, or at most 1,000 runs of a series.
          let short = [
            "SCAN series", "SCAN board", "SCAN name", "SCAN (subquery-1)",
          ]
          let isWalk = ["USING INDEX run_by_time", "USING COVERING INDEX run_series"].contains {
            step.contains($0)
          }
          let isShort = isWalk || short.contains(step)
          #expect(isShort, "\(query.name): \(plan)")
        }
      }
    }
  }

  @Test func drawsASeriesFromItsIndexesAlone() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let plans = try await store.queue.read { database in
        try PlannedQuery.all.filter { $0.name.hasPrefix("series of") }.map {
          try $0.plan(in: database)
        }
      }
      #expect(plans.count == 2)
      for plan in plans {
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        for step in plan where !step.contains("board") {
          #expect(step.contains("USING COVERING INDEX"), "\(plan)")
        }
      }
    }
  }

  @Test func bringsRunsOfTheFirstVersionIntoTheirSeries() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      try await StoreFixture.write(version: 1, to: path)
      let store = try ResultStore(path: path, ifAbsent: .fail)
      let summary = try #require(try store.seriesSummaries().first)
      #expect(summary.count == 1)
      #expect(summary.key.timingModel == "instructions/1/-")
      let total = try #require(try store.series(summary.key).first)
      #expect(total.medianCycles == 21_600)
      #expect(total.count == 2)
      #expect(try store.series(summary.key.with(layer: 0)).map(\.medianCycles) == [21_600])
      let check = try await store.queue.read { database in
        try String.fetchAll(database, sql: "PRAGMA integrity_check")
          + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map(\.description)
      }
      #expect(check == ["ok"])
    }
  }
}
