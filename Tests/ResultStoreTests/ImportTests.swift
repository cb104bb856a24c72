import GRDB
import MCUBenchTestSupport
import Measurements
import Regression
import Testing

@testable import ResultStore

@Suite struct ImportTests {
  static let origin = ImportRecord(
    time: Timestamp(unixMilliseconds: 5), kind: .bundle, source: "ci/run.tar",
    sha256: String(repeating: "0", count: 64))

  @Test func saysFromWhatARunCame() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let run = Measurement.example(timingModel: .exampleChecked)
      #expect(try store.importRun(run, as: Self.origin) == .stored)
      #expect(try store.importRecord(of: run.runID) == Self.origin)
      #expect(try store.runs().map(\.imported) == [.bundle])
      #expect(try store.run(named: "00c0") == run)
      // It is a run of this program, wherever it ran: its series takes it.
      #expect(try store.seriesKeys().count == 1)
      let other = RunID(rawValue: "00c0ffee00c0ffef") ?? .random()
      try store.save(.example(runID: other.rawValue))
      #expect(try store.importRecord(of: other) == nil)
    }
  }

  @Test func takesTheSameRunOnceAndNoOtherOfItsName() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let store = try ResultStore(path: path)
      let run = Measurement.example()
      try store.save(run)
      #expect(try store.importRun(run, as: Self.origin) == .alreadyThere)
      // It was measured for this store and stays so.
      #expect(try store.importRecord(of: run.runID) == nil)
      #expect(
        throws: ResultStoreError(path: path, reason: .runDiffers(run: run.runID.rawValue))
      ) { try store.importRun(.example(clean: [1, 1]), as: Self.origin) }
      #expect(try store.run(named: "00c0") == run)
    }
  }

  @Test func keepsRunsOfOtherToolsOutOfEverySeries() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let run = Measurement.example().with(
        provenance: Provenance(
          program: "TFLM MicroProfiler", user: nil,
          imported: ImportOrigin(tool: "TFLM MicroProfiler", fileName: "a.csv", sha256: "0")))
      #expect(run.validity == .degraded)
      _ = try store.importRun(run, as: Self.origin)
      #expect(try store.runs().count == 1)
      #expect(try store.seriesKeys() == [])
      #expect(try store.layers(of: run.runID).count == 1)
    }
  }

  @Test func keepsTheStatisticsOfSamplesThatAreGone() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let whole = Measurement.example(
        evidence: .measured, clean: [21_600, 0, .max, 21_700], layer: [5, 4_000_000_000_000, 6])
      let bare = whole.droppingSamples(at: Timestamp(unixMilliseconds: 9))
      #expect(try store.importRun(bare, as: Self.origin) == .stored)
      let read = try store.run(named: "00c0")
      #expect(read == bare)
      #expect(read.clean == whole.clean)
      #expect(read.timing(ofLayer: 0) == whole.timing(ofLayer: 0))
      #expect(read.wrapCount(ofLayer: 0, in: .layer) == whole.wrapCount(ofLayer: 0, in: .layer))
      #expect(read.probeCycles == whole.probeCycles)
      #expect(read.validity == whole.validity)
      #expect(read.issues.map(\.code) == ["samples_dropped"] + whole.issues.map(\.code))
      // The whole run again is the same run.
      #expect(try store.importRun(whole, as: Self.origin) == .alreadyThere)
    }
  }
}
