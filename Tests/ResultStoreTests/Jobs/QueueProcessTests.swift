import FoundationEssentials
import GRDB
import Glibc
import Jobs
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

/// What happens to the queue when the programs that work on it die, meet, or wake up too late.
@Suite(.serialized) struct QueueProcessTests {
  /// What a `QueueWorker` says of a job once the store has it.
  struct Line: Hashable {
    let what: String
    let job: String
    let fence: Int64

    static func lines(in text: String) -> [Line] {
      // A line that a kill cut short says nothing.
      text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { line in
        let words = line.split(separator: " ")
        guard words.count == 3, words[1].utf8.count == 16, let fence = Int64(words[2]) else {
          return nil
        }
        return Line(what: String(words[0]), job: String(words[1]), fence: fence)
      }
    }
  }

  static func worker(
    _ directory: String, _ mode: String, _ argument: String
  ) throws -> ProgramRun {
    try ProgramRun(
      TestPrograms.buildDirectory.appending(path: "QueueWorker").path,
      [directory + "/r.sqlite", mode, argument], in: directory)
  }

  /// Every job with its events and run as they must be, whatever happened before.
  static func check(_ store: ResultStore, _ round: String) throws -> [Job] {
    let jobs = try store.jobs(matching: JobFilter(limit: 100_000))
    let integrity = try store.integrity()
    #expect(integrity == ["ok"], "\(round)")
    var runs: Set<RunID> = []
    for job in jobs {
      let events = try store.events(of: job.id)
      #expect(events.map(\.sequence) == Array(1...max(1, events.count)), "\(round)")
      let states = events.compactMap { event -> JobState? in
        if case .state(let state, _) = event.kind { state } else { nil }
      }
      #expect(states.first == .queued && states.last == job.state, "\(round)")
      #expect(states.filter { $0 == .done }.count == (job.state == .done ? 1 : 0), "\(round)")
      if let run = job.runID {
        runs.insert(run)
        let stored = try store.run(named: run.rawValue)
        #expect(stored.provenance.lab?.job == job.id.rawValue, "\(round)")
        #expect(stored.passes.count == 3, "\(round)")
      }
    }
    let stored = Set(try store.runs(matching: RunFilter(limit: 1_000_000)).map(\.runID))
    #expect(stored == runs, "\(round): a run without its job, or a job without its run")
    #expect(runs.count == jobs.filter { $0.state == .done }.count, "\(round)")
    return jobs
  }

  /// The oldest job is taken first by every new worker, so kills may use up its attempts.
  static func isQueuedOrUsedUp(_ job: Job) -> Bool {
    job.state == .queued || job.state == .failed && job.attempt == job.maximumAttempts
  }

