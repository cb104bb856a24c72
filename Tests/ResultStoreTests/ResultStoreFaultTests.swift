import Failures
import FoundationEssentials
import GRDB
import Glibc
import Jobs
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

@Suite struct ResultStoreFaultTests {
  static func reason(_ work: () throws -> Void) -> ResultStoreError.Reason? {
    do {
      try work()
      return nil
    } catch {
      return (error as? ResultStoreError)?.reason
    }
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  /// A store as the first version wrote it, as SQL text: a later version must still read it.
  @Test func readsAStoreOfTheFirstVersion() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      try await StoreFixture.write(version: 1, to: path)
      let store = try ResultStore(path: path, ifAbsent: .fail)
      #expect(try store.run(named: "00c0ffee") == .example())
      #expect(try store.runs().map(\.cleanMedianCycles) == [21_600])
      try store.save(.example(runID: "00c0ffee00c0ffef"))
    }
  }

  @Test func saysThatThereIsNothingToReadYetAndMakesNothing() async throws {
    await #expect(throws: Never.self) {
      try await withTemporaryDirectory { directory in
        let path = directory + "/none/r.sqlite"
        #expect(Self.reason { _ = try ResultStore(path: path, ifAbsent: .fail) } == .missing)
        #expect(access(directory + "/none", F_OK) != 0)
      }
    }
  }

  @Test func keepsEarlierRunsWhenTheDiskIsFull() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let store = try ResultStore(
        path: path, ifAbsent: .create, limits: ResultStore.Limits(maximumPages: 160))
      var saved = 0
      var failure: ResultStoreError?
      while failure == nil, saved < 100 {
        do throws(ResultStoreError) {
          try store.save(.example(runID: RunID.random().rawValue))
          saved += 1
        } catch {
          failure = error
        }
      }
      #expect(failure == ResultStoreError(path: path, reason: .diskFull))
      #expect(saved > 0)
      #expect(try store.runs(matching: RunFilter(limit: 1_000)).count == saved)
      for line in try store.runs(matching: RunFilter(limit: 1_000)) {
        #expect(try store.run(named: line.runID.rawValue).passes.count == 3)
      }
    }
  }

  @Test func refusesALaterSchemaAndLeavesItAlone() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let store = try ResultStore(path: path)
      try store.save(.example())
      try await store.queue.write {
        try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 the future')")
      }
      try store.close()
      let before = try Self.bytes(path)
      #expect(Self.reason { _ = try ResultStore(path: path) } == .newerSchema)
      #expect(try Self.bytes(path) == before)
    }
  }

  @Test func refusesAnotherProgramsDatabaseAndLeavesItAlone() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/theirs.sqlite"
      let theirs = try DatabaseQueue(path: path)
      try await theirs.write { try $0.execute(sql: "CREATE TABLE run (theirs)") }
      try theirs.close()
      let before = try Self.bytes(path)
      #expect(Self.reason { _ = try ResultStore(path: path) } == .foreignFile)
      #expect(try Self.bytes(path) == before)
    }
  }

  @Test func refusesAFileThatIsNoDatabaseAndLeavesItAlone() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/notes.txt"
      let text = Data(String(repeating: "these are my notes, keep them\n", count: 400).utf8)
      try text.write(to: URL(filePath: path))
      guard case .corrupt = Self.reason({ _ = try ResultStore(path: path) }) else {
        Testing.Issue.record("a text file was taken for a database")
        return
      }
      #expect(try Self.bytes(path) == Array(text))
    }
  }

  @Test func reportsDamageInTheMiddleOfTheFile() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let store = try ResultStore(path: path)
      for _ in 0..<20 { try store.save(.example(runID: RunID.random().rawValue)) }
      try store.close()
      var bytes = try Self.bytes(path)
      for offset in 4096..<bytes.count { bytes[offset] = 0xA5 }
      try Data(bytes).write(to: URL(filePath: path))
      let reason = Self.reason {
        _ = try ResultStore(path: path).runs(matching: RunFilter(limit: 1_000))
      }
      guard case .corrupt = reason else {
        Testing.Issue.record("damage was reported as \(String(describing: reason))")
        return
      }
    }
  }

  @Test func reportsARecordThatIsDamagedAndReadsTheOthers() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let store = try ResultStore(path: path)
      try store.save(.example(runID: "aaaaaaaaaaaaaaa1"))
      try store.save(.example(runID: "bbbbbbbbbbbbbbb2"))
      try store.save(.example(runID: "ccccccccccccccc3"))
      try await store.queue.write {
        try $0.execute(sql: "UPDATE run_record SET record = '{' WHERE run_id LIKE 'a%'")
        try $0.execute(sql: "UPDATE samples SET cycles = X'FF' WHERE run_id LIKE 'b%'")
      }
      for (prefix, run) in [("a", "aaaaaaaaaaaaaaa1"), ("b", "bbbbbbbbbbbbbbb2")] {
        guard case .damagedRun(run, _) = Self.reason({ _ = try store.run(named: prefix) }) else {
          Testing.Issue.record("damage of \(run) was not reported")
          continue
        }
      }
      #expect(try store.run(named: "c").validity == .valid)
    }
  }

  @Test func waitsForALockThenSaysSo() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let store = try ResultStore(
        path: path, ifAbsent: .create, limits: ResultStore.Limits(busySeconds: 0.05))
      let other = try DatabaseQueue(path: path)
      try await other.writeWithoutTransaction { database in
        try database.execute(sql: "BEGIN IMMEDIATE")
        #expect(Self.reason { try store.save(.example()) } == .locked)
        try database.execute(sql: "COMMIT")
      }
      try store.save(.example())
    }
  }

  @Test func saysWhyAPlaceCannotHoldAStore() async throws {
    try await withTemporaryDirectory { directory in
      try Data().write(to: URL(filePath: directory + "/file"))
      for path in [directory, directory + "/file/r.sqlite", "/proc/none/r.sqlite", "/dev/null"] {
        guard case .cannotOpen = Self.reason({ _ = try ResultStore(path: path) }) else {
          Testing.Issue.record("\(path) was opened")
          continue
        }
      }
    }
  }

  @Test func takesAnEmptyFileForANewStore() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      try Data().write(to: URL(filePath: path))
      try ResultStore(path: path).save(.example())
      #expect(try ResultStore(path: path, ifAbsent: .fail).runs().count == 1)
    }
  }

  @Test func neverLetsARowSayOtherEvidenceThanItsRun() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      try store.save(.example())
      await #expect(throws: DatabaseError.self) {
        try await store.queue.write {
          try $0.execute(sql: "UPDATE layer SET evidence = 'measured'")
        }
      }
      await #expect(throws: DatabaseError.self) {
        try await store.queue.write {
          try $0.execute(sql: "UPDATE run SET evidence = 'guessed'")
        }
      }
    }
  }

  @Test(arguments: [
    ResultStoreError.Reason.missing, .diskFull, .readOnly, .corrupt(detail: "x"), .foreignFile,
    .newerSchema, .locked, .noRun(prefix: "a"), .severalRuns(prefix: "a", matches: ["ab", "ac"]),
    .notARunID(text: "?"), .damagedRun(run: "a", detail: "x"), .runExists(run: "a"),
    .runDiffers(run: "a"),
    .failed(detail: "x"), .cannotOpen(detail: "x"), .jobHasRun(job: "a"), .noJob(prefix: "a"),
    .severalJobs(prefix: "a", matches: ["ab", "ac"]), .notAJobID(text: "?"),
    .badSubmission(JobSubmission.Problem(field: "priority", allowed: "0 to 9")),
    .staleLease(job: "a"), .deadlinePassed(job: "a", seconds: 9),
    .jobIsOver(job: "a", state: .done), .notAStage(state: .done),
    .wrongRun(job: "a", detail: "x"), .damagedRecord(what: "x"), .noModel(sha256: "ab"),
    .damagedModel(sha256: "ab"), .badFile(path: "x", detail: "y"),
  ])
  func saysWhatToDoNext(_ reason: ResultStoreError.Reason) {
    let error = ResultStoreError(path: "/place", reason: reason)
    #expect(error.summary.contains("/place") || !error.summary.hasSuffix("."))
    #expect(error.remedy?.isEmpty == false)
    #expect(error.exitStatus != .done)
  }
}
