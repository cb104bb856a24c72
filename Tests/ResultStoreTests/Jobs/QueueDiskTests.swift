import FoundationEssentials
import GRDB
import Glibc
import Jobs
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

/// A disk that takes no more, at every step of a job and of a model.
@Suite struct QueueDiskTests {
  /// Submits, takes, advances and completes, as far as the disk lets it.
  ///
  /// - Returns: how often the disk was full.
  static func work(
    _ store: ResultStore, first: Int = 0, count: Int, submits: Bool = true
  ) throws -> Int {
    var refused = 0
    /// - Returns: `nil` when the disk was full.
    func tried<Value>(_ step: () throws(ResultStoreError) -> Value?) throws -> Value? {
      do { return try step() } catch {
        guard error.reason == .diskFull else { throw error }
        refused += 1
        return nil
      }
    }
    for number in first..<(first + count) {
      if submits {
        _ = try tried { () throws(ResultStoreError) in
          try store.submit(.example(number), now: at(0))
        }
      }
      let claimed = try tried { () throws(ResultStoreError) in
        try store.claim(
          board: "stm32f746g", boardName: "left", owner: "bench:1:left", until: at(60_000),
          now: at(0))
      }
      guard let job = claimed, let lease = job.lease else { continue }
      for state in [JobState.building, .flashing, .measuring] {
        _ = try tried { () throws(ResultStoreError) in
          try store.advance(lease, to: state, now: at(0))
        }
      }
      _ = try tried { () throws(ResultStoreError) in
        try store.complete(lease, with: .example(for: job), now: at(0))
      }
    }
    return refused
  }

  @Test func losesNothingWhenTheDiskIsFullInTheMidst() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let fresh = try ResultStore(path: path)
      let pages = try await fresh.queue.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
      try fresh.close()
      for room in 1...12 {
        let store = try ResultStore(
          path: path, ifAbsent: .fail,
          limits: ResultStore.Limits(maximumPages: pages + 3 * room))
        let refused = try Self.work(store, first: room * 100, count: 12)
        #expect(refused > 0, "there was room for all of it")
        _ = try QueueProcessTests.check(store, "with \(3 * room) more pages")
        try store.close()
      }
      let store = try ResultStore(path: path)
      let open = try store.jobs(matching: JobFilter(states: [.queued], limit: 1_000)).count
      let given = try store.expireLeases(ofOwnersWithPrefix: "bench:1:", now: at(1)).count
      #expect(open + given > 0)
      #expect(try Self.work(store, count: open + given, submits: false) == 0)
      let jobs = try QueueProcessTests.check(store, "with room again")
      #expect(jobs.allSatisfy { $0.state == .done })
      #expect(jobs.contains { $0.attempt > 1 })
    }
  }

  @Test(arguments: [64, 200, 400])
  func losesNothingWhenAProcessMayNotWriteMore(kilobytes: Int) async throws {
    try await withTemporaryDirectory { directory in
      let submitter = try QueueProcessTests.worker(directory, "submit", "60")
      #expect(await submitter.outcome(within: .seconds(60)).status == 0)
      let worker = TestPrograms.buildDirectory.appending(path: "QueueWorker").path
      let limited = try ProgramRun(
        "/bin/sh",
        [
          "-c", "ulimit -f \(kilobytes); exec \"$0\" \"$@\"", worker, directory + "/r.sqlite",
          "work", "left",
        ], in: directory)
      let outcome = await limited.outcome(within: .seconds(60))
      #expect(outcome.status == 1 && outcome.errors.contains("is full"), "\(outcome)")
      let store = try ResultStore(path: directory + "/r.sqlite", ifAbsent: .fail)
      let done = Set(
        QueueProcessTests.Line.lines(in: outcome.output).filter { $0.what == "done" }.map(\.job))
      store.expectDone(done, try QueueProcessTests.check(store, "\(kilobytes) KiB"))
      try store.expireLeases(ofOwnersWithPrefix: "bench:\(limited.processID):", now: at(0))
      let free = try QueueProcessTests.worker(directory, "work", "left")
      #expect(await free.outcome(within: .seconds(60)).status == 0)
      let jobs = try QueueProcessTests.check(store, "the end")
      #expect(jobs.count == 60 && jobs.allSatisfy { $0.state == .done })
    }
  }

  @Test func keepsNoPartOfAModelThatTheDiskDoesNotTake() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let whole = try store.models.keep([1, 2, 3])
      let worker = TestPrograms.buildDirectory.appending(path: "QueueWorker").path
      let limited = try ProgramRun(
        "/bin/sh",
        [
          "-c", "ulimit -f 100; exec \"$0\" \"$@\"", worker, directory + "/r.sqlite", "keep",
          "1000000",
        ], in: directory)
      let outcome = await limited.outcome(within: .seconds(60))
      #expect(outcome.status == 1 && outcome.errors.contains("is full"), "\(outcome)")
      #expect(try ModelShelfTests.names(store.models) == ["\(whole).tflite"])
    }
  }

  @Test func aKilledWriterLeavesOnlyWholeModels() async throws {
    var random = SplitMix(state: UInt64.random(in: 1...999_999))
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      var told: Set<String> = []
      for _ in 0..<(TestPrograms.isLong ? 100 : 8) {
        let writer = try QueueProcessTests.worker(directory, "keep", "300000")
        try await Task.sleep(for: .milliseconds(20 + random.below(150)))
        writer.send(signal: SIGKILL)
        let outcome = await writer.outcome(within: .seconds(60))
        #expect(outcome.errors == "")
        told.formUnion(outcome.output.split(separator: "\n").map(String.init))
        try store.models.removeLeftovers()
        let items = try store.models.items()
        #expect(try ModelShelfTests.names(store.models).count == items.count)
        #expect(told.isSubset(of: items.map(\.sha256)))
        for item in items { #expect(try store.models.model(item.sha256).count == 300_000) }
        for item in items.dropLast() { try store.models.remove(item.sha256) }
        told = told.intersection(try store.models.items().map(\.sha256))
      }
    }
  }
}

extension ResultStore {
  fileprivate func expectDone(_ told: Set<String>, _ jobs: [Job]) {
    #expect(told.isSubset(of: jobs.filter { $0.state == .done }.map(\.id.rawValue)))
  }
}
