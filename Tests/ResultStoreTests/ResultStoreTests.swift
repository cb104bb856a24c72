import GRDB
import Glibc
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

@Suite struct ResultStoreTests {
  @Test func givesBackARunWithEverySample() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/a/b/results.sqlite")
      let run = Measurement.example(
        evidence: .measured, clean: [21_600, 0, .max, 21_700], layer: [5, 4_000_000_000_000, 6])
      try store.save(run)
      #expect(try store.run(named: run.runID.rawValue) == run)
      try store.close()
      let again = try ResultStore(path: directory + "/a/b/results.sqlite", ifAbsent: .fail)
      #expect(try again.run(named: "00c0") == run)
    }
  }

  @Test func givesBackHowTheBoardWasFlashed() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/results.sqlite")
      let run = Measurement.example(flashed: .flashed([.lookedAt, .plain, .underReset]))
      try store.save(run)
      #expect(try store.run(named: run.runID.rawValue).board == run.board)
    }
  }

  @Test(arguments: [
    TimingModel?.none, .exampleChecked, TimingModel(name: "instructions", version: "1"),
    TimingModel(name: "m0plus", version: "3", claim: .nothing("not held against silicon")),
  ])
  func givesBackWhatTheCyclesMayClaim(_ model: TimingModel?) async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/results.sqlite")
      try store.save(.example(timingModel: model))
      #expect(try store.runs().map(\.timingModel) == [model])
      #expect(try store.run(named: "00c0ffee").timingModel == model)
    }
  }

  @Test func keepsTheFileToItsUser() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/new/results.sqlite")
      try store.save(.example())
      for (name, mode) in [("", 0o700), ("/results.sqlite", 0o600), ("/results.sqlite-wal", 0o600)]
      {
        var status = stat()
        #expect(stat(directory + "/new" + name, &status) == 0)
        #expect(Int(status.st_mode & 0o777) == mode, "\(name)")
      }
    }
  }

  @Test func listsNewestFirstAndFilters() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      try store.save(.example(runID: "aaaaaaaaaaaaaaa1", created: 1_000, modelName: "kws 100%"))
      try store.save(.example(runID: "aaaaaaaaaaaaaaa2", created: 3_000, board: "pico"))
      try store.save(.example(runID: "bbbbbbbbbbbbbbb3", created: 2_000, evidence: .measured))
      func names(_ filter: RunFilter) throws -> [String] {
        try store.runs(matching: filter).map { String($0.runID.rawValue.suffix(1)) }
      }
      #expect(try names(RunFilter()) == ["2", "3", "1"])
      #expect(try names(RunFilter(limit: 2)) == ["2", "3"])
      #expect(try names(RunFilter(limit: 0)) == [])
      #expect(try names(RunFilter(model: "kws 100%")) == ["1"])
      #expect(try names(RunFilter(model: "%")) == ["1"])
      #expect(try names(RunFilter(model: "abab")) == ["2", "3", "1"])
      #expect(try names(RunFilter(model: "baba")) == [])
      #expect(try names(RunFilter(board: "pico")) == ["2"])
      #expect(try names(RunFilter(evidence: .measured)) == ["3"])
      #expect(try names(RunFilter(board: "pico", evidence: .measured)) == [])
    }
  }

  @Test func givesEveryRunOnceFromPageToPage() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      // Three of each moment, so that pages end between equals.
      for place in 0..<24 {
        try store.save(
          .example(runID: SeriesTests.name(place + 1), created: Int64(place / 3) * 1_000))
      }
      let all = try store.runs(matching: RunFilter(limit: 100)).map(\.runID)
      #expect(all.count == 24)
      for length in [1, 2, 5, 7] {
        var seen: [RunID] = []
        while true {
          let page = try store.runs(matching: RunFilter(before: seen.last, limit: length))
          if page.isEmpty { break }
          seen += page.map(\.runID)
        }
        #expect(seen == all, "pages of \(length)")
      }
      let unknown = try #require(RunID(rawValue: "ffffffffffffffff"))
      #expect(throws: ResultStoreError(path: store.path, reason: .noRun(prefix: unknown.rawValue)))
      {
        try store.runs(matching: RunFilter(before: unknown))
      }
    }
  }

  @Test func findsAModelByItsNameAsByWalkingBack() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      for (place, name) in ["kws", "kws_small", "ad", "vww", "kws"].enumerated() {
        try store.save(
          .example(
            runID: SeriesTests.name(place + 1), created: Int64(place) * 1_000, modelName: name))
      }
      for model in ["kws", "small", "ab", "none", "", "vww"] {
        let found = try await store.queue.read { database in
          try [false, true].map { isRare in
            let (sql, arguments) = ResultStore.query(
              for: RunFilter(model: model), modelIsRare: isRare)
            return try String.fetchAll(
              database, sql: "SELECT run_id FROM (\(sql))", arguments: arguments)
          }
        }
        #expect(found[0] == found[1], "\(model)")
      }
      #expect(try store.runs(matching: RunFilter(model: "kws")).count == 3)
    }
  }

  @Test func listsAWrongOutputWithoutItsFigure() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      try store.save(.example(mismatches: [.example]))
      let line = try #require(try store.runs().first)
      #expect(line.validity == .invalidOutput)
      #expect(line.cleanMedianCycles == nil)
      #expect(line.cleanMicroseconds == nil)
      #expect(try store.run(named: "00").clean?.median == 21_600)
    }
  }

  @Test func namesWhatARunIsNotFoundBy() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let store = try ResultStore(path: path)
      try store.save(.example(runID: "aaaaaaaaaaaaaaa1"))
      try store.save(.example(runID: "aaaaaaaaaaaaaaa2"))
      func reason(_ prefix: String) -> ResultStoreError.Reason? {
        do {
          _ = try store.run(named: prefix)
          return nil
        } catch {
          return error.reason
        }
      }
      #expect(reason("b") == .noRun(prefix: "b"))
      #expect(
        reason("aa")
          == .severalRuns(prefix: "aa", matches: ["aaaaaaaaaaaaaaa1", "aaaaaaaaaaaaaaa2"]))
      #expect(reason("") == .notARunID(text: ""))
      #expect(reason("aa%") == .notARunID(text: "aa%"))
      #expect(reason("aaaaaaaaaaaaaaa2") == nil)
    }
  }

  @Test func refusesTheSameRunTwiceAndKeepsTheFirst() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let store = try ResultStore(path: path)
      try store.save(.example())
      #expect(
        throws: ResultStoreError(path: path, reason: .runExists(run: "00c0ffee00c0ffee"))
      ) { try store.save(.example(clean: [1, 1])) }
      #expect(try store.run(named: "00c0").clean?.median == 21_600)
    }
  }

  @Test func keepsOnlyUntrustedTextThatItWasGiven() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let name = "a'); DROP TABLE run; --\u{0}\u{202E}\n\"x\""
      try store.save(.example(modelName: name))
      #expect(try store.run(named: "00c0").model.name == name)
      #expect(try store.runs().count == 1)
    }
  }
}

@Suite struct SampleBlobTests {
  @Test(arguments: [
    [], [[]], [[0]], [[.max], [0], [.max]], [[1, 2, 3], [1, 2], [9, 9, 9, 9]],
    [[UInt64(Int64.max)], [UInt64(Int64.max) + 1]],
  ])
  func givesBackWhatItTook(_ runs: [[UInt64]]) {
    #expect(SampleBlob.decode(SampleBlob.encode(runs)) == runs)
  }

  @Test func takesAboutAByteForARepeatedSample() {
    let run: [UInt64] = Array(repeating: 123_456, count: 64)
    #expect(
      SampleBlob.encode(Array(repeating: run, count: 200)).count < 64 * 200 + 200 * 2 + 64 * 3)
  }

  @Test func refusesEveryCutAndAnExcess() {
    let bytes = SampleBlob.encode([[1, 300, .max], [2, 300, 0]])
    for length in bytes.indices { #expect(SampleBlob.decode(Array(bytes[..<length])) == nil) }
    #expect(SampleBlob.decode(bytes + [0]) == nil)
    #expect(SampleBlob.decode(Array(repeating: 0xFF, count: 20)) == nil)
  }
}