  @Test func aKilledWorkerLosesNoJobAndStoresNoneTwice() async throws {
    let rounds = TestPrograms.isLong ? 200 : 15
    let seed = UInt64.random(in: 1...999_999)
    var random = SplitMix(state: seed)
    var killedIn: [JobState: Int] = [:]
    try await withTemporaryDirectory { directory in
      var told: Set<String> = []
      var done: Set<String> = []
      var lost: Set<String> = []
      var doubled = 0
      for round in 1...rounds {
        let programs = [
          try Self.worker(directory, "submit", "6"), try Self.worker(directory, "work", "left"),
          try Self.worker(directory, "work", "right"),
        ]
        // Any moment will do: nothing waits for this one.
        try await Task.sleep(for: .milliseconds(random.below(300)))
        for program in programs { program.send(signal: SIGKILL) }
        for program in programs {
          let outcome = await program.outcome(within: .seconds(60))
          #expect(outcome.errors == "", "round \(round), seed \(seed)")
          for line in Line.lines(in: outcome.output) {
            told.insert(line.job)
            if line.what == "done" { done.insert(line.job) }
            #expect(line.what != "stale", "round \(round), seed \(seed)")
          }
        }
        let store = try ResultStore(path: directory + "/r.sqlite")
        let before = try store.jobs(matching: JobFilter(limit: 100_000))
        for job in before where job.state.isRunning { killedIn[job.state, default: 0] += 1 }
        for program in programs {
          let given = try store.expireLeases(
            ofOwnersWithPrefix: "bench:\(program.processID):", now: at(0))
          #expect(given.allSatisfy(Self.isQueuedOrUsedUp))
        }
        let jobs = try Self.check(store, "round \(round), seed \(seed)")
        #expect(jobs.allSatisfy { !$0.state.isRunning }, "round \(round), seed \(seed)")
        lost.formUnion(told.subtracting(jobs.map(\.id.rawValue)))
        let finished = Set(jobs.filter { $0.state == .done }.map(\.id.rawValue))
        lost.formUnion(done.subtracting(finished))
        doubled += try store.runs(matching: RunFilter(limit: 1_000_000)).count - finished.count
        #expect(lost.isEmpty && doubled == 0, "round \(round), seed \(seed)")
        try store.close()
      }
      let last = try Self.worker(directory, "work", "left")
      #expect(await last.outcome(within: .seconds(120)).status == 0)
      let store = try ResultStore(path: directory + "/r.sqlite")
      let jobs = try Self.check(store, "the end, seed \(seed)")
      #expect(jobs.allSatisfy { $0.state == .done || $0.state == .failed }, "seed \(seed)")
      #expect(jobs.allSatisfy { $0.state == .done || Self.isQueuedOrUsedUp($0) }, "seed \(seed)")
      lost.formUnion(told.subtracting(jobs.map(\.id.rawValue)))
      #expect(lost.isEmpty, "seed \(seed)")
      if TestPrograms.isLong {
        #expect(JobState.allCases.filter(\.isRunning).allSatisfy { killedIn[$0] ?? 0 > 0 })
        print(
          "\(rounds) kills over \(jobs.count) jobs, \(lost.count) lost, \(doubled) doubled,",
          "\(jobs.filter { $0.state == .failed }.count) out of attempts; held when killed:",
          killedIn.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", "))
      }
    }
  }

  /// Twenty are more than SQLite's own way of waiting serves: some never had their turn.
  @Test(arguments: [4, 20])
  func workersThatCompeteTakeEachJobOnce(programs: Int) async throws {
    let count = TestPrograms.isLong ? 1_000 : 2 * programs + 32
    try await withTemporaryDirectory { directory in
      let submitter = try Self.worker(directory, "submit", String(count))
      #expect(await submitter.outcome(within: .seconds(120)).status == 0)
      let start = ContinuousClock.now
      let workers = try (0..<programs).map {
        try Self.worker(directory, "work", "board\($0)")
      }
      var lines: [Line] = []
      for worker in workers {
        let outcome = await worker.outcome(within: .seconds(300))
        #expect(outcome.status == 0, "\(outcome.errors)")
        lines += Line.lines(in: outcome.output)
      }
      let leased = lines.filter { $0.what == "leased" }
      #expect(leased.count == count && Set(leased.map(\.job)).count == count)
      #expect(Set(leased.map(\.fence)).count == count)
      #expect(lines.filter { $0.what == "done" }.count == count)
      if TestPrograms.isLong {
        print("\(count) jobs, \(programs) programs: \(ContinuousClock.now - start)")
      }
      #expect(!lines.contains { $0.what == "stale" })
      let store = try ResultStore(path: directory + "/r.sqlite", ifAbsent: .fail)
      #expect(try Self.check(store, "the end").allSatisfy { $0.attempt == 1 })
    }
  }

  /// As a daemon's boards do: one store, many at once.
  @Test func twentyBoardsOfOneProcessTakeEachJobOnce() async throws {
    let count = TestPrograms.isLong ? 1_000 : 60
    try await withStore { store in
      for number in 0..<count {
        _ = try store.submit(.example(number, submitter: "user \(number % 3)"), now: at(0))
      }
      let taken = try await withThrowingTaskGroup(of: [JobLease].self) { group in
        for board in 0..<20 {
          group.addTask {
            var leases: [JobLease] = []
            while let job = try store.taken(by: "board\(board)"), let lease = job.lease {
              try store.advance(lease, to: .measuring, now: at(1))
              try store.complete(lease, with: .example(for: job), now: at(2))
              leases.append(lease)
            }
            return leases
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(taken.count == count && Set(taken.map(\.job)).count == count)
      #expect(Set(taken.map(\.fence)).count == count)
      let jobs = try Self.check(store, "the end")
      #expect(jobs.count == count && jobs.allSatisfy { $0.state == .done && $0.attempt == 1 })
    }
  }

  @Test func aWorkerThatWakesUpTooLateStoresNothing() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let job = try store.added(.example())
      let sleeper = try Self.worker(directory, "stop", "left")
      let deadline = ContinuousClock.now + .seconds(60)
      while try store.job(named: job.id.rawValue).state != .leased, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(5))
      }
      let owner = "bench:\(sleeper.processID):"
      #expect(try store.expireLeases(ofOwnersWithPrefix: owner, now: at(0)).count == 1)
      let other = try Self.worker(directory, "work", "right")
      #expect(await other.outcome(within: .seconds(60)).status == 0)
      // It may not have stopped itself yet; a signal that goes on wakes it as soon as it has.
      let before = try store.events(of: job.id)
      let waker = Task {
        while !Task.isCancelled {
          sleeper.send(signal: SIGCONT)
          try await Task.sleep(for: .milliseconds(5))
        }
      }
      let outcome = await sleeper.outcome(within: .seconds(60))
      waker.cancel()
      #expect(Line.lines(in: outcome.output).map(\.what) == ["leased", "stale"])
      #expect(try store.events(of: job.id) == before)
      #expect(try Self.check(store, "the end").map(\.boardName) == ["right"])
    }
  }
}

extension ResultStore {
  /// What SQLite finds wrong with the file: `ok`.
  func integrity() throws -> [String] {
    try queue.read { database in
      try String.fetchAll(database, sql: "PRAGMA integrity_check")
        + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map(\.description)
    }
  }
}
